/** The counts of a replay, read back from the platform's exported history. */
import { civilDay } from './calendar.ts';
import { instant, number, text, type History, type HistoryRow } from './history.ts';

export interface Counts {
  readonly orders: number;
  readonly placed_by_channel: Readonly<Record<string, number>>;
  readonly merged: number;
  readonly handed_over: number;
  readonly offered: number;
  readonly accepted: number;
  readonly declined: number;
  readonly lapsed: number;
  readonly released: number;
  readonly served: number;
  readonly closed: number;
  readonly closed_late: number;
  readonly open_with_deadline: number;
  readonly closed_same_day: number;
  readonly staff_acts_per_order: number;
  readonly sign_offs_per_service: number;
  readonly postings: number;
}

/**
 * Orders count by their own closing. `served`: orders whose need a member served (a claim that was handed in).
 * A refusal waits for the closing of its need, as the rows know no refusal.
 * `accepted`: claims that a member took, by invitation or by own choice. `closed_late`: closed after the own deadline.
 */
export function countsOf(history: History): Counts {
  const orders = history.rows('demand_order');
  const needs = history.by('need', 'need_id');
  const claims = history.rows('claim');
  const states = (table: string, state: string) => history.rows(table).filter((r) => r['state'] === state).length;
  const servedNeeds = needsServed(history);
  const over = (o: HistoryRow): boolean =>
    ended.has(text(o['state'])) && text(needs.get(text(o['need_id']))?.['state']) !== 'declined';
  const closed = orders.filter(over);
  const late = closed.filter((o) => o['wanted_by'] !== null && instant(o['closed_at'])! > instant(o['wanted_by'])!);
  const handed = new Set(history.rows('handover').map((h) => text(h['need_id'])));
  const credited = claims.filter((c) => c['state'] === 'credited');
  const acts = [...needs.values()].reduce((sum, n) => sum + number(n['staff_acts']), 0);
  const signOffs = credited.reduce((sum, c) => sum + number(c['sign_offs']), 0);
  const channels: Record<string, number> = {};
  for (const channel of orders.map((o) => text(o['channel'])).toSorted())
    channels[channel] = (channels[channel] ?? 0) + 1;
  return {
    orders: orders.length,
    placed_by_channel: channels,
    merged: states('need', 'merged'),
    handed_over: orders.filter(
      (o) => handed.has(text(o['need_id'])) || handed.has(text(needs.get(text(o['need_id']))?.['merged_into'])),
    ).length,
    offered: history.rows('invitation').length,
    accepted: claims.length,
    declined: states('invitation', 'declined'),
    lapsed: states('invitation', 'lapsed'),
    released: states('claim', 'released'),
    served: orders.filter((o) => servedNeeds.has(text(o['need_id']))).length,
    closed: closed.length,
    closed_late: late.length,
    open_with_deadline: orders.filter((o) => !over(o) && o['state'] !== 'withdrawn' && o['wanted_by'] !== null).length,
    closed_same_day: closed.filter((o) => civilDay(instant(o['closed_at'])!) === civilDay(instant(o['placed_at'])!))
      .length,
    staff_acts_per_order: ratio(acts, orders.length),
    sign_offs_per_service: ratio(signOffs, credited.length),
    postings: history.rows('ledger_transfer').length,
  };
}

/** An order ends confirmed by its asker or closed with an answer. */
const ended: ReadonlySet<string> = new Set(['closed', 'confirmed']);

/** Needs for which a member handed in a result. */
export function needsServed(history: History): ReadonlySet<string> {
  const tasks = new Set(
    history
      .rows('claim')
      .filter((c: HistoryRow) => c['submitted_at'] !== null)
      .map((c) => text(c['task_id'])),
  );
  return new Set(
    history
      .rows('task_need')
      .filter((r) => tasks.has(text(r['task_id'])))
      .map((r) => text(r['need_id'])),
  );
}

const ratio = (a: number, b: number): number => (b === 0 ? 0 : Math.round((a / b) * 100) / 100);
