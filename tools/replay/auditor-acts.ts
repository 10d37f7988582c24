/** What was acknowledged to people against what stands in the history: orders, words, own acts, hours, answers, declines. */
import { readFileSync } from 'node:fs';
import chineseDays from 'chinese-days';
import { instant, text, type History, type HistoryRow } from './history.ts';

export interface Acknowledgement {
  readonly n: number;
  /** The platform's clock when it was asked and when it had answered: apart only where the server fell meanwhile. */
  readonly sent: string;
  readonly at: string;
  readonly session: string | null;
  readonly route: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly key: string | null;
  readonly body: Readonly<Record<string, unknown>> | null;
  readonly status: number;
  readonly reply: Readonly<Record<string, unknown>> | null;
}

export function readAcknowledgements(path: string): Acknowledgement[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Acknowledgement);
}

/** Whose session it is: the person that the sign-in named. */
function personsBySession(acks: readonly Acknowledgement[]): ReadonlyMap<string, string> {
  const persons = new Map<string, string>();
  for (const ack of acks) {
    if (!ack.route.startsWith('accounts.signIn') || ack.status !== 200) continue;
    const me = ack.reply?.['me'] as { id?: string } | undefined;
    const session = ack.reply?.['token'];
    if (me?.id && typeof session === 'string') persons.set(session, me.id);
  }
  return persons;
}

/** No order that somebody holds a receipt for is missing, and its words are there byte for byte. */
export function checkOrders(history: History, acks: readonly Acknowledgement[]): string[] {
  const findings: string[] = [];
  const orders = history.by('demand_order', 'order_id');
  const needs = history.by('need', 'need_id');
  for (const ack of acks) {
    if ((ack.route !== 'orders.place' && ack.route !== 'orders.intake') || ack.status !== 200) continue;
    const id = String(ack.reply?.['order']);
    const order = orders.get(id);
    if (!order) {
      findings.push(`order ${id} was acknowledged with a receipt and is lost`);
      continue;
    }
    if (order['receipt'] !== ack.reply?.['receipt']) findings.push(`order ${id}: the receipt is another one`);
    if (order['body'] !== ack.body?.['text']) findings.push(`order ${id}: its words are not the words that were sent`);
    if ((order['voice_id'] ?? null) !== (ack.body?.['voice'] ?? null))
      findings.push(`order ${id}: its voice message is another one`);
    const placed = instant(order['placed_at']) ?? Number.NaN;
    if (!(placed >= Date.parse(ack.sent) && placed <= Date.parse(ack.at)))
      findings.push(`order ${id} stands at another time than it was placed`);
    if (!needs.has(text(order['need_id']))) findings.push(`order ${id} leads to no need`);
  }
  const acknowledged = new Set(acks.filter((a) => a.status === 200).map((a) => String(a.reply?.['order'] ?? '')));
  for (const id of orders.keys())
    if (!acknowledged.has(id)) findings.push(`order ${id} stands but nobody was told of it`);
  return findings;
}

/** Nobody accepted but by the own act: an acknowledged acceptance, claim or proposal of time in the person's own session. */
export function checkOwnActs(history: History, acks: readonly Acknowledgement[]): string[] {
  const persons = personsBySession(acks);
  const own = new Map<string, Set<string>>();
  const proposed = new Map<string, Acknowledgement>();
  const add = (claim: unknown, ack: Acknowledgement) => {
    if (typeof claim === 'string')
      own.set(claim, (own.get(claim) ?? new Set()).add(persons.get(ack.session ?? '') ?? ''));
  };
  for (const ack of acks) {
    if (ack.status !== 200) continue;
    if (ack.route === 'tasks.claim') add(ack.reply?.['id'], ack);
    if (ack.route !== 'tasks.respond') continue;
    if (ack.body?.['answer'] === 'accept') add(ack.reply?.['claim'], ack);
    if (ack.body?.['answer'] === 'another_time') proposed.set(String(ack.params['id']), ack);
  }
  const findings: string[] = [];
  const slots = history.by('slot', 'slot_id');
  for (const claim of history.rows('claim')) {
    const id = text(claim['claim_id']);
    const person = text(claim['person_id']);
    const proposal = proposed.get(text(claim['invitation_id']));
    const slot = slots.get(text(claim['slot_id']));
    const askedForIt =
      proposal !== undefined &&
      persons.get(proposal.session ?? '') === person &&
      slot !== undefined &&
      instant(slot['starts_at']) === Date.parse(String(proposal.body?.['start']));
    if (!own.get(id)?.has(person) && !askedForIt)
      findings.push(`claim ${id} was accepted without an act of its person`);
    if (claim['accepted_by'] !== claim['person_id']) findings.push(`claim ${id} was accepted by somebody else`);
  }
  return findings;
}

const shanghai_ms = 8 * 3_600_000;
const ordinary = [
  [8 * 60 + 30, 12 * 60],
  [14 * 60, 18 * 60 + 30],
] as const;

