/** Invented names and profiles. Nobody in a replay exists. */
import type { Profile } from '../../server/engines/people/index.ts';
import type { Draws } from './draws.ts';

const families = [
  ...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳',
];
const givens = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文辉建国春梅红梅晓燕志远思源'];

export const familyName = (draws: Draws, n: number): string => draws.pick(`family:${n}`, families);
export const givenName = (draws: Draws, n: number): string =>
  draws.pick(`given:${n}`, givens) + (draws.chance(`two:${n}`, 0.7) ? draws.pick(`given2:${n}`, givens) : '');

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** A secret for time-based codes, 160 bits in base 32. */
export const secretFor = (draws: Draws, key: string): string =>
  Array.from({ length: 32 }, (_, i) => base32[draws.whole(`secret:${key}:${i}`, 0, 31)]).join('');

const expertise = [
  '教学',
  '法律',
  '医疗',
  '护理',
  '手机使用',
  '电脑',
  '心理',
  '调解',
  '维修',
  '书法',
  '摄影',
  '财务',
  '英语',
  '烹饪',
];
const interests = ['阅读', '跑步', '合唱', '摄影', '棋类', '园艺', '羽毛球'];
const contents = [
  'policy_publicity',
  'resident_service',
  'deliberation',
  'volunteer_service',
  'harmony',
  'emergency',
] as const;
const week = (day: number, from_h: number, to_h: number) => ({
  from: day * 1440 + from_h * 60,
  to: day * 1440 + to_h * 60,
});

/** What a member offers: most keep evenings and the weekend free, a few only one of them, a few work nights. */
export function profileFor(draws: Draws, key: string): Profile {
  const kind = draws.weighted(`hours:${key}`, [
    ['both', 70],
    ['evenings', 12],
    ['weekend', 12],
    ['nights', 6],
  ] as const);
  const days = draws.shuffled(`evenings:${key}`, [0, 1, 2, 3, 4]).slice(0, draws.whole(`free:${key}`, 3, 5));
  const evenings = days.toSorted().map((d) => week(d, 18.5, 22));
  const weekend = [5, 6].map((d) => week(d, 8, 22));
  // Holidays fall on any weekday: the daytime stays open, the working pattern and the calendar decide.
  const daytime = [0, 1, 2, 3, 4].map((d) => week(d, 8, 18.5));
  const availability =
    kind === 'weekend' ? weekend : kind === 'evenings' ? evenings : [...daytime, ...evenings, ...weekend];
  return {
    expertise: draws.shuffled(`expertise:${key}`, expertise).slice(0, draws.whole(`skills:${key}`, 1, 3)),
    certificates: [],
    interests: draws.shuffled(`interests:${key}`, interests).slice(0, 2),
    profession: draws.pick(`profession:${key}`, ['教师', '医生', '工程师', '公务员', '会计', '律师']),
    intentions: [
      'volunteer_service',
      ...draws
        .shuffled(
          `intentions:${key}`,
          contents.filter((c) => c !== 'volunteer_service'),
        )
        .slice(0, draws.whole(`wide:${key}`, 1, 4)),
    ],
    languages: draws.chance(`dialect:${key}`, 0.5) ? ['mandarin', 'local_dialect'] : ['mandarin'],
    resources: '',
    availability: availability.toSorted((a, b) => a.from - b.from),
    work_pattern: kind === 'nights' ? [0, 1, 2, 3, 4].map((d) => week(d, 0, 7)) : null,
    blackout: [],
    work_point: null,
    max_distance_m: draws.whole(`far:${key}`, 30, 80) * 100,
    limits: draws.chance(`limit:${key}`, 0.1) ? ['lifting'] : [],
    willing_to_try: draws.chance(`try:${key}`, 0.85),
    accepts_more: draws.chance(`more:${key}`, 0.35),
    paused: draws.chance(`paused:${key}`, 0.03),
    motives: [],
  };
}
