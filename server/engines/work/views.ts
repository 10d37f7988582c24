/** Tasks, slots, invitations and claims as a viewer may see them (contract tasks). */
import type { z } from 'zod';
import { boundaryResults, workContents, type ClaimState } from '../../../contract/codes.ts';
import type {
  claimView as claimShape,
  invitationView as invitationShape,
  slotView as slotShape,
  taskView as taskShape,
} from '../../../contract/tasks/index.ts';
import { candidates, filter, type MemberState } from '../../../dispatch/index.ts';
import { iso, isoOrNull } from '../../platform/clock.ts';
import { grantFor, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { needsOf, type NeedBrief } from '../demand/index.ts';
import { directory, type Directory } from '../people/index.ts';
import { activeStandard, pointsOf, versionedFormula, type PointStandard } from '../policy/index.ts';
import { story } from '../record/index.ts';
import { openTask, goneClaim, type TaskState } from './lifecycle.ts';
import { hindrancesFor, matching, reasonsFor, requestOf, taskAsk, type Why } from './matching.ts';
import { seesAudit } from './policy.ts';
import { headcountNeeded, spokenTime } from './rules.ts';
import { needsOfTasks, slotsOf, type ClaimRow, type InvitationRow, type SlotRow, type TaskRow } from './store.ts';

type TaskView = z.input<typeof taskShape>;
type SlotView = z.input<typeof slotShape>;
type ClaimView = z.input<typeof claimShape>;
type InvitationView = z.input<typeof invitationShape>;
const runners = ['community_secretary', 'community_worker'] as const;
export const runsLoop = (ctx: Ctx, tenant: number): boolean => grantFor(ctx, tenant, runners) !== null;

const minutesOf = (s: { starts_at: Date; ends_at: Date }): number =>
  Math.round((s.ends_at.getTime() - s.starts_at.getTime()) / 60_000);
/** What a place in this slot would bring, with the formula: the same function that posts it later (PTS-03). */
export function pointsEstimate(
  standard: PointStandard,
  task: Pick<TaskRow, 'work_content' | 'uncounted'>,
  slot: Pick<SlotRow, 'starts_at' | 'ends_at' | 'role' | 'skills'>,
  locale: 'zh' | 'en',
) {
  const p = pointsOf(standard, {
    minutes: task.uncounted === null ? minutesOf(slot) : 0,
    content: task.work_content,
    role: slot.role,
    skilled: slot.skills.length > 0,
    score: null,
    emergency: task.work_content === 'emergency',
    alreadyToday_hundredths: 0,
  });
  return { hundredths: p.hundredths, formula: versionedFormula(p, standard.version)[locale] };
}

export interface TaskViewing {
  /** The viewer as a member of this community, or null. */
  readonly member: MemberState | null;
  readonly story: boolean;
}
/** Views of tasks of one community for one viewer. */
export async function taskViews(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  tasks: readonly TaskRow[],
  viewing: TaskViewing,
): Promise<TaskView[]> {
  const ids = tasks.map((t) => t.task_id);
  const slots = await slotsOf(tx, tenant, ids);
  const links = await needsOfTasks(tx, tenant, ids);
  const needs = new Map((await needsOf(tx, tenant, [...new Set(links.map((l) => l.need_id))])).map((n) => [n.id, n]));
  const self = ctx.actor?.personId ?? null;
  const mine =
    self === null || ids.length === 0
      ? []
      : await tx
          .selectFrom('claim')
          .select(['task_id', 'slot_id'])
          .where('tenant_id', '=', tenant)
          .where('person_id', '=', self)
          .where('task_id', 'in', ids)
          .where('state', 'not in', [...goneClaim])
          .execute();
  const parts: Parts = {
    people: await directory(ctx, tenant),
    standard: await activeStandard(ctx, tenant),
    staff: runsLoop(ctx, tenant),
    mine: new Set(mine.map((m) => m.slot_id)),
  };
  const out: TaskView[] = [];
  for (const task of tasks) {
    const own = slots.filter((s) => s.task_id === task.task_id);
    const served = links.filter((l) => l.task_id === task.task_id).flatMap((l) => needs.get(l.need_id) ?? []);
    const related = parts.staff || task.responsible_id === self || mine.some((m) => m.task_id === task.task_id);
    const why = viewing.member ? await whyFor(ctx, tx, tenant, task, own, viewing.member) : [];
    out.push({
      ...viewOf(ctx, task, own, served, related, parts),
      why,
      story: viewing.story && parts.staff ? await story(ctx, tx, tenant, [{ kind: 'task', id: task.task_id }]) : null,
    });
  }
  return out;
}
interface Parts {
  readonly people: Directory;
  readonly standard: PointStandard;
  readonly staff: boolean;
  readonly mine: ReadonlySet<string>;
}
/** What speaks for the viewer, or what stands in the way; the latter only the viewer sees (G-14). */
async function whyFor(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  task: TaskRow,
  slots: readonly SlotRow[],
  member: MemberState,
): Promise<Why[]> {
  const m = await matching(ctx, tenant);
  const ask = await taskAsk(ctx, tx, tenant, task.task_id);
  let hindrances: Why[] = [];
  for (const slot of slots.slice(0, 10)) {
    const request = requestOf(task, slot, ask, ctx.clock.now());
    const failures = filter(member, request, m.policy, m.calendar);
    const fit =
      failures.length === 0
        ? candidates([member], request, m.policy, m.calendar, { limit: 1 }).candidates[0]
        : undefined;
    if (fit) return reasonsFor(fit);
    if (hindrances.length === 0) hindrances = hindrancesFor(failures);
  }
  return hindrances;
}
/** Phone numbers and door numbers in a resident's words stay with those who serve; the house may be known. */
export const publicWords = (text: string): string =>
  text
    .replaceAll(/[\d０-９]{5,}/g, '***')
    .replaceAll(/[\d０-９〇零一二三四五六七八九十百]{2,}(?=\s*(?:室|号房))/g, '***')
    .replaceAll(/(?<!\d)\d{1,3}(?:[-—－]\d{1,2})?[-—－]\d{3,4}(?!\d)/g, '***');
const privateWords = (ctx: Ctx, need: NeedBrief): string =>
  workContents[need.category as keyof typeof workContents]?.[ctx.locale] ??
  (ctx.locale === 'zh' ? '居民需求' : "A resident's matter");

function viewOf(
  ctx: Ctx,
  task: TaskRow,
  slots: readonly SlotRow[],
  needs: readonly NeedBrief[],
  related: boolean,
  parts: Parts,
): TaskView {
  const first = needs.find((n) => n.boundary !== null);
  const boundary = first?.boundary
    ? boundaryResults[first.boundary as keyof typeof boundaryResults][ctx.locale]
    : (task.plan_item ?? '');
  const hidden = needs.some((n) => n.private);
  const g = task.guarantees as TaskView['guarantees'];
  const needed = headcountNeeded(
    task.estimate_minutes,
    slots.map((s) => ({ start: iso(s.starts_at), end: iso(s.ends_at), capacity: s.capacity })),
  );
  return {
    id: task.task_id,
    tenant: task.tenant_id,
    community: ctx.territory.get(task.tenant_id)?.name ?? '',
    title: related ? task.title : publicWords(task.title),
    description: related ? task.description : hidden ? '' : publicWords(task.description),
    work_content: task.work_content as TaskView['work_content'],
    kind: task.kind,
    form: task.form as TaskView['form'],
    state: task.state as TaskState,
    deliverable_type: task.deliverable_type as TaskView['deliverable_type'],
    deliverable: task.deliverable,
    responsible: parts.people.show(ctx, task.responsible_id, related),
    team_leader: task.team_leader_id ? parts.people.show(ctx, task.team_leader_id, related) : null,
    place_name: related ? task.place_name : publicWords(task.place_name),
    point: task.lat === null || task.lng === null ? null : { lat: task.lat, lng: task.lng },
    radius_m: task.radius_m,
    ad_hoc: task.ad_hoc,
    urgent: task.urgent,
    boundary_sentence: boundary,
    need_sentences: needs.map((n) => (related ? n.title : n.private ? privateWords(ctx, n) : publicWords(n.title))),
    guarantees: g ?? null,
    uncounted: task.uncounted as TaskView['uncounted'],
    headcount: { asked: task.headcount, needed },
    slots: slots.map((s) => slotViewOf(ctx, task, s, parts)),
    why: [],
    group_text: parts.staff ? groupText(ctx, task, slots) : null,
    needs: needs.map((n) => n.id),
    story: null,
    allowed: taskActs(task, parts.staff, related),
  };
}
function slotViewOf(ctx: Ctx, task: TaskRow, slot: SlotRow, parts: Parts): SlotView {
  const open =
    (openTask as readonly string[]).includes(task.state) &&
    slot.state === 'open' &&
    slot.taken < slot.capacity &&
    slot.ends_at > ctx.clock.now();
  const acts: string[] = [];
  if (open && ctx.actor && !parts.mine.has(slot.slot_id)) acts.push('tasks.claim');
  if (parts.staff && (open || task.state === 'draft')) acts.push('tasks.invite', 'tasks.candidates');
  if (parts.staff && (openTask as readonly string[]).includes(task.state)) acts.push('slots.onSiteCode');
  return {
    id: slot.slot_id,
    start: iso(slot.starts_at),
    end: iso(slot.ends_at),
    role: slot.role as SlotView['role'],
    capacity: slot.capacity,
    taken: slot.taken,
    skills: slot.skills,
    demands: slot.demands as SlotView['demands'],
    minutes: minutesOf(slot),
    points_estimate: pointsEstimate(parts.standard, task, slot, ctx.locale),
    state: slot.state as SlotView['state'],
    allowed: acts,
  };
}
function taskActs(task: TaskRow, staff: boolean, related: boolean): string[] {
  const acts: string[] = [];
  if (staff && task.state === 'draft') acts.push('tasks.publish');
  if (staff && (task.state === 'published' || task.state === 'filled' || task.state === 'draft'))
    acts.push('tasks.cancel');
  if (staff && (task.state === 'published' || task.state === 'filled')) acts.push('tasks.reschedule');
  if (staff) acts.push('tasks.invitations');
  if (related) acts.push('threads.read', 'threads.say');
  return acts;
}
/** A text for the neighbours' group (DSP-08): what, when, where and that nobody has to. */
function groupText(ctx: Ctx, task: TaskRow, slots: readonly SlotRow[]): string {
  const times = slots
    .slice(0, 3)
    .map((s) => spokenTime(s.starts_at, ctx.locale))
    .join(ctx.locale === 'zh' ? '、' : '; ');
  const left = slots.reduce((n, s) => n + s.capacity - s.taken, 0);
  return ctx.locale === 'zh'
    ? `【${task.title}】${times}，${task.place_name || '线上'}，还可报名${left}人。成果：${task.deliverable}。自愿参加，在平台任务广场认领。`
    : `${task.title}: ${times}, ${task.place_name || 'online'}, ${left} ${left === 1 ? 'place' : 'places'} left. Result: ${task.deliverable}. Voluntary; claim it in the task square.`;
}

/** Views of claims for the contract; rows come from the store of this engine. `known`: the viewer leads these persons. */
export async function claimViews(ctx: Ctx, _tx: Tx, rows: readonly ClaimRow[], known = false): Promise<ClaimView[]> {
  const out: ClaimView[] = [];
  for (const c of rows) {
    const people = await directory(ctx, c.tenant_id);
    const own = ctx.actor?.personId === c.person_id;
    const audited = seesAudit(ctx, c);
    out.push({
      id: c.claim_id,
      tenant: c.tenant_id,
      community: ctx.territory.get(c.tenant_id)?.name ?? '',
      task: c.task_id,
      slot: c.slot_id,
      title: c.title,
      place_name: c.place_name,
      point: c.lat === null || c.lng === null ? null : { lat: c.lat, lng: c.lng },
      radius_m: c.radius_m,
      form: c.form as ClaimView['form'],
      start: iso(c.starts_at),
      end: iso(c.ends_at),
      state: c.state as ClaimState,
      origin: c.origin as ClaimView['origin'],
      person: people.show(ctx, c.person_id, known),
      contact: people.show(ctx, c.team_leader_id ?? c.responsible_id, own),
      checked_in_at: isoOrNull(c.checked_in_at),
      checked_out_at: isoOrNull(c.checked_out_at),
      credited_minutes: c.credited_minutes,
      proofs: c.proofs,
      proven: isProven(c),
      provisional: c.provisional,
      flags: audited ? c.flags : [],
      mark: audited ? c.mark : null,
      deliverable_type: c.deliverable_type,
      deliverable: c.deliverable,
      result: c.result_text === '' ? null : c.result_text,
      reason: audited ? c.reason : null,
      is_leader: c.is_leader,
      allowed: claimActs(ctx, c, own),
    });
  }
  return out;
}
/** One claim as the viewer may see it. */
export async function claimView(ctx: Ctx, tx: Tx, row: ClaimRow): Promise<ClaimView> {
  return (await claimViews(ctx, tx, [row]))[0]!;
}
/** CHK-01: presence stands on the position (or its marked fallback) and one of the other proofs; remote work on its session. */
export function isProven(
  c: Pick<ClaimRow, 'position_ok' | 'fallback_mark' | 'proofs' | 'form' | 'presence_denied'>,
): boolean {
  if (c.presence_denied) return false;
  const others = c.proofs.filter((p) => p !== 'position');
  if (c.form !== 'on_site') return others.length > 0;
  return (c.position_ok || c.fallback_mark !== null) && others.length > 0;
}
function claimActs(ctx: Ctx, c: ClaimRow, own: boolean): string[] {
  const acts: string[] = [];
  if (own && c.state === 'accepted') acts.push('claims.checkIn', 'tasks.release');
  if (own && c.state === 'checked_in') acts.push('claims.checkOut');
  if (own && (c.state === 'checked_in' || c.state === 'checked_out' || c.state === 'returned'))
    acts.push('claims.submit');
  if (own && c.is_leader && (openTask as readonly string[]).includes(c.task_state)) acts.push('slots.onSiteCode');
  if (runsLoop(ctx, c.tenant_id) && ['checked_in', 'checked_out', 'submitted', 'returned'].includes(c.state))
    acts.push('claims.callBack');
  if (grantFor(ctx, c.tenant_id, ['points_auditor']) && !own && c.state === 'submitted') acts.push('audits.decide');
  if (grantFor(ctx, c.tenant_id, ['points_auditor', 'community_secretary']) && !own)
    if (c.state === 'passed' || c.state === 'credited') acts.push('ledger.proposeReversal');
  return acts;
}

type SlotAndTask = Pick<TaskRow, 'title' | 'place_name'> & Pick<SlotRow, 'starts_at' | 'ends_at'>;
export async function invitationViewOf(ctx: Ctx, row: InvitationRow, at: SlotAndTask): Promise<InvitationView> {
  const own = ctx.actor?.personId === row.person_id;
  const acts: string[] = [];
  if (own && row.state === 'offered' && row.expires_at > ctx.clock.now()) acts.push('tasks.respond');
  if (!own && row.state === 'time_proposed' && runsLoop(ctx, row.tenant_id)) acts.push('tasks.decideProposedTime');
  return {
    id: row.invitation_id,
    tenant: row.tenant_id,
    task: row.task_id,
    slot: row.slot_id,
    title: publicWords(at.title),
    community: ctx.territory.get(row.tenant_id)?.name ?? '',
    place_name: publicWords(at.place_name),
    start: iso(at.starts_at),
    end: iso(at.ends_at),
    urgent: row.urgent,
    state: row.state as InvitationView['state'],
    sent_at: iso(row.sent_at),
    expires_at: iso(row.expires_at),
    why: row.reasons as Why[],
    person: own ? null : (await directory(ctx, row.tenant_id)).show(ctx, row.person_id),
    proposed:
      row.proposed_start && row.proposed_end ? { start: iso(row.proposed_start), end: iso(row.proposed_end) } : null,
    allowed: acts,
  };
}
