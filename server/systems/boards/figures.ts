/**
 * Figures that expose complaints: each computed from records by one statement, each opened into its rows by another
 * that names the same records (FND-12). A person is never ranked (C-14).
 */
import { sql, type RawBuilder } from 'kysely';
import type { PolicyNumbers } from './policy-numbers.ts';

export interface FigureDefinition {
  readonly key: string;
  readonly zh: string;
  readonly en: string;
  readonly unit: '%' | 'min' | 'h' | 'n' | '';
  readonly guard: string | null;
  readonly formula: string;
  readonly board: 'loop' | 'guards';
  readonly public?: true;
  /** One row: numerator n, denominator d (null for a plain value in v). */
  readonly value: (
    tenant: number,
    now: Date,
    p: PolicyNumbers,
  ) => RawBuilder<{ n: number | null; d: number | null; v: number | null }>;
  /** The records behind it: id, at, text, state, kind of link. */
  readonly rows: (
    tenant: number,
    now: Date,
    p: PolicyNumbers,
  ) => RawBuilder<{ id: string; at: Date | null; text: string; state: string; link: string | null }>;
  readonly flagged?: (value: number | null, p: PolicyNumbers) => boolean;
}
type Values = FigureDefinition['value'];
type Rows = FigureDefinition['rows'];

const needLink = sql<string>`'/desk/needs/' || need_id::text`;
const taskLink = sql<string>`'/desk/tasks/' || task_id::text`;
const needs =
  (where: (t: number, now: Date, p: PolicyNumbers) => RawBuilder<unknown>): Rows =>
  (t, now, p) =>
    sql`select need_id as id, opened_at as at, title as text, state, ${needLink} as link from need where tenant_id = ${t} and ${where(t, now, p)} order by opened_at desc limit 200`;
const claims =
  (where: (t: number, now: Date, p: PolicyNumbers) => RawBuilder<unknown>): Rows =>
  (t, now, p) =>
    sql`select c.claim_id as id, c.accepted_at as at, k.title as text, c.state, '/desk/tasks/' || c.task_id::text as link from claim c join task k on k.tenant_id = c.tenant_id and k.task_id = c.task_id where c.tenant_id = ${t} and ${where(t, now, p)} order by c.claim_id desc limit 200`;
const tasks =
  (where: (t: number, now: Date, p: PolicyNumbers) => RawBuilder<unknown>): Rows =>
  (t, now, p) =>
    sql`select task_id as id, created_at as at, title as text, state, ${taskLink} as link from task where tenant_id = ${t} and ${where(t, now, p)} order by task_id desc limit 200`;
const attempts =
  (...codes: string[]): Rows =>
  (t) =>
    sql`select attempt_id as id, at, subject as text, code as state, null as link from attempt where tenant_id = ${t} and code in (${sql.join(codes)}) order by attempt_id desc limit 200`;
const countAttempts =
  (...codes: string[]): Values =>
  (t) =>
    sql`select null as n, null as d, count(*)::int as v from attempt where tenant_id = ${t} and code in (${sql.join(codes)})`;
const verified = sql`c.state in ('passed', 'credited')`;
const medianMinutes =
  (from: string, to: string): Values =>
  (t) =>
    sql`select null as n, null as d, percentile_cont(0.5) within group (order by extract(epoch from ${sql.ref(to)} - ${sql.ref(from)}) / 60) as v from need where tenant_id = ${t} and ${sql.ref(to)} is not null and ${sql.ref(from)} is not null`;
const over = (limit: number) => (v: number | null) => v !== null && v > limit;

