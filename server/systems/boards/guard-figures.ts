/** Figures that expose complaints (G-01…G-41): who reads one sees the records behind it. */
import { sql, type RawBuilder } from 'kysely';
import { isUniform, verifiedByContent, verifiedLately } from '../../engines/work/index.ts';
import {
  attempts,
  claims,
  countAttempts,
  countRegistrations,
  idleSince,
  needs,
  over,
  registrations,
  tasks,
  verified,
  type FigureDefinition,
} from './figure-kinds.ts';
import { civilDate } from '../../platform/clock.ts';
import type { PolicyNumbers } from './policy-numbers.ts';

const registered = sql`r.state in ('accepted', 'filed', 'active')`;
const longRegistered = (now: Date, p: PolicyNumbers): RawBuilder<unknown> =>
  sql`${registered} and r.accepted_at < ${idleSince(now, p)}`;
const everServed = sql`exists (select 1 from claim c where c.tenant_id = r.tenant_id and c.person_id = r.person_id and ${verified})`;
const everPresent = sql`exists (select 1 from claim c where c.tenant_id = r.tenant_id and c.person_id = r.person_id and c.checked_in_at is not null)`;
const everAsked = sql`exists (select 1 from invitation i where i.tenant_id = r.tenant_id and i.person_id = r.person_id)`;
const stuck = sql`postponed >= 2 and state not in ('closed', 'merged', 'withdrawn', 'declined', 'confirmed')`;
const live = (claim: string): RawBuilder<unknown> =>
  sql`${sql.ref(`${claim}.state`)} not in ('released', 'swapped', 'no_show')`;
/** The later of two claims of one person whose slots overlap; flexible work has no hour to overlap with. */
const clashes = (tenant: number): RawBuilder<unknown> =>
  sql`${live('c')} and exists (
    select 1 from slot x, claim b
    join slot y on y.tenant_id = b.tenant_id and y.slot_id = b.slot_id
    join task l on l.tenant_id = b.tenant_id and l.task_id = b.task_id
    join task m on m.tenant_id = b.tenant_id
    where x.tenant_id = ${tenant} and x.slot_id = c.slot_id and b.tenant_id = ${tenant} and b.person_id = c.person_id and b.claim_id < c.claim_id
      and m.task_id = c.task_id and l.form <> 'flexible' and m.form <> 'flexible' and ${live('b')}
      and x.starts_at < y.ends_at and y.starts_at < x.ends_at)`;
const unconfirmed = sql`${verified} and not (c.proofs && array['helped_person_page', 'helped_person_pin', 'call_back']::text[]) and not exists (
    select 1 from task_need x join rating g on g.tenant_id = x.tenant_id and g.need_id = x.need_id where x.tenant_id = c.tenant_id and x.task_id = c.task_id)`;

/** HRS-02, as in `review/goal.ts`; own exemptions are the person's alone and stay out of this count. */
function tooFewChances(_t: number, now: Date, p: PolicyNumbers): RawBuilder<unknown> {
  const [year, month] = civilDate(now).split('-').map(Number) as [number, number];
  const since = sql`(r.accepted_at at time zone 'Asia/Shanghai')`;
  const first = sql`(case when extract(year from ${since}) < ${year} then 1 else extract(month from ${since}) end)`;
  const goal = sql`(floor(${p.annual_goal_min} * (13 - ${first}) / 12 / 30) * 30)`;
  const done = sql`coalesce((select sum(e.amount) from ledger_account a join ledger_entry e on e.tenant_id = a.tenant_id and e.account_id = a.account_id
    where a.tenant_id = r.tenant_id and a.owner_kind = 'person' and a.owner_id = r.person_id::text and a.asset = 'annual_minutes' and e.value_date >= ${`${year}-01-01`}::date), 0)`;
  const offered = sql`coalesce((select o.minutes from opportunity o where o.tenant_id = r.tenant_id and o.person_id = r.person_id and o.year = ${year}), 0)`;
  return sql`${registered} and r.kind = 'in_service_member' and extract(year from ${since}) <= ${year}
    and greatest(${offered}, ${done}) * 100 < greatest(0, ${goal} * greatest(0, ${month} - ${first}) / (13 - ${first}) - ${done}) * ${p.opportunity_pct}::int`;
}

