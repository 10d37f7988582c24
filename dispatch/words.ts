/**
 * Chinese and English sentences for every key that the library gives out, in the glossary's words.
 * {name} takes a number of the reason; {codes} and {from}, {to} take what the caller has put into words.
 */
export interface Sentence {
  readonly zh: string;
  readonly en: string;
}

const s = (zh: string, en: string): Sentence => ({ zh, en });

export const words: Readonly<Record<string, Sentence>> = {
  // Why you
  'why.expertise_confirmed': s(
    '您的特长与岗位相符（{held}/{asked}项，已确认）。',
    'Your expertise fits the slot ({held} of {asked}, confirmed).',
  ),
  'why.expertise_declared': s(
    '您填报的特长与岗位相符（{held}/{asked}项）。',
    'The expertise you declared fits the slot ({held} of {asked}).',
  ),
  'why.expertise_none': s('该岗位的优选特长您尚未填报。', 'You have not declared the expertise this slot prefers.'),
  'why.intention_chosen': s('属于您选择的服务意向。', 'It is among the service intentions you chose.'),
  'why.intention_interest': s('与您的{shared}项爱好相关。', 'It relates to {shared} of your interests.'),
  'why.intention_try': s('您表示愿意尝试此类服务。', 'You said you are willing to try this kind.'),
  'why.intention_expertise': s(
    '不在您的服务意向内，但用得上您的特长。',
    'Outside your intentions, yet your expertise is of use.',
  ),
  'why.load_free': s('您近期没有服务安排。', 'You have no recent or coming service.'),
  'why.load_some': s('您近期及待服务共{recent}次。', 'You have {recent} recent and coming services.'),
  'why.proximity_near': s('离您约{distance_m}米。', 'About {distance_m} m from you.'),
  'why.proximity_unknown': s('与您的距离未知。', 'The distance to you is unknown.'),
  'why.continuity_asked_for': s('点单人希望由您来服务。', 'The orderer asked for you by name.'),
  'why.continuity_helped_before': s('您曾帮助过这位点单人。', 'You have helped this orderer before.'),
  'why.continuity_none': s('与这位点单人是首次结识。', 'You would meet this orderer for the first time.'),
  'why.language_spoken': s('您会说点单人使用的语言或方言。', 'You speak a language or dialect of the orderer.'),
  'why.language_none': s(
    '点单人使用的语言或方言您尚未填报。',
    'You have not declared a language or dialect of the orderer.',
  ),
  'why.gender_as_wished': s('符合点单人对贴身照料的意愿。', "It meets the orderer's wish for personal care."),
  'why.gender_other': s('与点单人对贴身照料的意愿不同。', "It differs from the orderer's wish for personal care."),

  // Why not, for the cadre: the code alone
  'code.CONSENT_MISSING': s('本人尚未同意参与服务匹配。', 'The person has not consented to being matched for service.'),
  'code.WORK_HOURS_BLOCKED': s(
    '该时段为上班时间，请改在周末或业余时间。',
    'That is not a time to ask for; choose a weekend or spare time.',
  ),
  'code.SELF_DEALING': s('不能承接或评价自己的订单。', 'Nobody may take or rate an order of their own.'),
  'code.NOT_AVAILABLE': s('对方当前不接受邀请。', 'This person takes no invitations now.'),
  'code.RESTING': s('近期服务较多，正在休整。', 'Resting.'),
  'code.ASKED_ENOUGH': s('本周已被邀请多次，不再打扰。', 'Asked often enough this week.'),
  'code.TIME_CONFLICT': s('与对方的工作或已接任务时间冲突。', "It clashes with the person's work or an accepted task."),
  'code.OUTSIDE_AVAILABILITY': s('不在对方可服务的时间内。', 'Outside the times this person offers.'),
  'code.TOO_FAR': s('超出对方可接受的距离。', 'Beyond the distance that is accepted.'),
  'code.PHYSICAL_LIMIT': s('该任务不适合此人选。', 'This task does not suit this person.'),
  'code.SKILL_MISMATCH': s('该岗位需要的技能与对方特长不符。', "The skill needed is not among this person's."),
  'code.NO_INTENTION': s(
    '不在对方的特长和服务意向内，须本人表示愿意尝试。',
    "Outside this person's expertise and intentions; the person must be willing to try.",
  ),

  // Why not, for the person: the fact
  'fact.consent_missing': s(
    '您尚未同意将基本信息用于服务匹配。',
    'You have not consented to the use of your basic data for matching.',
  ),
  'fact.working_hours': s(
    '{from}至{to}为上班时间，不能向您发出邀请。',
    '{from} to {to} is working time; you may not be asked.',
  ),
  'fact.quiet_hours': s('{from}至{to}为安静时段，不发邀请。', '{from} to {to} are quiet hours; nobody is asked.'),
  'fact.calendar_unknown': s(
    '{from}当天的放假安排尚未公布，暂不安排上班时段。',
    'Holidays for {from} are not published yet; working hours are kept free.',
  ),
  'fact.self_dealing_self': s('这是您自己的订单。', 'This is your own order.'),
  'fact.self_dealing_household': s('这是您家人的订单。', 'This is an order of your household.'),
  'fact.standing_active': s('您可以接受邀请。', 'You take invitations.'),
  'fact.standing_paused': s('您已暂停接受邀请。', 'You have paused invitations.'),
  'fact.standing_on_leave': s('您正在请假。', 'You are on leave.'),
  'fact.standing_inactive': s('您的报到不在有效状态。', 'Your registration is not active.'),
  'fact.rest_chosen': s('您选择休整至{to}。', 'You chose to rest until {to}.'),
  'fact.rest_earned': s(
    '您在{window_d}天内已服务{services}次，休整至{to}。',
    'You served {services} times in {window_d} days and rest until {to}.',
  ),
  'fact.asked_enough': s(
    '7天内已邀请您{asks}次（每周最多{most}次），{to}前不再打扰。',
    'You were invited {asks} times in 7 days (at most {most} a week) and are left in peace until {to}.',
  ),
  'fact.clash_work': s(
    '与您{from}至{to}的本职工作冲突（前后须留{margin_min}分钟）。',
    'It clashes with your work from {from} to {to} ({margin_min} minutes must lie between).',
  ),
  'fact.clash_busy': s(
    '与您{from}至{to}已接的任务冲突（前后须留{margin_min}分钟）。',
    'It clashes with a task you accepted from {from} to {to} ({margin_min} minutes must lie between).',
  ),
  'fact.clash_blackout': s('您已标记{from}当天不便。', 'You marked the day of {from} as not possible.'),
  'fact.clash_no_free_window': s(
    '{from}至{to}之间没有您方便的完整时段。',
    'Between {from} and {to} there is no time free for you that is long enough.',
  ),
  'fact.outside_availability': s(
    '{from}至{to}不在您填报的可服务时间内。',
    '{from} to {to} is outside the times you offer.',
  ),
  'fact.too_far_member': s(
    '距离{distance_m}米，超出您设定的{limit_m}米。',
    'It is {distance_m} m away; you accept {limit_m} m.',
  ),
  'fact.too_far_slot': s(
    '距离{distance_m}米，超出本次寻找范围{limit_m}米。',
    'It is {distance_m} m away; the search covers {limit_m} m.',
  ),
  'fact.physical_limit': s(
    '该岗位涉及：{codes}，您已说明不便。',
    'The slot involves {codes}, which you said you cannot do.',
  ),
  'fact.skill_missing': s('该岗位需要：{codes}，您尚未填报。', 'The slot needs {codes}, which you have not declared.'),
  'fact.skill_unconfirmed': s('该岗位需要已确认的技能：{codes}。', 'The slot needs these skills confirmed: {codes}.'),
  'fact.no_intention': s('“{codes}”不在您的特长和服务意向内。', '“{codes}” is outside your expertise and intentions.'),

  // What would have to change
  'change.give_consent': s('在“我的数据”中同意后即可收到邀请。', 'Give the consent under “My data” to be invited.'),
  'change.lawful_time': s('改在周末、节假日或业余时间。', 'Move it to a weekend, a holiday or spare time.'),
  'change.opt_in_or_lawful_time': s(
    '改在业余时间；或您本人选择接受工作日白天的邀请。',
    'Move it to spare time, or opt in to invitations in working hours.',
  ),
  'change.another_neighbour': s('请由其他邻居承接。', 'Let another neighbour take it.'),
  'change.resume': s('恢复接受邀请即可。', 'Resume invitations.'),
  'change.end_rest': s('可提前结束休整，或等到{to}。', 'End your rest early, or wait until {to}.'),
  'change.ask_for_more_or_wait': s('可选择继续服务，或等到{to}。', 'Choose to go on serving, or wait until {to}.'),
  'change.wait_to_be_asked': s(
    '等到{to}；您也可以自己在任务广场接单。',
    'Wait until {to}; you may also take it yourself in the task square.',
  ),
  'change.another_time': s('换一个不冲突的时段。', 'Choose a time that does not clash.'),
  'change.longer_window': s('放宽可办理的时间范围。', 'Allow a longer span of time.'),
  'change.another_time_or_availability': s(
    '换一个时段，或在可服务时间中加上{from}至{to}。',
    'Choose another time, or add {from} to {to} to the times you offer.',
  ),
  'change.farther_or_remote': s(
    '选择远程形式，或将可接受距离设为{needed_m}米以上。',
    'Choose a remote form, or accept at least {needed_m} m.',
  ),
  'change.widen_search': s('社区将寻找范围扩大到{needed_m}米。', 'The community widens the search to {needed_m} m.'),
  'change.without_demand': s('岗位拆分出不涉及“{codes}”的部分。', 'Split off a part without {codes}.'),
  'change.declare_skill': s('如您具备，请补充特长：{codes}。', 'If you have it, declare: {codes}.'),
  'change.confirm_skill': s('由社区确认您的技能：{codes}。', 'Let the community confirm your skill: {codes}.'),
  'change.willing_to_try': s('点“愿意尝试”即可。', 'Say that you are willing to try.'),
};

/** What the caller has put into its own words for a sentence: codes joined, instants formatted. */
export interface Spoken {
  readonly codes?: string;
  readonly from?: string;
  readonly to?: string;
}

/** The sentence of a key with its numbers and spoken pieces; throws RangeError for a key that has none (a bug). */
export function say(
  key: string,
  language: keyof Sentence,
  numbers: Readonly<Record<string, number>> = {},
  spoken: Spoken = {},
): string {
  const sentence = words[key];
  if (!sentence) throw new RangeError(`no sentence for ${key}`);
  const fill: Readonly<Record<string, string | number | undefined>> = { ...numbers, ...spoken };
  return sentence[language].replace(/\{(\w+)\}/g, (whole, name: string) => String(fill[name] ?? whole));
}
