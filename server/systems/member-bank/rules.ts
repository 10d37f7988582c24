/** Pure rules of the bank and the roster. */
import type { workContents } from '../../../contract/codes.ts';

type Content = keyof typeof workContents;
/** Posts that the usual kinds of expertise lead to; any other tag gives a post of its own name. */
const posts: readonly { readonly words: readonly string[]; readonly title: string; readonly content: Content }[] = [
  { words: ['法律', '律师', '法务'], title: '法律咨询岗', content: 'harmony' },
  { words: ['教学', '教师', '辅导', '英语', '数学'], title: '课业辅导岗', content: 'resident_service' },
  { words: ['护理', '医疗', '医生', '护士', '康复', '急救'], title: '健康咨询岗', content: 'resident_service' },
  { words: ['电工', '家电维修', '水电', '木工'], title: '小修小补岗', content: 'resident_service' },
  { words: ['心理'], title: '心理陪伴岗', content: 'resident_service' },
  { words: ['计算机', '手机', '电脑', '编程'], title: '数字助老岗', content: 'resident_service' },
  { words: ['摄影', '书法', '音乐', '舞蹈', '绘画'], title: '文化活动岗', content: 'volunteer_service' },
  { words: ['调解', '社会工作'], title: '邻里调解岗', content: 'harmony' },
  { words: ['财会', '会计', '金融'], title: '财务咨询岗', content: 'resident_service' },
];
export function postFor(tag: string): { title: string; content: Content } {
  const known = posts.find((p) => p.words.some((w) => tag.includes(w)));
  return known
    ? { title: known.title, content: known.content }
    : { title: `${tag}服务岗`, content: 'volunteer_service' };
}

/** IDN-03: clusters of one expertise, large enough, that no post of the service list uses yet. */
export function suggestPosts(
  expertise: readonly { tag: string; count: number }[],
  offers: readonly { title: string; skills: readonly string[] }[],
  least: number,
): { tag: string; members: number; title: string }[] {
  const served = (tag: string, title: string) => offers.some((o) => o.title === title || o.skills.includes(tag));
  return expertise
    .filter((e) => e.count >= least)
    .map((e) => ({ tag: e.tag, members: e.count, title: postFor(e.tag).title }))
    .filter((s) => !served(s.tag, s.title));
}

/** Names of the windows in which members are free, from minutes of the week. */
export const windows: readonly {
  readonly zh: string;
  readonly en: string;
  readonly from: number;
  readonly to: number;
}[] = [
  { zh: '工作日白天', en: 'Weekday daytime', from: 510, to: 1110 },
  { zh: '工作日晚上', en: 'Weekday evening', from: 1110, to: 1320 },
  { zh: '周六', en: 'Saturday', from: 5 * 1440 + 420, to: 5 * 1440 + 1320 },
  { zh: '周日', en: 'Sunday', from: 6 * 1440 + 420, to: 6 * 1440 + 1320 },
];
export function freeIn(
  availability: readonly { from: number; to: number }[],
  window: (typeof windows)[number],
): boolean {
  // The two weekday windows stand for each of the five days.
  const days = window.from < 1440 ? [0, 1, 2, 3, 4] : [0];
  return days.some((d) => availability.some((a) => a.from < window.to + d * 1440 && window.from + d * 1440 < a.to));
}

export type RosterState = 'active' | 'resting' | 'paused' | 'serving' | 'overloaded';
export interface RosterFacts {
  readonly paused: boolean;
  readonly onLeaveUntil: Date | null;
  readonly servingUntil: Date | null;
  readonly acceptsMore: boolean;
  /** Ends of services within the rest window, oldest first. */
  readonly recent: readonly Date[];
}
/** DSP-06: resting after enough services, unless the member asked for more; then the load is shown instead. */
export function rosterState(
  f: RosterFacts,
  rule: { restAfter: number; window_ms: number },
): { state: RosterState; until: Date | null } {
  if (f.paused) return { state: 'paused', until: null };
  if (f.onLeaveUntil) return { state: 'paused', until: f.onLeaveUntil };
  if (f.servingUntil) return { state: 'serving', until: f.servingUntil };
  if (f.recent.length < rule.restAfter) return { state: 'active', until: null };
  const leaves = f.recent[f.recent.length - rule.restAfter];
  return {
    state: f.acceptsMore ? 'overloaded' : 'resting',
    until: leaves ? new Date(leaves.getTime() + rule.window_ms) : null,
  };
}