export const guardFigures: readonly FigureDefinition[] = [
  {
    key: 'voluntary_rate',
    zh: '自愿率',
    en: 'Voluntary rate',
    unit: '%',
    guard: 'G-11',
    board: 'guards',
    public: true,
    formula_zh: '本人认领 ÷ 全部接单',
    formula_en: 'Claimed by own act ÷ all accepted',
    value: (t) =>
      sql`select count(*) filter (where origin = 'self')::int as n, count(*)::int as d, null as v from claim where tenant_id = ${t}`,
    rows: claims(() => sql`c.origin <> 'self'`),
  },
  {
    key: 'postponements',
    zh: '推延次数',
    en: 'Postponements',
    unit: 'n',
    guard: 'G-02',
    board: 'guards',
    formula_zh: '改期次数',
    formula_en: 'Times a service was moved',
    value: (t) =>
      sql`select null as n, null as d, coalesce(sum(postponed), 0)::int as v from need where tenant_id = ${t}`,
    rows: needs(() => sql`postponed > 0`),
  },
  {
    key: 'postponed_twice',
    zh: '两次推延待重新安排',
    en: 'Postponed twice, to be planned anew',
    unit: 'n',
    guard: 'G-02',
    board: 'guards',
    formula_zh: '推延两次以上、尚未办结，由网格党支部重新安排',
    formula_en: 'Postponed twice or more and still open; the grid branch plans them anew',
    value: (t) => sql`select null as n, null as d, count(*)::int as v from need where tenant_id = ${t} and ${stuck}`,
    rows: needs(() => stuck),
    flagged: over(0),
  },
  {
    key: 'days_postponed',
    zh: '每件推延天数',
    en: 'Days lost per postponed need',
    unit: '',
    guard: 'G-02',
    board: 'guards',
    formula_zh: '推后的天数之和 ÷ 被推延的需求件数',
    formula_en: 'Days by which services moved ÷ needs that were postponed',
    value: (t) =>
      sql`select null as n, count(distinct x.need_id)::int as d, sum(extract(epoch from r.to_start - r.from_start) / 86400)::float8 / nullif(count(distinct x.need_id), 0) as v from reschedule r cross join lateral unnest(r.need_ids) as x(need_id) where r.tenant_id = ${t} and r.to_start > r.from_start`,
    rows: needs(() => sql`postponed > 0`),
  },
  {
    key: 'duty_transfers',
    zh: '转嫁职责被拦',
    en: 'Shifted duties refused',
    unit: 'n',
    guard: 'G-08',
    board: 'guards',
    public: true,
    formula_zh: '被拦下的转嫁',
    formula_en: 'Attempts to shift a duty that were refused',
    value: countAttempts('DUTY_TRANSFER'),
    rows: attempts('DUTY_TRANSFER'),
  },
  {
    key: 'work_hours_refused',
    zh: '上班时间派任务被拦',
    en: 'Working-hour posts refused',
    unit: 'n',
    guard: 'G-09',
    board: 'guards',
    formula_zh: '被拦下的上班时间任务',
    formula_en: 'Tasks in working hours that were refused',
    value: countAttempts('WORK_HOURS_BLOCKED'),
    rows: attempts('WORK_HOURS_BLOCKED'),
  },
  {
    key: 'without_asking',
    zh: '未征求意见被拦',
    en: 'Assignments without asking, refused',
    unit: 'n',
    guard: 'G-07',
    board: 'guards',
    formula_zh: '被拦下的代为接单',
    formula_en: 'Acceptances for somebody else that were refused',
    value: countAttempts('CONSENT_REQUIRED'),
    rows: attempts('CONSENT_REQUIRED'),
  },
  {
    key: 'proof_attempts',
    zh: '索要缺席证明被拦',
    en: 'Proofs of absence refused',
    unit: 'n',
    guard: 'G-10',
    board: 'guards',
    formula_zh: '被拦下的证明',
    formula_en: 'Proofs of absence that were refused',
    value: countAttempts('NO_ABSENCE_PROOF'),
    rows: attempts('NO_ABSENCE_PROOF'),
  },
  {
    key: 'photo_only',
    zh: '单纯照片提交',
    en: 'Photo-only submissions',
    unit: 'n',
    guard: 'G-28',
    board: 'guards',
    formula_zh: '被退回的纯照片',
    formula_en: 'Results with nothing but photos that were refused',
    value: countAttempts('PHOTO_ONLY_EVIDENCE'),
    rows: attempts('PHOTO_ONLY_EVIDENCE'),
  },
  {
    key: 'overreach',
    zh: '加码尝试',
    en: 'Overreach attempts',
    unit: 'n',
    guard: 'G-16',
    board: 'guards',
    formula_zh: '加码台账',
    formula_en: 'Ledger of overreach',
    value: countAttempts(
      'OVERREACH_TIGHTEN',
      'OVERREACH_CONSEQUENCE',
      'OVERREACH_NEW_DUTY',
      'POINT_STANDARD_CITY_ONLY',
      'REGIME_MISMATCH',
    ),
    rows: attempts(
      'OVERREACH_TIGHTEN',
      'OVERREACH_CONSEQUENCE',
      'OVERREACH_NEW_DUTY',
      'POINT_STANDARD_CITY_ONLY',
      'REGIME_MISMATCH',
    ),
  },
  {
    key: 'uniformity',
    zh: '单一化指数',
    en: 'Uniformity',
    unit: '%',
    guard: 'G-12',
    board: 'guards',
    formula_zh: '近期（按参数的天数）最多一类内容的服务 ÷ 近期全部已核实服务，件数太少不提示',
    formula_en:
      'Recent services of the most frequent kind ÷ all recent verified services (days set by a parameter); no mark on too few',
    value: (t, now, p) =>
      sql`select coalesce(max(n), 0)::int as n, coalesce(sum(n), 0)::int as d, null as v from (${verifiedByContent(t, now, p)}) x`,
    rows: claims((_, now, p) => verifiedLately(now, p)),
    flagged: (v, p, d) => v !== null && d !== null && isUniform({ of: d, pct: v }, p),
  },
  {
    key: 'expertise_use',
    zh: '特长利用率',
    en: 'Use of expertise',
    unit: '%',
    guard: 'G-13',
    board: 'guards',
    formula_zh: '有技能要求的服务 ÷ 全部已核实服务',
    formula_en: 'Services that ask for a skill ÷ all verified services',
    value: (t) =>
      sql`select count(*) filter (where cardinality(s.skills) > 0)::int as n, count(*)::int as d, null as v from claim c join slot s on s.tenant_id = c.tenant_id and s.slot_id = c.slot_id where c.tenant_id = ${t} and ${verified}`,
    rows: claims(() => sql`${verified}`),
  },
  {
    key: 'present_without_result',
    zh: '到场未完成率',
    en: 'Present without result',
    unit: '%',
    guard: 'G-34',
    board: 'guards',
    formula_zh: '到场未完成 ÷ 签到',
    formula_en: 'Present without finishing ÷ check-ins',
    value: (t) =>
      sql`select count(*) filter (where mark = '到场未完成')::int as n, count(*)::int as d, null as v from claim c where tenant_id = ${t} and checked_in_at is not null`,
    rows: claims(() => sql`c.mark = '到场未完成'`),
  },
  {
    key: 'clock_in_only',
    zh: '点卯率',
    en: 'Roll-call only',
    unit: '%',
    guard: 'G-32',
    board: 'guards',
    formula_zh: '点卯 ÷ 签到',
    formula_en: 'Roll-call-only visits ÷ check-ins',
    value: (t) =>
      sql`select count(*) filter (where mark = '点卯')::int as n, count(*)::int as d, null as v from claim c where tenant_id = ${t} and checked_in_at is not null`,
    rows: claims(() => sql`c.mark = '点卯'`),
  },
  {
    key: 'from_residents',
    zh: '来自居民需求的服务占比',
    en: "Services from residents' needs",
    unit: '%',
    guard: 'G-31',
    board: 'guards',
    public: true,
    formula_zh: '关联居民需求的服务 ÷ 全部已核实服务',
    formula_en: "Services tied to a resident's need ÷ all verified services",
    value: (t) =>
      sql`select count(*) filter (where exists (select 1 from task_need x where x.tenant_id = c.tenant_id and x.task_id = c.task_id))::int as n, count(*)::int as d, null as v from claim c where c.tenant_id = ${t} and ${verified}`,
    rows: claims(() => sql`${verified}`),
  },
  {
    key: 'ad_hoc',
    zh: '临时任务占比',
    en: 'Ad-hoc tasks',
    unit: '%',
    guard: 'G-38',
    board: 'guards',
    formula_zh: '提前不足的任务 ÷ 已发布任务',
    formula_en: 'Tasks published too late ÷ published tasks',
    value: (t) =>
      sql`select count(*) filter (where ad_hoc)::int as n, count(*)::int as d, null as v from task where tenant_id = ${t} and published_at is not null`,
    rows: tasks(() => sql`ad_hoc`),
  },
  {
    key: 'substitutes',
    zh: '平台找到的接替',
    en: 'Substitutes found by the platform',
    unit: '%',
    guard: 'G-30',
    board: 'guards',
    formula_zh: '已找到 ÷ 退出后的寻找',
    formula_en: 'Found ÷ searches after somebody withdrew',
    value: (t) =>
      sql`select count(*) filter (where state = 'found')::int as n, count(*)::int as d, null as v from swap_search where tenant_id = ${t}`,
    rows: claims(() => sql`c.state = 'released'`),
  },
  {
    key: 'blurred',
    zh: '模糊地带（超期未定）',
    en: 'Undecided beyond the limit',
    unit: 'n',
    guard: 'G-41',
    board: 'guards',
    public: true,
    formula_zh: '超过分诊期限还没有定由谁负责',
    formula_en: 'Nobody decided to be responsible within the time for triage',
    value: (t, now) =>
      sql`select null as n, null as d, count(*)::int as v from need where tenant_id = ${t} and state in ('submitted', 'reopened') and triage_due_at < ${now}`,
    rows: needs((_t, now) => sql`state in ('submitted', 'reopened') and triage_due_at < ${now}`),
    flagged: over(0),
  },
  {
    key: 'minutes_per_need',
    zh: '每解决一件所用分钟',
    en: 'Minutes per solved need',
    unit: 'min',
    guard: 'G-27',
    board: 'guards',
    formula_zh: '认定分钟 ÷ 关联需求件数',
    formula_en: 'Credited minutes ÷ needs tied to them',
    value: (t) =>
      sql`select coalesce(sum(c.credited_minutes), 0)::int as n, count(distinct x.need_id)::int as d, sum(c.credited_minutes)::float8 / nullif(count(distinct x.need_id), 0) as v from claim c join task_need x on x.tenant_id = c.tenant_id and x.task_id = c.task_id where c.tenant_id = ${t} and ${verified}`,
    rows: claims(() => sql`${verified}`),
  },
  {
    key: 'precision',
    zh: '精准率',
    en: 'Precision',
    unit: '%',
    guard: 'WHI-07',
    board: 'guards',
    formula_zh: '技能与需求标签一致的服务 ÷ 有标签需求的服务',
    formula_en: 'Services whose skill fits the tag of the need ÷ services for needs with a tag',
    value: (t) =>
      sql`select count(*) filter (where d.tag = any (s.skills))::int as n, count(*)::int as d, null as v from claim c join slot s on s.tenant_id = c.tenant_id and s.slot_id = c.slot_id join task_need x on x.tenant_id = c.tenant_id and x.task_id = c.task_id join need d on d.tenant_id = x.tenant_id and d.need_id = x.need_id where c.tenant_id = ${t} and d.tag is not null and ${verified}`,
    rows: claims(() => sql`${verified}`),
  },
  {
    key: 'conflicts_refused',
    zh: '拦下的时间冲突',
    en: 'Time conflicts refused',
    unit: 'n',
    guard: 'G-01',
    board: 'guards',
    formula_zh: '与本职工作或另一次服务重叠而没有成立的接单与邀请',
    formula_en: 'Acceptances and invitations that did not come about, for work or another service at the same time',
    value: countAttempts('TIME_CONFLICT'),
    rows: attempts('TIME_CONFLICT'),
  },
  {
    key: 'conflicts_slipped',
    zh: '漏过的时间冲突',
    en: 'Conflicts that slipped through',
    unit: 'n',
    guard: 'G-01',
    board: 'guards',
    formula_zh: '与本人另一次接单时间重叠的接单，应为0',
    formula_en: 'Accepted services that overlap with another of the same person; should be 0',
    value: (t) =>
      sql`select null as n, null as d, count(*)::int as v from claim c where c.tenant_id = ${t} and ${clashes(t)}`,
    rows: claims((t) => clashes(t)),
    flagged: over(0),
  },
  {
    key: 'nominal',
    zh: '挂名率',
    en: 'Nominal',
    unit: '%',
    guard: 'G-32',
    board: 'guards',
    formula_zh: '报到满期限、从未签到 ÷ 报到满期限',
    formula_en: 'Registered for the whole term and never checked in ÷ registered for the whole term',
    value: (t, now, p) =>
      sql`select count(*) filter (where not ${everPresent})::int as n, count(*)::int as d, null as v from registration r where r.tenant_id = ${t} and ${longRegistered(now, p)}`,
    rows: registrations((_t, now, p) => sql`${longRegistered(now, p)} and not ${everPresent}`),
  },
  {
    key: 'never_served_with_chance',
    zh: '报到未服务（有机会）',
    en: 'Registered, asked, never served',
    unit: 'n',
    guard: 'G-33',
    board: 'guards',
    formula_zh: '报到满期限、收到过邀请、没有核实的服务',
    formula_en: 'Registered for the whole term, invited, without a verified service',
    value: countRegistrations((_t, now, p) => sql`${longRegistered(now, p)} and not ${everServed} and ${everAsked}`),
    rows: registrations((_t, now, p) => sql`${longRegistered(now, p)} and not ${everServed} and ${everAsked}`),
  },
  {
    key: 'never_served_no_chance',
    zh: '报到未服务（机会不足）',
    en: 'Registered, never asked',
    unit: 'n',
    guard: 'G-33',
    board: 'guards',
    formula_zh: '报到满期限、从未收到邀请、没有核实的服务',
    formula_en: 'Registered for the whole term, never invited, without a verified service',
    value: countRegistrations(
      (_t, now, p) => sql`${longRegistered(now, p)} and not ${everServed} and not ${everAsked}`,
    ),
    rows: registrations((_t, now, p) => sql`${longRegistered(now, p)} and not ${everServed} and not ${everAsked}`),
  },
  {
    key: 'too_few_chances',
    zh: '机会不足（年度时长）',
    en: 'Too few chances for the annual hours',
    unit: 'n',
    guard: 'G-33',
    board: 'guards',
    formula_zh: '本年适合的岗位时长少于按月应达目标所差时长的规定倍数，计在社区',
    formula_en:
      'Fewer suitable hours than the set multiple of what lacks of the goal by now; counted against the community',
    value: countRegistrations(tooFewChances),
    rows: registrations(tooFewChances),
    flagged: over(0),
  },
  {
    key: 'first_service',
    zh: '首次服务转化率',
    en: 'Came to a first service',
    unit: '%',
    guard: 'G-35',
    board: 'guards',
    formula_zh: '有过核实服务的报到者 ÷ 全部报到者',
    formula_en: 'Registered persons with a verified service ÷ all registered persons',
    value: (t) =>
      sql`select count(*) filter (where ${everServed})::int as n, count(*)::int as d, null as v from registration r where r.tenant_id = ${t} and ${registered}`,
    rows: registrations(() => sql`${registered} and not ${everServed}`),
  },
  {
    key: 'contact_delay',
    zh: '首次联系超期',
    en: 'First contacts overdue',
    unit: 'n',
    guard: 'G-17',
    board: 'guards',
    formula_zh: '受理后超期未联系，计在社区',
    formula_en: 'Not contacted in time after acceptance; counted against the community',
    value: countRegistrations((_t, now) => sql`${registered} and r.contacted_at is null and r.contact_due_at < ${now}`),
    rows: registrations((_t, now) => sql`${registered} and r.contacted_at is null and r.contact_due_at < ${now}`),
    flagged: over(0),
  },
  {
    key: 'content_spread',
    zh: '内容分布（六类中有服务的类数）',
    en: 'Contents served, of six',
    unit: 'n',
    guard: 'G-12',
    board: 'guards',
    formula_zh: '有核实服务的内容类数',
    formula_en: 'Kinds of work with a verified service',
    value: (t) =>
      sql`select null as n, null as d, count(distinct k.work_content)::int as v from claim c join task k on k.tenant_id = c.tenant_id and k.task_id = c.task_id where c.tenant_id = ${t} and ${verified}`,
    rows: claims(() => verified),
  },
  {
    key: 'role_mix',
    zh: '组织岗、专业岗占比',
    en: 'Organising and professional places',
    unit: '%',
    guard: 'G-26',
    board: 'guards',
    formula_zh: '组织岗与专业岗的服务 ÷ 全部已核实服务',
    formula_en: 'Services in organising and professional places ÷ all verified services',
    value: (t) =>
      sql`select count(*) filter (where s.role <> 'general')::int as n, count(*)::int as d, null as v from claim c join slot s on s.tenant_id = c.tenant_id and s.slot_id = c.slot_id where c.tenant_id = ${t} and ${verified}`,
    rows: claims(
      () =>
        sql`${verified} and exists (select 1 from slot s where s.tenant_id = c.tenant_id and s.slot_id = c.slot_id and s.role <> 'general')`,
    ),
  },
  {
    key: 'unconfirmed_by_residents',
    zh: '居民未确认的服务',
    en: 'Services no resident confirmed',
    unit: 'n',
    guard: 'G-28',
    board: 'guards',
    formula_zh: '已核实，但没有受助人当面、页面或电话确认，也没有评价',
    formula_en: 'Verified, but neither confirmed by the helped person (in person, on the page or by phone) nor rated',
    value: (t) =>
      sql`select null as n, null as d, count(*)::int as v from claim c where c.tenant_id = ${t} and ${unconfirmed}`,
    rows: claims(() => unconfirmed),
  },
];