export const figures: readonly FigureDefinition[] = [
  {
    key: 'loop_rate',
    zh: '闭环率',
    en: 'Loop rate',
    unit: '%',
    guard: 'LST-06',
    board: 'loop',
    public: true,
    formula: '居民确认办结 ÷ 已受理',
    value: (t) =>
      sql`select count(*) filter (where closed_by = 'resident')::int as n, count(*)::int as d, null as v from need where tenant_id = ${t} and boundary is not null and state not in ('merged', 'withdrawn', 'declined')`,
    rows: needs(
      () =>
        sql`boundary is not null and state not in ('merged', 'withdrawn', 'declined') and closed_by is distinct from 'resident'`,
    ),
  },
  {
    key: 'silent_closures',
    zh: '默认办结(居民未回应)',
    en: 'Closed by silence',
    unit: 'n',
    guard: 'LST-06',
    board: 'loop',
    public: true,
    formula: '答复后期满无回应,单独计数',
    value: (t) =>
      sql`select null as n, null as d, count(*)::int as v from need where tenant_id = ${t} and closed_by = 'silence'`,
    rows: needs(() => sql`closed_by = 'silence'`),
  },
  {
    key: 'time_to_triage',
    zh: '分诊用时(中位)',
    en: 'Time to triage (median)',
    unit: 'min',
    guard: 'LST-06',
    board: 'loop',
    public: true,
    formula: '点单到确定由谁负责',
    value: medianMinutes('opened_at', 'boundary_at'),
    rows: needs(() => sql`boundary_at is not null`),
  },
  {
    key: 'time_to_match',
    zh: '对接用时(中位)',
    en: 'Time to match (median)',
    unit: 'min',
    guard: 'LST-06',
    board: 'loop',
    public: true,
    formula: '点单到有人接单',
    value: medianMinutes('opened_at', 'matched_at'),
    rows: needs(() => sql`matched_at is not null`),
  },
  {
    key: 'time_to_service',
    zh: '服务用时(中位)',
    en: 'Time to service (median)',
    unit: 'min',
    guard: 'LST-06',
    board: 'loop',
    public: true,
    formula: '点单到有结果',
    value: medianMinutes('opened_at', 'served_at'),
    rows: needs(() => sql`served_at is not null`),
  },
  {
    key: 'time_to_confirmation',
    zh: '确认用时(中位)',
    en: 'Time to confirmation (median)',
    unit: 'min',
    guard: 'LST-06',
    board: 'loop',
    public: true,
    formula: '结果到居民确认',
    value: medianMinutes('served_at', 'confirmed_at'),
    rows: needs(() => sql`confirmed_at is not null`),
  },
  {
    key: 'staff_acts',
    zh: '每单工作人员操作',
    en: 'Staff actions per order',
    unit: '',
    guard: 'DSP-11',
    board: 'loop',
    formula: '工作人员操作次数 ÷ 需求件数',
    value: (t) =>
      sql`select sum(staff_acts)::int as n, count(*)::int as d, avg(staff_acts)::float8 as v from need where tenant_id = ${t} and boundary is not null`,
    rows: needs(() => sql`staff_acts > 3`),
    flagged: over(3),
  },
  {
    key: 'hand_offs',
    zh: '每件转手次数',
    en: 'Hand-offs per need',
    unit: '',
    guard: 'DSP-11',
    board: 'loop',
    formula: '转手次数 ÷ 需求件数',
    value: (t) =>
      sql`select sum(hand_offs)::int as n, count(*)::int as d, avg(hand_offs)::float8 as v from need where tenant_id = ${t}`,
    rows: needs(() => sql`hand_offs > 1`),
  },
  {
    key: 'sign_offs',
    zh: '每次服务签核',
    en: 'Sign-offs per service',
    unit: '',
    guard: 'CHK-06',
    board: 'loop',
    formula: '审核与确认批次 ÷ 入账服务',
    value: (t) =>
      sql`select (select count(distinct batch_id)::int from audit where tenant_id = ${t}) as n, (select count(*)::int from claim where tenant_id = ${t} and state in ('passed', 'credited')) as d, (select count(distinct batch_id)::float8 from audit where tenant_id = ${t}) / nullif((select count(*) from claim where tenant_id = ${t} and state in ('passed', 'credited')), 0) as v`,
    rows: claims(() => sql`c.sign_offs > 0`),
  },
  {
    key: 'audits_overdue',
    zh: '超期未审核',
    en: 'Audits overdue',
    unit: 'n',
    guard: 'CHK-02',
    board: 'loop',
    formula: '超过审核期限的记录,计在审核方',
    value: (t, now) =>
      sql`select null as n, null as d, count(*)::int as v from claim where tenant_id = ${t} and state = 'submitted' and audit_due_at < ${now}`,
    rows: claims((_t, now) => sql`c.state = 'submitted' and c.audit_due_at < ${now}`),
    flagged: over(0),
  },

  {
    key: 'voluntary_rate',
    zh: '自愿率',
    en: 'Voluntary rate',
    unit: '%',
    guard: 'G-11',
    board: 'guards',
    public: true,
    formula: '本人认领 ÷ 全部接单',
    value: (t) =>
      sql`select count(*) filter (where origin = 'self')::int as n, count(*)::int as d, null as v from claim where tenant_id = ${t}`,
    rows: claims(() => sql`c.origin <> 'self'`),
  },
  {
    key: 'conflicts_slipped',
    zh: '漏过的时间冲突',
    en: 'Conflicts that slipped through',
    unit: 'n',
    guard: 'G-01',
    board: 'guards',
    formula: '同一人时间重叠的接单,应为0',
    value: (t) =>
      sql`select null as n, null as d, count(*)::int as v from claim a join slot x on x.tenant_id = a.tenant_id and x.slot_id = a.slot_id join claim b on b.tenant_id = a.tenant_id and b.person_id = a.person_id and b.claim_id > a.claim_id join slot y on y.tenant_id = b.tenant_id and y.slot_id = b.slot_id where a.tenant_id = ${t} and a.state not in ('released', 'swapped', 'no_show') and b.state not in ('released', 'swapped', 'no_show') and x.starts_at < y.ends_at and y.starts_at < x.ends_at`,
    rows: claims(() => sql`false`),
    flagged: over(0),
  },
  {
    key: 'postponements',
    zh: '推延次数',
    en: 'Postponements',
    unit: 'n',
    guard: 'G-02',
    board: 'guards',
    formula: '改期次数',
    value: (t) =>
      sql`select null as n, null as d, coalesce(sum(postponed), 0)::int as v from need where tenant_id = ${t}`,
    rows: needs(() => sql`postponed > 0`),
  },
  {
    key: 'duty_transfers',
    zh: '转嫁职责被拦',
    en: 'Duty transfers refused',
    unit: 'n',
    guard: 'G-08',
    board: 'guards',
    public: true,
    formula: '被拦下的转嫁',
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
    formula: '被拦下的上班时间任务',
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
    formula: '被拦下的代为接单',
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
    formula: '被拦下的证明',
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
    formula: '被退回的纯照片',
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
    formula: '加码台账',
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
    formula: '最多一类内容的服务 ÷ 全部已核实服务',
    value: (t) =>
      sql`select coalesce(max(n), 0)::int as n, coalesce(sum(n), 0)::int as d, null as v from (select count(*) as n from claim c join task k on k.tenant_id = c.tenant_id and k.task_id = c.task_id where c.tenant_id = ${t} and ${verified} group by k.work_content) x`,
    rows: claims(() => sql`${verified}`),
    flagged: (v, p) => v !== null && v > p.uniform_work_pct,
  },
  {
    key: 'expertise_use',
    zh: '特长利用率',
    en: 'Use of expertise',
    unit: '%',
    guard: 'G-13',
    board: 'guards',
    formula: '有技能要求的服务 ÷ 全部已核实服务',
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
    formula: '到场未完成 ÷ 签到',
    value: (t) =>
      sql`select count(*) filter (where mark = '到场未完成')::int as n, count(*)::int as d, null as v from claim c where tenant_id = ${t} and checked_in_at is not null`,
    rows: claims(() => sql`c.mark = '到场未完成'`),
  },
  {
    key: 'clock_in_only',
    zh: '点卯率',
    en: 'Clock-in only',
    unit: '%',
    guard: 'G-32',
    board: 'guards',
    formula: '点卯 ÷ 签到',
    value: (t) =>
      sql`select count(*) filter (where mark = '点卯')::int as n, count(*)::int as d, null as v from claim c where tenant_id = ${t} and checked_in_at is not null`,
    rows: claims(() => sql`c.mark = '点卯'`),
  },
  {
    key: 'never_served_with_chance',
    zh: '报到未服务(有机会)',
    en: 'Registered, asked, never served',
    unit: 'n',
    guard: 'G-33',
    board: 'guards',
    formula: '报到满期限、收到过邀请、没有服务',
    value: (t, now, p) =>
      sql`select null as n, null as d, count(*)::int as v from registration r where r.tenant_id = ${t} and r.state in ('accepted', 'filed', 'active') and r.accepted_at < ${idleSince(now, p)} and not exists (select 1 from claim c where c.tenant_id = r.tenant_id and c.person_id = r.person_id and ${verified}) and exists (select 1 from invitation i where i.tenant_id = r.tenant_id and i.person_id = r.person_id)`,
    rows: claims(() => sql`false`),
  },
  {
    key: 'never_served_no_chance',
    zh: '报到未服务(机会不足)',
    en: 'Registered, never asked',
    unit: 'n',
    guard: 'G-33',
    board: 'guards',
    formula: '报到满期限、从未收到邀请',
    value: (t, now, p) =>
      sql`select null as n, null as d, count(*)::int as v from registration r where r.tenant_id = ${t} and r.state in ('accepted', 'filed', 'active') and r.accepted_at < ${idleSince(now, p)} and not exists (select 1 from claim c where c.tenant_id = r.tenant_id and c.person_id = r.person_id and ${verified}) and not exists (select 1 from invitation i where i.tenant_id = r.tenant_id and i.person_id = r.person_id)`,
    rows: claims(() => sql`false`),
  },
  {
    key: 'from_residents',
    zh: '来自居民需求的服务占比',
    en: "Services from residents' needs",
    unit: '%',
    guard: 'G-31',
    board: 'guards',
    public: true,
    formula: '关联居民需求的服务 ÷ 全部已核实服务',
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
    formula: '提前不足的任务 ÷ 已发布任务',
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
    formula: '已找到 ÷ 退出后的寻找',
    value: (t) =>
      sql`select count(*) filter (where state = 'found')::int as n, count(*)::int as d, null as v from swap_search where tenant_id = ${t}`,
    rows: claims(() => sql`c.state = 'released'`),
  },
  {
    key: 'blurred',
    zh: '模糊地带(超期未定)',
    en: 'Undecided beyond the limit',
    unit: 'n',
    guard: 'G-41',
    board: 'guards',
    public: true,
    formula: '超过分诊期限还没有定由谁负责',
    value: (t, now) =>
      sql`select null as n, null as d, count(*)::int as v from need where tenant_id = ${t} and state in ('submitted', 'reopened') and triage_due_at < ${now}`,
    rows: needs((_t, now) => sql`state in ('submitted', 'reopened') and triage_due_at < ${now}`),
    flagged: over(0),
  },
  {
    key: 'contact_delay',
    zh: '首次联系超期',
    en: 'First contacts overdue',
    unit: 'n',
    guard: 'G-17',
    board: 'guards',
    formula: '受理后超期未联系,计在社区',
    value: (t, now) =>
      sql`select null as n, null as d, count(*)::int as v from registration where tenant_id = ${t} and contacted_at is null and contact_due_at < ${now} and state in ('accepted', 'filed', 'active')`,
    rows: claims(() => sql`false`),
    flagged: over(0),
  },
  {
    key: 'minutes_per_need',
    zh: '每解决一件所用分钟',
    en: 'Minutes per solved need',
    unit: 'min',
    guard: 'G-27',
    board: 'guards',
    formula: '认定分钟 ÷ 关联需求件数',
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
    formula: '技能与需求标签一致的服务 ÷ 有标签需求的服务',
    value: (t) =>
      sql`select count(*) filter (where d.tag = any (s.skills))::int as n, count(*)::int as d, null as v from claim c join slot s on s.tenant_id = c.tenant_id and s.slot_id = c.slot_id join task_need x on x.tenant_id = c.tenant_id and x.task_id = c.task_id join need d on d.tenant_id = x.tenant_id and d.need_id = x.need_id where c.tenant_id = ${t} and d.tag is not null and ${verified}`,
    rows: claims(() => sql`${verified}`),
  },
];
function idleSince(now: Date, p: PolicyNumbers): Date {
  return new Date(now.getTime() - p.registered_idle_d * 86_400_000);
}
