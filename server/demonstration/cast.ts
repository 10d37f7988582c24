/** The invented people and places of the demonstration: word lists and a seeded choice among them. Nobody here exists. */
import { createHash } from 'node:crypto';
import type { workContents } from '../../contract/codes.ts';

type Content = keyof typeof workContents;
export const seed = 'qingfeng-2026';

/** A small seeded generator for choices (mulberry32); the same seed gives the same community every time. */
export interface Dice {
  /** A whole number from 0 to n − 1. */
  below(n: number): number;
  chance(pct: number): boolean;
  pick<T>(list: readonly T[]): T;
  some<T>(list: readonly T[], count: number): T[];
}
export function dice(name: string): Dice {
  let state = createHash('sha256').update(`${seed}:${name}`).digest().readUInt32LE(0);
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (n: number) => Math.floor(next() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  return {
    below,
    pick,
    chance: (pct) => below(100) < pct,
    some(list, count) {
      const left = [...list];
      return Array.from({ length: Math.min(count, left.length) }, () => left.splice(below(left.length), 1)[0]!);
    },
  };
}

export const surnames = [
  ...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎',
];
const female = [
  '秀英',
  '桂兰',
  '玉梅',
  '小红',
  '婷婷',
  '雪梅',
  '丽华',
  '静',
  '敏',
  '芳',
  '燕',
  '晓云',
  '佳怡',
  '思雨',
  '文慧',
  '春花',
  '美玲',
  '雅琴',
  '欣然',
  '若兰',
];
const male = [
  '建国',
  '志强',
  '伟',
  '军',
  '德明',
  '国庆',
  '浩然',
  '子轩',
  '文涛',
  '海波',
  '立新',
  '永康',
  '俊杰',
  '振华',
  '明远',
  '少华',
  '家栋',
  '长青',
  '鹏',
  '磊',
];
export const nameOf = (d: Dice, gender: 'female' | 'male', surname = d.pick(surnames)): string =>
  surname + d.pick(gender === 'female' ? female : male);

export interface EstatePlan {
  readonly name: string;
  readonly buildings: number;
  readonly old: boolean;
  readonly company: 0 | 1;
  readonly lat: number;
  readonly lng: number;
}
export const centre = { lat: 31.3482, lng: 118.4221 };
export const estates: readonly EstatePlan[] = [
  { name: '柏庄丽城', buildings: 12, old: false, company: 0, lat: 31.3486, lng: 118.4214 },
  { name: '官陡新村', buildings: 12, old: true, company: 1, lat: 31.3466, lng: 118.4239 },
  { name: '鸠江花园', buildings: 8, old: false, company: 0, lat: 31.3502, lng: 118.4252 },
  { name: '江畔雅苑', buildings: 8, old: false, company: 1, lat: 31.3513, lng: 118.4196 },
];
export const unitsPerBuilding = 3;
export const companies = ['安和物业服务公司', '江畔物业服务公司'] as const;

export interface SendingUnit {
  readonly name: string;
  readonly type: string;
  readonly inScope: boolean;
  readonly resources: readonly string[];
}
export const sendingUnits: readonly SendingUnit[] = [
  { name: '江城师范学院', type: 'university', inScope: true, resources: ['教师志愿者', '阶梯教室'] },
  { name: '江城第二人民医院', type: 'public_institution', inScope: true, resources: ['义诊', '健康讲座'] },
  { name: '鸠江区司法所联合党支部', type: 'organ', inScope: true, resources: ['法律咨询', '人民调解'] },
  { name: '江城供电公司', type: 'state_enterprise', inScope: true, resources: ['电工', '安全用电检查'] },
  { name: '江城热力公司', type: 'state_enterprise', inScope: true, resources: ['管道检修', '车辆'] },
  { name: '市图书馆', type: 'public_institution', inScope: true, resources: ['图书', '活动场地'] },
  { name: '市第一中学', type: 'public_institution', inScope: true, resources: ['课业辅导', '操场'] },
  { name: '区民政局', type: 'organ', inScope: true, resources: ['政策咨询'] },
  { name: '市公交集团', type: 'state_enterprise', inScope: true, resources: ['车辆', '场地'] },
  { name: '部属江城工学院', type: 'ministry_university', inScope: true, resources: ['计算机', '心理咨询'] },
  { name: '云帆软件公司', type: 'two_new', inScope: false, resources: ['手机教学'] },
  { name: '青禾社会工作服务中心', type: 'social_work_agency', inScope: false, resources: ['社工'] },
];

export interface Trade {
  readonly profession: string;
  readonly expertise: readonly string[];
  readonly interests: readonly string[];
  readonly intentions: readonly Content[];
  /** Index into sendingUnits. */
  readonly unit: number;
  readonly post: string;
}
export const trades: readonly Trade[] = [
  {
    profession: '教师',
    expertise: ['教学', '数学'],
    interests: ['阅读', '书法'],
    intentions: ['resident_service', 'volunteer_service'],
    unit: 0,
    post: '讲师',
  },
  {
    profession: '中学教师',
    expertise: ['教学', '英语'],
    interests: ['阅读', '合唱'],
    intentions: ['resident_service', 'policy_publicity'],
    unit: 6,
    post: '高级教师',
  },
  {
    profession: '护士',
    expertise: ['护理', '急救'],
    interests: ['健步走', '烘焙'],
    intentions: ['resident_service', 'emergency'],
    unit: 1,
    post: '主管护师',
  },
  {
    profession: '医生',
    expertise: ['医疗', '康复'],
    interests: ['健步走', '摄影'],
    intentions: ['resident_service', 'policy_publicity'],
    unit: 1,
    post: '主治医师',
  },
  {
    profession: '律师',
    expertise: ['法律', '调解'],
    interests: ['阅读', '象棋'],
    intentions: ['harmony', 'deliberation'],
    unit: 2,
    post: '司法助理员',
  },
  {
    profession: '电工',
    expertise: ['电工', '家电维修'],
    interests: ['象棋', '钓鱼'],
    intentions: ['volunteer_service', 'resident_service'],
    unit: 3,
    post: '配电班长',
  },
  {
    profession: '管道工',
    expertise: ['水电', '家电维修'],
    interests: ['钓鱼', '太极'],
    intentions: ['volunteer_service', 'emergency'],
    unit: 4,
    post: '检修工',
  },
  {
    profession: '图书管理员',
    expertise: ['阅读推广', '书法'],
    interests: ['书法', '合唱'],
    intentions: ['policy_publicity', 'volunteer_service'],
    unit: 5,
    post: '馆员',
  },
  {
    profession: '公务员',
    expertise: ['政策咨询', '财会'],
    interests: ['健步走', '阅读'],
    intentions: ['policy_publicity', 'deliberation', 'harmony'],
    unit: 7,
    post: '科员',
  },
  {
    profession: '驾驶员',
    expertise: ['驾驶', '陪护'],
    interests: ['象棋', '太极'],
    intentions: ['volunteer_service', 'resident_service'],
    unit: 8,
    post: '驾驶员',
  },
  {
    profession: '高校教师',
    expertise: ['计算机', '教学'],
    interests: ['摄影', '健步走'],
    intentions: ['resident_service', 'volunteer_service'],
    unit: 9,
    post: '副教授',
  },
  {
    profession: '心理咨询师',
    expertise: ['心理', '调解'],
    interests: ['合唱', '烘焙'],
    intentions: ['resident_service', 'harmony'],
    unit: 9,
    post: '咨询师',
  },
  {
    profession: '软件工程师',
    expertise: ['计算机', '手机'],
    interests: ['摄影', '烘焙'],
    intentions: ['resident_service', 'volunteer_service'],
    unit: 10,
    post: '工程师',
  },
  {
    profession: '社会工作者',
    expertise: ['社会工作', '陪护'],
    interests: ['合唱', '太极'],
    intentions: ['resident_service', 'harmony'],
    unit: 11,
    post: '社工师',
  },
];
/** Each interest has its Party group, so that every member has one at hand. */
export const groupTags = ['阅读', '书法', '合唱', '健步走', '摄影', '象棋', '太极', '烘焙'] as const;

export interface Wish {
  readonly text: string;
  readonly boundary: 'volunteer' | 'property' | 'community' | 'department' | 'family' | 'market';
  readonly content: Content;
  readonly skill: string | null;
  readonly severity: 'concern' | 'annoyance' | 'worry';
  readonly answer: string;
}
const wish = (
  boundary: Wish['boundary'],
  content: Content,
  skill: string | null,
  severity: Wish['severity'],
  text: string,
  answer: string,
): Wish => ({ text, boundary, content, skill, severity, answer });
export const wishes: readonly Wish[] = [
  wish(
    'volunteer',
    'resident_service',
    '教学',
    'concern',
    '孩子上初二，数学跟不上，想请老师周末辅导一下作业。',
    '辅导了两章方程，约好下次时间。',
  ),
  wish(
    'volunteer',
    'resident_service',
    '手机',
    'concern',
    '不会用手机看病挂号，想请人教一教。',
    '手把手教会了挂号和视频通话。',
  ),
  wish(
    'volunteer',
    'resident_service',
    '陪护',
    'worry',
    '老伴走后一个人在家，周末想有人陪着说说话。',
    '上门陪伴聊天，老人精神不错。',
  ),
  wish(
    'volunteer',
    'resident_service',
    '家电维修',
    'annoyance',
    '家里的灯泡和一个插座坏了，自己不敢动。',
    '灯泡已换，插座已修好。',
  ),
  wish(
    'volunteer',
    'resident_service',
    '护理',
    'concern',
    '想请懂护理的邻居教我怎么量血压、记录。',
    '教会了量血压，做了一张记录表。',
  ),
  wish(
    'volunteer',
    'harmony',
    '法律',
    'annoyance',
    '租房合同到期押金不退，想咨询法律怎么办。',
    '看了合同，写好了催告的要点。',
  ),
  wish(
    'volunteer',
    'resident_service',
    '陪护',
    'worry',
    '下周要去医院复查，腿脚不便，想有人陪着去取药。',
    '陪同取药，送回到家。',
  ),
  wish(
    'volunteer',
    'resident_service',
    '心理',
    'worry',
    '孩子备考焦虑，晚上失眠，想找人聊聊。',
    '聊了一个半小时，孩子轻松多了。',
  ),
  wish(
    'volunteer',
    'volunteer_service',
    '书法',
    'concern',
    '想请人在活动室教大家写毛笔字。',
    '教了基本笔画，十来位老人参加。',
  ),
  wish(
    'volunteer',
    'policy_publicity',
    '法律',
    'concern',
    '最近总接到陌生电话，想请人来讲讲怎么防骗。',
    '讲了几种常见骗局和回拨核实的办法。',
  ),
  wish(
    'volunteer',
    'deliberation',
    '调解',
    'concern',
    '楼里想装电梯，几家意见不一，想请人帮着一起议一议。',
    '各家把顾虑说开了，约好下周再议费用分摊。',
  ),
  wish(
    'volunteer',
    'harmony',
    '调解',
    'annoyance',
    '楼上晾衣滴水，吵了几回，想请邻居来劝一劝。',
    '两家当面说好，楼上装了接水盘。',
  ),
  wish(
    'volunteer',
    'volunteer_service',
    '阅读推广',
    'concern',
    '周末孩子没人带，想有人在活动室领着读读书。',
    '带着读完一本绘本，孩子们约好下次再来。',
  ),
  wish(
    'property',
    'resident_service',
    null,
    'annoyance',
    '3号楼电梯又停了，老人上不去。',
    '电梯门机已更换，恢复运行。',
  ),
  wish('property', 'resident_service', null, 'annoyance', '楼道灯坏了好几天，晚上看不见。', '两层楼道灯已换。'),
  wish('property', 'resident_service', null, 'worry', '一楼下水道堵了，污水往外冒。', '管道已疏通并冲洗。'),
  wish('property', 'resident_service', null, 'concern', '单元门禁刷不开，门一直敞着。', '门禁主板已换。'),
  wish(
    'property',
    'resident_service',
    null,
    'annoyance',
    '消防通道天天停满车，出了事怎么办。',
    '已划线并安排专人劝导。',
  ),
  wish('property', 'resident_service', null, 'concern', '垃圾没有及时清，楼下味道很大。', '已增加一次清运并冲洗桶站。'),
  wish(
    'community',
    'resident_service',
    null,
    'concern',
    '居住证明需要怎么开，要带什么材料？',
    '带身份证和房产证到服务站，当场可办。',
  ),
  wish(
    'community',
    'harmony',
    null,
    'annoyance',
    '楼上晚上拖椅子，说了几次都不听，请社区调解。',
    '双方到调解室谈过，约定十点后不挪动家具。',
  ),
  wish(
    'community',
    'resident_service',
    null,
    'worry',
    '家里有残疾人，想申请困难救助。',
    '已上门了解情况，材料由社区代办。',
  ),
  wish(
    'department',
    'resident_service',
    null,
    'annoyance',
    '小区门口施工到半夜，噪音太大。',
    '城管部门已约谈施工方，夜间停工。',
  ),
  wish('department', 'resident_service', null, 'concern', '门口公交站牌倒了，等车不安全。', '交通部门已修复站牌。'),
  wish(
    'market',
    'resident_service',
    null,
    'concern',
    '想找人上门搬家，社区能派人吗？',
    '搬家属市场服务，社区提供了三家正规公司的电话。',
  ),
];
