/** The closed list of uses of service results (C-01, ASM-09, V-14). Pure. */
import type { cadreClasses } from '../../../contract/codes.ts';

export type ConsequenceClass = keyof typeof cadreClasses | 'unit';
type Purpose =
  | 'unit_party_building'
  | 'civilised_unit'
  | 'sending_unit'
  | 'member_review'
  | 'merit'
  | 'post_assessment'
  | 'promotion';

/** The words under which each permitted purpose is known. */
const purposes: Readonly<Record<Purpose, readonly string[]>> = {
  unit_party_building: ['党建责任制考核', '党建责任制'],
  civilised_unit: ['文明单位创建', '文明单位'],
  sending_unit: ['派出单位绩效考核'],
  member_review: ['党员评议', '民主评议', '党员民主评议'],
  merit: ['评先评优', '评优', '评先'],
  post_assessment: ['岗位考核'],
  promotion: ['职务晋升', '晋升', '晋级晋职', '晋级', '晋职'],
};
const allowed: Readonly<Record<ConsequenceClass, readonly Purpose[]>> = {
  leading_cadre: ['post_assessment', 'promotion', 'merit', 'member_review'],
  ordinary_member: ['merit', 'member_review'],
  non_party: [],
  unit: ['unit_party_building', 'civilised_unit', 'sending_unit', 'member_review'],
};

/** allowed; barred: a known purpose that this class of person is protected from; outside: not on the closed list at all. */
export function judgePurpose(words: string, who: ConsequenceClass): 'allowed' | 'barred' | 'outside' {
  const text = words.normalize('NFKC').replace(/\s+/g, '');
  const purpose = (Object.keys(purposes) as Purpose[]).find((p) => purposes[p].includes(text));
  if (!purpose) return 'outside';
  return allowed[who].includes(purpose) ? 'allowed' : 'barred';
}

export const allowedWords = (who: ConsequenceClass): string =>
  allowed[who].map((p) => purposes[p][0]).join('、') || '无（仅积分与称号）';
