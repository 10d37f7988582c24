/** The task square and the staff's list of tasks (LST-04, G-03, SCH-08). */
import type { z } from 'zod';
import type { tasks } from '../../../contract/tasks/index.ts';
import { codesOf, workContents } from '../../../contract/codes.ts';
import { suggestions, type Suggestion } from '../../../dispatch/index.ts';
import {
  matching,
  memberNow,
  requestOf,
  slotsOf,
  taskAsk,
  taskViews,
  type SlotRow,
  type TaskRow,
} from '../../engines/work/index.ts';
import { me, snapshot, type Ctx } from '../../platform/context.ts';
import { enterTenant, openPersons, type Tx } from '../../platform/database.ts';
import { done, type Outcome } from '../../platform/outcome.ts';

type Reply<K extends keyof typeof tasks> = z.input<(typeof tasks)[K]['reply']>;
type View = Reply<'square'>['items'][number];
type Query = z.output<typeof tasks.square.query>;
/** How many open tasks of a community one look at the square considers. */
const considered = 200;
const short_min = 30;

/** Tasks of the own communities: what suits comes first with its reasons; for far or busy members the light forms before all others. */
export async function readSquare(ctx: Ctx, query: Query): Promise<Outcome<Reply<'square'>>> {
  const self = me(ctx);
  return snapshot(ctx, { persons: [self.personId] }, async (tx) => {
    const items: View[] = [];
    const present = new Set<string>();
    const starters: string[] = [];
    for (const { tenant } of self.tenants.toSorted((a, b) => a.tenant - b.tenant)) {
      await enterTenant(tx, tenant);
      const open = await openTasks(ctx, tx, tenant, query.content);
      const slots = await slotsOf(
        tx,
        tenant,
        open.map((t) => t.task_id),
      );
      for (const t of open) if (isLight(t, slots)) present.add(t.work_content);
      const wanted = open.filter((t) => (!query.form || t.form === query.form) && (!query.short || isShort(t, slots)));
      const ranked = await rank(ctx, tx, tenant, wanted, slots);
      await openPersons(tx, [self.personId]);
      const member = await memberNow(ctx, tx, tenant, self.personId);
      items.push(...(await taskViews(ctx, tx, tenant, ranked.tasks.slice(0, 100), { member, story: false })));
      starters.push(...ranked.starters);
    }
    const missing = codesOf(workContents).filter((c) => !present.has(c));
    return done({ items: items.slice(0, 200), missing_contents: missing, starters: starters.slice(0, 3) });
  });
}
async function openTasks(ctx: Ctx, tx: Tx, tenant: number, content: string | undefined): Promise<TaskRow[]> {
  let query = tx
    .selectFrom('task')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('state', 'in', ['published', 'in_progress'])
    .where((e) =>
      e.exists(
        e
          .selectFrom('slot')
          .select('slot.slot_id')
          .where('slot.tenant_id', '=', tenant)
          .whereRef('slot.task_id', '=', 'task.task_id')
          .where('slot.state', '=', 'open')
          .whereRef('slot.taken', '<', 'slot.capacity')
          .where('slot.ends_at', '>', ctx.clock.now()),
      ),
    )
    .orderBy('task_id', 'desc')
    .limit(considered);
  if (content) query = query.where('work_content', '=', content);
  return query.execute();
}
const minutesOf = (s: SlotRow): number => (s.ends_at.getTime() - s.starts_at.getTime()) / 60_000;
const isShort = (task: TaskRow, slots: readonly SlotRow[]): boolean =>
  slots.some((s) => s.task_id === task.task_id && minutesOf(s) <= short_min);
const isLight = (task: TaskRow, slots: readonly SlotRow[]): boolean => task.form === 'remote' || isShort(task, slots);

/** What suits in the library's order, then the rest by time; starters are the lightest of what suits. */
async function rank(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  tasks_: readonly TaskRow[],
  slots: readonly SlotRow[],
): Promise<{ tasks: TaskRow[]; starters: string[] }> {
  const m = await matching(ctx, tenant);
  const asks = new Map<string, Awaited<ReturnType<typeof taskAsk>>>();
  for (const t of tasks_) asks.set(t.task_id, await taskAsk(ctx, tx, tenant, t.task_id));
  const member = await memberNow(ctx, tx, tenant, me(ctx).personId);
  const now = ctx.clock.now();
  const byRequest = new Map(
    tasks_.flatMap((task) =>
      slots
        .filter((s) => s.task_id === task.task_id && s.state === 'open' && s.taken < s.capacity && s.ends_at > now)
        .map((slot) => [requestOf(task, slot, asks.get(task.task_id)!, now), task] as const),
    ),
  );
  const fits: Suggestion[] = member ? suggestions(member, [...byRequest.keys()], m.policy, m.calendar) : [];
  const order: TaskRow[] = [];
  const starters: string[] = [];
  for (const fit of fits) {
    const task = byRequest.get(fit.slot);
    if (!task) continue;
    if (!order.includes(task)) order.push(task);
    if (fit.light && starters.length < 3 && !starters.includes(task.task_id)) starters.push(task.task_id);
  }
  const first = (task: TaskRow): number =>
    Math.min(...slots.filter((s) => s.task_id === task.task_id).map((s) => s.starts_at.getTime()));
  const rest = tasks_.filter((t) => !order.includes(t)).toSorted((a, b) => first(a) - first(b));
  return {
    tasks: [...order, ...rest],
    starters: starters.length > 0 ? starters : order.slice(0, 3).map((t) => t.task_id),
  };
}

/** Tasks for staff, newest first. */
export async function listTasks(
  ctx: Ctx,
  tenant: number,
  query: z.output<typeof tasks.list.query>,
): Promise<Outcome<Reply<'list'>>> {
  return snapshot(ctx, { tenant }, async (tx) => {
    let select = tx
      .selectFrom('task')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .orderBy('task_id', 'desc')
      .limit(considered);
    if (query.state) select = select.where('state', '=', query.state);
    if (query.q) select = select.where('title', 'ilike', `%${query.q.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`);
    return done({ items: await taskViews(ctx, tx, tenant, await select.execute(), { member: null, story: false }) });
  });
}
