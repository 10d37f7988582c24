/**
 * Every value that a city may set, with the direction in which a lower level may move it and the clause it rests on
 * (FND-04, FND-05, catalogue 8.1 and 8.2). Units stand last in the keys.
 */

/**
 * - higher_relaxes: a lower level may only raise the value (more time for a volunteer)
 * - lower_relaxes: a lower level may only lower it (a smaller goal)
 * - locked: the city alone sets it
 * - may_tighten: a lower level may move it both ways within the bounds (fences, fraud caps, answers owed by staff)
 */
export type Direction = 'higher_relaxes' | 'lower_relaxes' | 'locked' | 'may_tighten';

export interface Parameter {
  readonly value: number;
  readonly unit: string;
  readonly direction: Direction;
  readonly min: number;
  readonly max: number;
  readonly zh: string;
  readonly en: string;
}
const p = (
  value: number,
  unit: string,
  direction: Direction,
  min: number,
  max: number,
  zh: string,
  en: string,
): Parameter => ({ value, unit, direction, min, max, zh, en });

export const parameters = {
  annual_goal_min: p(1200, 'min', 'lower_relaxes', 0, 6000, '年度服务目标', 'Annual service goal'),
  certificate_publicity_d: p(
    7,
    'd',
    'may_tighten',
    7,
    60,
    '首次出具服务证明前的公示天数',
    'Publicity before a first certificate',
  ),
  filing_ack_d: p(7, 'd', 'higher_relaxes', 1, 60, '单位确认备案的期限', 'Time for a unit to acknowledge a filing'),
  first_contact_d: p(
    3,
    'd',
    'may_tighten',
    1,
    30,
    '社区首次联系报到人员的期限',
    'Time for the community to contact a new registrant',
  ),
  offer_life_ordinary_h: p(24, 'h', 'higher_relaxes', 1, 336, '普通邀请的有效时间', 'Life of an ordinary invitation'),
  offer_life_urgent_min: p(30, 'min', 'higher_relaxes', 5, 1440, '紧急邀请的有效时间', 'Life of an urgent invitation'),
  quiet_from_min: p(
    1320,
    'min',
    'lower_relaxes',
    1080,
    1440,
    '免打扰开始（当日分钟）',
    'Quiet hours begin (minute of the day)',
  ),
  quiet_to_min: p(
    420,
    'min',
    'higher_relaxes',
    300,
    720,
    '免打扰结束（当日分钟）',
    'Quiet hours end (minute of the day)',
  ),
  work_morning_from_min: p(
    510,
    'min',
    'lower_relaxes',
    360,
    720,
    '通常上班时间：上午开始',
    'Ordinary working hours: morning begins',
  ),
  work_morning_to_min: p(
    720,
    'min',
    'higher_relaxes',
    600,
    840,
    '通常上班时间：上午结束',
    'Ordinary working hours: morning ends',
  ),
  work_afternoon_from_min: p(
    840,
    'min',
    'lower_relaxes',
    720,
    960,
    '通常上班时间：下午开始',
    'Ordinary working hours: afternoon begins',
  ),
  work_afternoon_to_min: p(
    1110,
    'min',
    'higher_relaxes',
    960,
    1260,
    '通常上班时间：下午结束',
    'Ordinary working hours: afternoon ends',
  ),
  travel_margin_min: p(30, 'min', 'higher_relaxes', 0, 240, '两次服务之间的路程时间', 'Travel margin between services'),
  max_distance_default_m: p(
    5000,
    'm',
    'lower_relaxes',
    500,
    100_000,
    '未申报时的最远服务距离',
    'Farthest distance when a member declared none',
  ),
  urgent_release_h: p(
    2,
    'h',
    'lower_relaxes',
    0,
    48,
    '临近退出按紧急寻人处理',
    'A release this close to the start is urgent',
  ),
  check_in_radius_m: p(300, 'm', 'may_tighten', 30, 2000, '签到范围', 'Check-in radius'),
  check_in_tolerance_min: p(30, 'min', 'may_tighten', 5, 180, '签到时间允许范围', 'Check-in time tolerance'),
  accuracy_max_m: p(500, 'm', 'may_tighten', 20, 5000, '可用定位的最大误差', 'Largest usable position error'),
  code_rotation_s: p(30, 's', 'may_tighten', 10, 30, '现场动态码更换周期', 'On-site code rotation'),
  credit_cap_pct: p(125, '%', 'locked', 100, 300, '计入时长上限（占计划）', 'Cap of credited time against plan'),
  credit_rounding_min: p(5, 'min', 'lower_relaxes', 1, 30, '计入时长取整', 'Rounding of credited time'),
  online_session_cap_min: p(60, 'min', 'locked', 5, 480, '线上服务每次上限', 'Cap of one online session'),
  no_check_out_confirm_d: p(
    3,
    'd',
    'higher_relaxes',
    1,
    30,
    '未签退时的确认期限',
    'Time to confirm an end without check-out',
  ),
  daily_hours_flag_h: p(8, 'h', 'may_tighten', 1, 24, '单日时长提示线', 'Daily hours flag'),
  identical_fix_people: p(3, '人', 'may_tighten', 2, 50, '多人定位完全相同提示线', 'Identical positions flag'),
  pair_rating_repeat: p(3, '次', 'may_tighten', 2, 50, '互评重复提示线', 'Repeated mutual rating flag'),
  audit_limit_wd: p(5, '工作日', 'may_tighten', 1, 30, '后台审核期限', 'Audit limit'),
  confirm_limit_wd: p(
    5,
    '工作日',
    'may_tighten',
    1,
    30,
    '党小组、网格支部确认期限',
    'Limit of group and branch confirmation',
  ),
  rest_after_services: p(3, '次', 'lower_relaxes', 1, 30, '连续服务后休整', 'Services before rest'),
  rest_window_d: p(7, 'd', 'higher_relaxes', 1, 60, '休整统计天数', 'Days counted for rest'),
  asks_per_week: p(
    3,
    '次',
    'lower_relaxes',
    1,
    14,
    '每人每周最多被邀请（紧急除外）',
    'Most askings a week, urgent ones excepted',
  ),
  acceptance_model_on: p(
    1,
    '',
    'may_tighten',
    0,
    1,
    '用接单可能性排候补顺序（1用，0不用）',
    'Order standbys by the chance of acceptance (1 on, 0 off)',
  ),
  plan_hours_week: p(
    8,
    'h',
    'lower_relaxes',
    1,
    40,
    '一次排单给每人最多排',
    'Most hours that one plan asks of one person',
  ),
  fair_loss_permille: p(
    10,
    '‰',
    'may_tighten',
    0,
    100,
    '排单时为均衡最多让出的匹配度',
    'Match that a plan may give up to spread the load',
  ),
  undifferentiated_slot_people: p(
    8,
    '人',
    'lower_relaxes',
    2,
    50,
    '同一岗位不分工的最多人数',
    'Most people in one undifferentiated slot',
  ),
  headcount_tolerance_pct: p(120, '%', 'lower_relaxes', 100, 300, '人数与测算之比上限', 'Headcount against estimate'),
  team_leader_from: p(3, '人', 'may_tighten', 2, 20, '须有带队人的人数', 'People from which a leader is needed'),
  notice_period_h: p(72, 'h', 'higher_relaxes', 0, 720, '普通任务提前通知', 'Notice period of an ordinary task'),
  uniform_work_pct: p(70, '%', 'lower_relaxes', 10, 100, '服务内容单一提示线', 'Uniform-work flag'),
  uniform_window_d: p(90, 'd', 'may_tighten', 30, 730, '服务内容单一统计天数', 'Days counted for uniform work'),
  uniform_sample: p(
    10,
    '件',
    'higher_relaxes',
    2,
    1000,
    '服务内容单一起算件数',
    'Services below which uniformity is not judged',
  ),
  draft_life_d: p(7, 'd', 'may_tighten', 1, 90, '任务草稿保留天数', 'Days that a draft of a task is kept'),
  offer_pause_d: p(30, 'd', 'higher_relaxes', 7, 365, '服务项目无人响应后暂停', 'Days before an idle offer pauses'),
  boundary_undo_s: p(20, 's', 'may_tighten', 0, 600, '分诊后可撤回的时间', 'Time to undo a triage decision'),
  triage_limit_wd: p(2, '工作日', 'may_tighten', 1, 10, '分诊期限', 'Triage limit'),
  handover_answer_h: p(24, 'h', 'may_tighten', 1, 240, '责任方答复期限', 'Time to answer a hand-over'),
  silent_closure_d: p(7, 'd', 'higher_relaxes', 1, 90, '居民未回应自动办结', 'Silent closure of an answered need'),
  low_score_below: p(6, '分', 'may_tighten', 2, 10, '低于此分重新办理', 'Scores below reopen'),
  registered_idle_d: p(90, 'd', 'may_tighten', 7, 365, '报到后未获服务机会提示', 'Registered but never asked'),
  building_overload: p(
    3,
    '栋',
    'lower_relaxes',
    1,
    20,
    '每名社区工作者最多包楼数',
    'Most buildings of one community worker',
  ),
  branch_min_members: p(
    3,
    '人',
    'locked',
    3,
    50,
    '成立小区临时党支部的最少人数',
    'Members needed for a temporary Party branch',
  ),
  group_min_members: p(
    3,
    '人',
    'may_tighten',
    2,
    50,
    '建议成立党小组的最少人数',
    'Members needed to propose a Party group',
  ),
  bank_cluster_members: p(
    5,
    '人',
    'may_tighten',
    2,
    100,
    '建议设岗的最少人数',
    'Members of one expertise that suggest a post',
  ),
  time_bank_pack: p(
    0,
    '',
    'locked',
    0,
    3,
    '时间银行规则包（0基本，1南京，2北京，3长宁）',
    'Rule pack of the time bank (0 basic, 1 Nanjing, 2 Beijing, 3 Changning)',
  ),
  time_bank_inheritance: p(
    1,
    '',
    'locked',
    0,
    1,
    '时间币继承（1按本人意愿，0归集体基金库）',
    'Inheritance of time coins (1 by the owner’s will, 0 to the pool)',
  ),
  time_coin_min: p(60, 'min', 'locked', 60, 60, '1个时间币的分钟数', 'Minutes of one time coin'),
  time_settle_silence_d: p(
    3,
    'd',
    'higher_relaxes',
    1,
    30,
    '受助人未回应自动结算',
    'Silence after which a time exchange is settled',
  ),
  time_blind_d: p(
    7,
    'd',
    'higher_relaxes',
    1,
    30,
    '双向评价互不可见的天数',
    'Days for which mutual ratings stay blind',
  ),
  time_gift_answer_d: p(7, 'd', 'higher_relaxes', 1, 60, '赠与时间币的答复期限', 'Time to answer a gift of time coins'),
  commendation_line_pt: p(
    100,
    '分',
    'locked',
    1,
    10_000,
    '通报表扬的年度积分线',
    'Points of the year for the commendation list',
  ),
  goods_yearly_cap_pt: p(
    200,
    '分',
    'locked',
    0,
    100_000,
    '每人每年兑换积分上限',
    'Points that one person may redeem in a year',
  ),
  goods_collect_d: p(14, 'd', 'higher_relaxes', 1, 90, '兑换后领取期限', 'Days to collect redeemed goods'),
} as const satisfies Record<string, Parameter>;

export type ParameterKey = keyof typeof parameters;
export const parameterKeys = Object.keys(parameters) as readonly ParameterKey[];
export const isParameterKey = (key: string): key is ParameterKey => Object.hasOwn(parameters, key);

/** Pure: may a level below the city move the value in force to this one (FND-05)? */
export function relaxes(direction: Direction, inForce: number, asked: number): boolean {
  switch (direction) {
    case 'higher_relaxes':
      return asked >= inForce;
    case 'lower_relaxes':
      return asked <= inForce;
    case 'may_tighten':
      return true;
    case 'locked':
      return asked === inForce;
  }
}
