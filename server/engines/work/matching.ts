/** From tasks and policy to what the matching library asks for. */
import {
  alternatives,
  defaultMatchPolicy,
  lawfulWindow,
  say,
  slotRequest,
  whyNot,
  whyYou,
  type Calendar,
  type Candidate,
  type Failure,
  type Interval,
  type MatchPolicy,
  type MemberState,
  type SlotRequest,
} from '../../../dispatch/index.ts';
import { physicalLimits, workContents } from '../../../contract/codes.ts';
import { iso, minute_ms } from '../../platform/clock.ts';
import type { Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { needsOf } from '../demand/index.ts';
import { directory } from '../people/index.ts';
import { numbers, workdays } from '../policy/index.ts';
import { spokenTime } from './rules.ts';
import { needsOfTask, type SlotRow, type TaskRow } from './store.ts';

export interface Matching {
  readonly policy: MatchPolicy;
  readonly calendar: Calendar;
}
/** Numbers in force in a community and the published calendar. */
export async function matching(deps: Deps, tenant: number): Promise<Matching> {
  const n = await numbers(deps, tenant);
  // Built before a transaction holds a connection: a crowd of claims must not wait for an index that waits for a connection.
  await directory(deps, tenant);
  return {
    calendar: (await workdays(deps)).calendar,
    policy: {
      ...defaultMatchPolicy,
      travelMargin_min: n.travel_margin_min,
      quietStart_min: n.quiet_from_min,
      quietEnd_min: n.quiet_to_min,
      mostAsksPerWeek: n.asks_per_week,
      restAfterServices: n.rest_after_services,
      restWindow_d: n.rest_window_d,
      defaultMaxDistance_m: n.max_distance_default_m,
      ordinaryHours: [
        { start_min: n.work_morning_from_min, end_min: n.work_morning_to_min },
        { start_min: n.work_afternoon_from_min, end_min: n.work_afternoon_to_min },
      ],
    },
  };
}

type TaskFacts = Pick<
  TaskRow,
  'task_id' | 'form' | 'work_content' | 'lat' | 'lng' | 'urgent' | 'language' | 'estimate_minutes' | 'headcount'
>;
type SlotFacts = Pick<SlotRow, 'starts_at' | 'ends_at' | 'skills' | 'demands'>;
/** Everything about a task that its slots share when they are matched; read once per task. */
export interface TaskAsk {
  readonly orderers: readonly { personId: string; householdId: string | null }[];
  readonly askedFor: readonly string[];
  readonly helpedBefore: readonly string[];
}
export async function taskAsk(deps: Deps, tx: Tx, tenant: number, taskId: string): Promise<TaskAsk> {
  const needs = await needsOf(tx, tenant, await needsOfTask(tx, tenant, taskId));
  const people = await directory(deps, tenant);
  const askers = [...new Set(needs.flatMap((n) => n.askers))];
  const wished = needs.map((n) => n.helperAskedFor.trim()).filter((name) => name !== '');
  const helped =
    askers.length === 0
      ? []
      : await tx
          .selectFrom('claim')
          .innerJoin('task_need', (j) =>
            j.onRef('task_need.tenant_id', '=', 'claim.tenant_id').onRef('task_need.task_id', '=', 'claim.task_id'),
          )
          .innerJoin('demand_order', (j) =>
            j
              .onRef('demand_order.tenant_id', '=', 'task_need.tenant_id')
              .onRef('demand_order.need_id', '=', 'task_need.need_id'),
          )
          .select('claim.person_id')
          .distinct()
          .where('claim.tenant_id', '=', tenant)
          .where('demand_order.asker_id', 'in', askers)
          .where('claim.state', 'in', ['passed', 'credited'])
          .limit(200)
          .execute();
  return {
    orderers: askers.map((id) => ({ personId: id, householdId: people.get(id)?.householdId ?? null })),
    askedFor:
      wished.length === 0
        ? []
        : people
            .all()
            .filter((p) => p.member && wished.includes(p.name))
            .map((p) => p.id),
    helpedBefore: helped.map((h) => h.person_id),
  };
}
export function requestOf(task: TaskFacts, slot: SlotFacts, ask: TaskAsk, now: Date): SlotRequest {
  const window_min = Math.round((slot.ends_at.getTime() - slot.starts_at.getTime()) / minute_ms);
  return slotRequest({
    ...ask,
    form: task.form as SlotRequest['form'],
    place: task.form === 'remote' || task.lat === null || task.lng === null ? null : { lat: task.lat, lng: task.lng },
    start_ms: slot.starts_at.getTime(),
    end_ms: slot.ends_at.getTime(),
    duration_min:
      task.form === 'flexible'
        ? Math.min(window_min, Math.max(1, Math.ceil(task.estimate_minutes / Math.max(1, task.headcount))))
        : null,
    requiredSkills: slot.skills,
    workContent: task.work_content,
    demands: slot.demands,
    urgent: task.urgent,
    languages: task.language ? [task.language] : [],
    now_ms: now.getTime(),
  });
}

export interface Span {
  readonly start: string;
  readonly end: string;
}
const span = (at: Interval): Span => ({ start: iso(new Date(at.start_ms)), end: iso(new Date(at.end_ms)) });
/** SCH-02: on site nobody is asked in ordinary working time or at night; remote and flexible work may find those who opted in. */
export function blockedTime(
  m: Matching,
  slot: { form: string; starts_at: Date; ends_at: Date; urgent: boolean; duration_min: number | null },
  now: Date,
): { blocked: boolean; alternatives: Span[] } {
  const form = slot.form as SlotRequest['form'];
  const request = slotRequest({
    form,
    start_ms: slot.starts_at.getTime(),
    end_ms: slot.ends_at.getTime(),
    duration_min: slot.duration_min,
    urgent: slot.urgent,
    workContent: '',
    now_ms: now.getTime(),
  });
  const verdict = lawfulWindow(request, m.policy, m.calendar);
  const blocked = verdict.audience === 'none' || (form === 'on_site' && !verdict.lawful);
  return { blocked, alternatives: blocked ? lawfulTimes(m, request) : [] };
}
/** Up to three lawful times near one that is not. */
function lawfulTimes(m: Matching, request: SlotRequest): Span[] {
  const anybody = { ...openMember, availability: null };
  return alternatives(anybody, { ...request, form: 'on_site' }, m.policy, m.calendar, { count: 3, horizon_d: 7 }).map(
    span,
  );
}
const openMember: MemberState = {
  personId: '',
  householdId: null,
  consents: { service: true },
  standing: 'active',
  restUntil_ms: null,
  wantsMore: true,
  skills: [],
  interests: [],
  intentions: [],
  willingToTry: [],
  languages: [],
  gender: null,
  limits: [],
  maxDistance_m: null,
  home: null,
  work: null,
  workPattern: null,
  optsInWorkingHours: false,
  availability: null,
  blackoutDays: [],
  busy: [],
  recentServices_ms: [],
  recentAsks_ms: [],
};
/** Up to three times at which this member is free, near the one that is not (SCH-01). */
export const freeTimes = (m: Matching, member: MemberState, request: SlotRequest): Span[] =>
  alternatives(member, request, m.policy, m.calendar, { count: 3, horizon_d: 14 }).map(span);

export interface Why {
  readonly key: string;
  readonly zh: string;
  readonly en: string;
}
/** Why this person, in both languages. */
export const reasonsFor = (candidate: Candidate): Why[] =>
  whyYou(candidate).map((r) => ({
    key: r.words,
    zh: say(r.words, 'zh', r.numbers),
    en: say(r.words, 'en', r.numbers),
  }));
/** Why not, for the person alone (G-14). */
export function hindrancesFor(failures: readonly Failure[]): Why[] {
  const label = (code: string, locale: 'zh' | 'en') =>
    ({ ...workContents, ...physicalLimits } as Record<string, { zh: string; en: string }>)[code]?.[locale] ?? code;
  return whyNot(failures).map((r) => {
    const times = (locale: 'zh' | 'en') =>
      r.times
        ? { from: spokenTime(new Date(r.times.start_ms), locale), to: spokenTime(new Date(r.times.end_ms), locale) }
        : {};
    return {
      key: r.code,
      zh: say(r.words, 'zh', r.numbers, { ...times('zh'), codes: r.codes.map((c) => label(c, 'zh')).join('、') }),
      en: say(r.words, 'en', r.numbers, { ...times('en'), codes: r.codes.map((c) => label(c, 'en')).join(', ') }),
    };
  });
}
/** The parts of a score with their sentences, for the ranking that staff see. */
export const partsOf = (candidate: Candidate) =>
  candidate.parts.map((p) => ({
    key: p.key,
    value: p.value,
    weight: p.weight,
    zh: say(`why.${p.words}`, 'zh', p.numbers).replaceAll('您', '其'),
    en: say(`why.${p.words}`, 'en', p.numbers),
  }));
