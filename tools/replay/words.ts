/** Real Chinese words for orders, sorted into families by what they speak of. */
import type { Draws } from './draws.ts';

/** The seven results of the boundary (V-03), as the family of a message. */
export type Family = 'volunteer' | 'property' | 'department' | 'community' | 'market' | 'family' | 'not_accepted';
export interface Message {
  readonly text: string;
}
export interface Words {
  readonly of: (family: Family, what: string) => Message;
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * Families and their weights in a replay. The day gives the clock: when something was asked, wanted and closed, by which
 * channel. What is asked comes from the messages; that most of it is neighbourly help is this table's doing, and the
 * report counts rows whose kind bars volunteers apart.
 */
export const familyWeights: readonly (readonly [Family, number])[] = [
  ['volunteer', 73],
  ['property', 9],
  ['department', 8],
  ['community', 5],
  ['market', 2],
  ['family', 1],
  ['not_accepted', 2],
];

const marks: Readonly<Record<'volunteer' | 'property' | 'department' | 'market', readonly string[]>> = {
  volunteer: [
    '辅导',
    '作业',
    '学习',
    '陪',
    '独居',
    '看望',
    '老人',
    '孩子',
    '买菜',
    '取药',
    '就医',
    '手机',
    '微信',
    '电脑',
    '上网',
    '挂号',
    '血压',
    '健康',
    '护理',
    '康复',
    '法律',
    '合同',
    '维权',
    '咨询',
    '请问',
    '讲座',
    '插座',
  ],
  property: ['物业', '电梯', '门禁', '楼道', '停车', '车位', '绿化', '小区垃圾', '漏水', '消防通道'],
  department: ['施工', '噪音', '违建', '公交', '红绿灯', '路面', '社保', '医保', '停水', '停电', '燃气', '交警'],
  market: ['装修', '家电', '搬家', '开锁', '空调', '保姆'],
};
/** Words that name a duty of staff, property or departments: such a message is never one for volunteers. */
const duties = [
  '台账',
  '报表',
  '录入',
  '材料',
  '值班',
  '代班',
  '顶岗',
  '证明',
  '盖章',
  '低保',
  '资格审核',
  '采集',
  '保洁',
  '清运',
  '垃圾',
  '打扫',
  '清扫',
  '电梯',
  '照明',
  '管道',
  '疏通',
  '门禁',
  '消防',
  '门岗',
  '保安',
  '收费',
  '物业',
  '绿化',
  '除草',
  '违建',
  '拆除',
  '查处',
  '执法',
  '罚款',
  '取缔',
  '流行病',
  '消杀',
  '采样',
  '抓捕',
  '警情',
  '斗殴',
  '迎检',
  '迎接检查',
  '站台',
  '摆拍',
  '承诺书',
  '保证书',
  '责任状',
  '军令状',
  '创建',
  '检查',
  '照片',
  '拍照',
];
/** Which expertise a message speaks of, in the words of members' profiles. */
const expertise: readonly (readonly [string, RegExp])[] = [
  ['法律', /法律|合同|维权/],
  ['教学', /作业|辅导|学习/],
  ['医疗', /健康|血压|就医/],
  ['护理', /护理|康复/],
  ['手机使用', /手机|微信/],
  ['电脑', /电脑|上网/],
];
export const expertiseOf = (text: string): string | null =>
  expertise.find(([, words]) => words.test(text))?.[0] ?? null;

/** Few code points less than the order form takes, so that title and detail fit whole. */
const longest = 3900;

export function readWords(table: readonly Record<string, string>[], draws: Draws): Words {
  const messages = table.map((cells): Message => ({ text: textOf(cells) })).filter((m) => m.text.length >= 4);
  if (messages.length === 0) throw new Error('The words file holds no message (columns title, detail)');
  const has = (text: string, words: readonly string[]) => words.some((w) => text.includes(w));
  const plain = messages.filter((m) => !has(m.text, duties));
  const buckets: Record<Family, readonly Message[]> = {
    volunteer: plain.filter((m) => has(m.text, marks.volunteer)),
    property: messages.filter((m) => has(m.text, marks.property)),
    department: messages.filter((m) => has(m.text, marks.department) && !has(m.text, marks.property)),
    community: plain.filter((m) => !has(m.text, marks.volunteer)),
    market: messages.filter((m) => has(m.text, marks.market)),
    family: plain,
    not_accepted: messages,
  };
  return {
    of(family, what) {
      const bucket = buckets[family].length > 0 ? buckets[family] : messages;
      return draws.pick(`words:${what}`, bucket);
    },
    counts: Object.fromEntries(Object.entries(buckets).map(([family, list]) => [family, list.length])),
  };
}

function textOf(cells: Record<string, string>): string {
  const parts = [cells['title'] ?? '', cells['detail'] ?? ''].map((t) => t.trim()).filter((t) => t !== '');
  return [...parts.join('\n')].slice(0, longest).join('').trim();
}