/** Does the span touch ordinary working hours (08:30–12:00, 14:00–18:30) of a Chinese workday? */
export function touchesWork(from: number, to: number): boolean {
  for (let at = from; at < to; at += 60_000) {
    const local = new Date(at + shanghai_ms);
    const minute = local.getUTCHours() * 60 + local.getUTCMinutes();
    if (ordinary.some(([a, b]) => minute >= a && minute < b) && chineseDays.isWorkday(local.toISOString().slice(0, 10)))
      return true;
  }
  return false;
}

/** Nothing on site was offered, taken or moved into ordinary working hours (SCH-02). */
export function checkHours(history: History, acks: readonly Acknowledgement[]): string[] {
  const findings: string[] = [];
  const tasks = history.by('task', 'task_id');
  for (const slot of history.rows('slot')) {
    if (tasks.get(text(slot['task_id']))?.['form'] !== 'on_site') continue;
    if (touchesWork(instant(slot['starts_at'])!, instant(slot['ends_at'])!))
      findings.push(`slot ${text(slot['slot_id'])} lies in working hours`);
  }
  const offered = (form: unknown, start: unknown, end: unknown, what: string) => {
    if (form === 'on_site' && touchesWork(Date.parse(String(start)), Date.parse(String(end))))
      findings.push(`${what} was let into working hours`);
  };
  for (const ack of acks) {
    if (ack.status !== 200 || !ack.body) continue;
    if (ack.route === 'tasks.create')
      for (const slot of ack.body['slots'] as { start: string; end: string }[])
        offered(ack.body['form'], slot.start, slot.end, `the task of request ${ack.n}`);
    if (ack.route === 'tasks.reschedule')
      offered('on_site', ack.body['start'], ack.body['end'], `the move of request ${ack.n}`);
    if (ack.route === 'tasks.decideProposedTime' && ack.body['agree'] === true) {
      const asked = acks.findLast(
        (a) =>
          a.route === 'tasks.respond' &&
          a.status === 200 &&
          a.params['id'] === ack.params['id'] &&
          a.body?.['answer'] === 'another_time',
      );
      if (asked) offered('on_site', asked.body?.['start'], asked.body?.['end'], `the agreed time of request ${ack.n}`);
    }
  }
  return findings;
}

/** Nothing is closed without an answer to those who asked (LST-06). */
export function checkAnswers(history: History): string[] {
  const needs = history.by('need', 'need_id');
  const resolve = (id: string): HistoryRow | undefined => {
    const need = needs.get(id);
    const next = text(need?.['merged_into']);
    return next === '' ? need : needs.get(next);
  };
  return history.rows('demand_order').flatMap((order) => {
    const closed = order['state'] === 'closed' || order['state'] === 'confirmed';
    const need = resolve(text(order['need_id']));
    const id = text(order['order_id']);
    const findings: string[] = [];
    if (closed && text(need?.['answer']).trim() === '') findings.push(`order ${id} was closed without an answer`);
    if (closed !== (order['closed_at'] !== null) && order['state'] !== 'withdrawn')
      findings.push(`order ${id}: state and closing time do not agree`);
    return findings;
  });
}

/** Who declined, let lapse or released carries nothing away from it (APL-04, SCH-06). */
export function checkNoMarks(history: History): string[] {
  const findings: string[] = [];
  const quiet = new Set(['declined', 'lapsed', 'withdrawn']);
  const silent = new Set(
    history
      .rows('invitation')
      .filter((i) => quiet.has(text(i['state'])))
      .map((i) => text(i['invitation_id'])),
  );
  const left = new Set(
    history
      .rows('claim')
      .filter((c) => c['state'] === 'released')
      .map((c) => text(c['claim_id'])),
  );
  for (const record of history.rows('record')) {
    const subject = text(record['subject_id']);
    if (
      (silent.has(subject) || left.has(subject)) &&
      text(record['reason']) !== '' &&
      /declin|lapse|releas/.test(text(record['act']))
    )
      findings.push(`${text(record['subject_kind'])} ${subject} keeps a reason for having said no`);
  }
  for (const claim of history.rows('claim')) {
    if (claim['state'] === 'released' && (claim['mark'] !== null || claim['reason'] !== null))
      findings.push(`claim ${text(claim['claim_id'])} was marked for its release`);
  }
  const members = new Set(history.rows('claim').map((c) => text(c['person_id'])));
  const personal = new Set(
    history
      .rows('ledger_account')
      .filter((a) => a['owner_kind'] === 'person' && members.has(text(a['owner_id'])))
      .map((a) => text(a['account_id'])),
  );
  const reversals = new Set(
    history
      .rows('ledger_transfer')
      .filter((t) => t['reverses'] !== null)
      .map((t) => text(t['transfer_id'])),
  );
  for (const entry of history.rows('ledger_entry')) {
    if (
      personal.has(text(entry['account_id'])) &&
      Number(entry['amount']) < 0 &&
      !reversals.has(text(entry['transfer_id']))
    )
      findings.push(`account ${text(entry['account_id'])} was lowered without a reversal`);
  }
  return findings;
}
