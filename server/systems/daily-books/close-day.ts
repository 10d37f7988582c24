/** Every community's books are closed soon after midnight; once begun, it goes on by itself. */
import { checkClearing, closeBooks } from '../../engines/ledger/index.ts';
import { addMs, civilDate, day_ms, minute_ms, startOfDay } from '../../platform/clock.ts';
import { snapshot, type Deps } from '../../platform/context.ts';
import { inTransaction, type Tx } from '../../platform/database.ts';
import { schedule, type Event } from '../../platform/outbox.ts';
import { done } from '../../platform/outcome.ts';

/** A due row needs a subject; there is one closing for a community and one round for the deployment. */
const subject = '00000000-0000-7000-8000-000000000000';
export const closingDue = 'ledger.closing';
export const roundDue = 'ledger.closing_round';
/** Due rows belong to a tenant; the round belongs to none in particular. */
const roundTenant = 1;

/** Minutes after midnight (Asia/Shanghai): the round before the closings, so that a new community has its row. */
const roundAt_min = 5;
const closingAt_min = 10;
const tomorrow = (now: Date, minute: number): Date =>
  addMs(startOfDay(civilDate(addMs(now, day_ms))), minute * minute_ms);

/** Called once at the start of the server: the round runs now and then every day. */
export async function beginClosings(deps: Deps): Promise<void> {
  const at = deps.clock.now();
  await inTransaction(deps.db, { tenant: roundTenant, relay: true }, async (tx) => {
    await schedule(deps, tx, { tenant: roundTenant, kind: roundDue, subject, at });
    return done(null);
  });
}

/** Gives every opened community that waits for no closing one that is due now. */
export async function onRound(deps: Deps, tx: Tx): Promise<void> {
  const now = deps.clock.now();
  const nodes = deps.territory.all().filter((node) => node.opened);
  const rows = await tx
    .selectFrom('due')
    .select('tenant_id')
    .where('kind', '=', closingDue)
    .where('done_at', 'is', null)
    .execute();
  const waiting = new Set(rows.map((row) => row.tenant_id));
  for (const { tenant } of nodes)
    if (!waiting.has(tenant)) await schedule(deps, tx, { tenant, kind: closingDue, subject, at: now });
  await schedule(deps, tx, { tenant: roundTenant, kind: roundDue, subject, at: tomorrow(now, roundAt_min) });
}

/** What the community's clearing accounts differ from their partners', in a snapshot that sees both sides at once. */
export async function clearing(deps: Deps, tenant: number): Promise<number> {
  const found = await snapshot(deps, { tenant }, (tx) => checkClearing(tx, tenant));
  return found.reduce((sum, one) => sum + Math.abs(one.own + one.theirs), 0);
}

/** Closes one community's books; what one transaction should not seal is sealed by the next, at once. */
export async function onClosing(deps: Deps, tx: Tx, event: Event): Promise<void> {
  const { tenant } = event;
  const { signed, isMore } = await closeBooks(deps, tx, tenant, { clearingDifference: await clearing(deps, tenant) });
  if (signed && signed.root.difference !== 0)
    deps.log('ledger.difference', { tenant, difference: signed.root.difference, root: signed.root.no });
  const now = deps.clock.now();
  const at = isMore ? now : tomorrow(now, closingAt_min);
  await schedule(deps, tx, { tenant, kind: closingDue, subject, at });
}
