/** Code lists around points. Plain data, so that a page may load it without the schemas. */

/** PTS-04: asked to be named, named, not named by the person's own word, fallen below the line by a reversal. */
export const commendationStates = {
  asked: { zh: '等您决定是否署名', en: 'Waiting for your word' },
  named: { zh: '已列入通报表扬', en: 'On the list' },
  unnamed: { zh: '不公开署名', en: 'Not named' },
  below: { zh: '未满100分', en: 'Below 100 points' },
} as const;

/** PTS-09: what a member would like to gain; asked, never required. */
export const memberMotives = {
  skill: { zh: '学点本领', en: 'Learning something' },
  neighbours: { zh: '认识邻居', en: 'Meeting neighbours' },
  family_help: { zh: '家人需要时也有人帮', en: 'Help for my own family' },
  children_practice: { zh: '子女实践', en: 'Practice for my children' },
  recognition: { zh: '得到认可', en: 'Recognition' },
} as const;
export type MemberMotive = keyof typeof memberMotives;
