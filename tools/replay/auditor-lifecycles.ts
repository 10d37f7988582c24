/** Every lifecycle as the catalogue states it (E-18 … E-24), written here anew, and the recorded histories against it. */
import { text, type History, type HistoryRow } from './history.ts';

type Machine = Readonly<Record<string, readonly string[]>>;

/** E-19, with the boundary decision as the step out of `submitted`. */
const need: Machine = {
  '': ['submitted'],
  submitted: ['accepted', 'redirected', 'declined', 'merged', 'withdrawn'],
  // WHI-05: what turns out to be another party's duty is handed over also after it was taken up.
  accepted: ['submitted', 'matched', 'redirected', 'served', 'closed', 'merged', 'withdrawn'],
  // Its undo, before it has left, puts the matter back where it stood.
  redirected: ['submitted', 'accepted', 'served', 'reopened', 'closed', 'merged', 'withdrawn'],
  // A refusal is looked at again when its asker appeals.
  declined: ['submitted', 'reopened', 'closed', 'merged', 'withdrawn'],
  matched: ['accepted', 'served', 'merged', 'withdrawn'],
  served: ['confirmed', 'reopened', 'closed', 'merged', 'withdrawn'],
  confirmed: ['closed', 'reopened'],
  reopened: ['accepted', 'redirected', 'declined', 'merged', 'withdrawn'],
  // WHI-03: a low score opens again what staff or silence had closed before the asker spoke.
  closed: ['reopened'],
  merged: [],
  withdrawn: [],
};
const handover: Machine = {
  '': ['sent'],
  sent: ['answered', 'returned', 'closed'],
  answered: ['returned', 'closed'],
  returned: [],
  closed: [],
};
/** E-20. A filled task opens again when somebody leaves. */
const task: Machine = {
  '': ['draft', 'published'],
  draft: ['published', 'pending_community', 'cancelled'],
  pending_community: ['published', 'cancelled'],
  published: ['filled', 'in_progress', 'done', 'closed', 'cancelled', 'expired'],
  filled: ['published', 'in_progress', 'done', 'closed', 'cancelled', 'expired'],
  in_progress: ['published', 'filled', 'done', 'closed', 'cancelled'],
  done: ['in_progress', 'closed'],
  closed: [],
  cancelled: [],
  expired: [],
};
/** The offering half of E-22. */
const invitation: Machine = {
  '': ['offered'],
  offered: ['accepted', 'declined', 'lapsed', 'time_proposed', 'withdrawn'],
  time_proposed: ['accepted', 'declined', 'lapsed', 'withdrawn', 'offered'],
  accepted: [],
  declined: [],
  lapsed: [],
  withdrawn: [],
};
/** E-22. What was returned is handed in again; what was credited stays. */
const claim: Machine = {
  '': ['accepted'],
  accepted: ['released', 'swapped', 'checked_in', 'no_show'],
  // CHK-05: presence without a result comes back, with no minutes.
  checked_in: ['checked_out', 'submitted', 'no_show', 'returned'],
  checked_out: ['submitted', 'returned'],
  submitted: ['passed', 'returned', 'rejected'],
  returned: ['submitted', 'rejected'],
  passed: ['credited', 'returned'],
  credited: [],
  rejected: [],
  released: [],
  swapped: [],
  no_show: ['checked_in'],
};

interface Kind {
  readonly table: string;
  readonly id: string;
  readonly machine: Machine;
  /** Who said no is not written down (APL-04), and a task is filled as its places are: such steps may lack a row. */
  readonly quiet?: boolean;
}
const kinds: Readonly<Record<string, Kind>> = {
  need: { table: 'need', id: 'need_id', machine: need },
  handover: { table: 'handover', id: 'handover_id', machine: handover },
  task: { table: 'task', id: 'task_id', machine: task, quiet: true },
  invitation: { table: 'invitation', id: 'invitation_id', machine: invitation, quiet: true },
  claim: { table: 'claim', id: 'claim_id', machine: claim },
};

/** Every recorded step is one that the catalogue knows, steps join, and the last one is the state that stands. */
export function checkLifecycles(history: History): string[] {
  const findings: string[] = [];
  const bySubject = Map.groupBy(history.rows('record'), (r) => `${text(r['subject_kind'])} ${text(r['subject_id'])}`);
  findings.push(...checkOrderStates(history));
  for (const [name, kind] of Object.entries(kinds)) {
    for (const row of history.rows(kind.table)) {
      const records = bySubject.get(`${name} ${text(row[kind.id])}`) ?? [];
      findings.push(...checkOne(name, kind, row, records));
    }
  }
  return findings;
}

function checkOne(name: string, kind: Kind, row: HistoryRow, records: readonly HistoryRow[]): string[] {
  const findings: string[] = [];
  const who = `${name} ${text(row[kind.id])}`;
  const state = text(row['state']);
  if (!Object.hasOwn(kind.machine, state)) return [`${who} is in an unknown state ${state}`];
  const steps = records
    .filter((r) => r['to_state'] !== null && r['from_state'] !== r['to_state'])
    .toSorted((a, b) => (text(a['record_id']) < text(b['record_id']) ? -1 : 1));
  let stands = '';
  for (const step of steps) {
    const [from, to] = [text(step['from_state']), text(step['to_state'])];
    // Where the beginning has no row of its own, the first step names it.
    const begins = stands === '' && (from === '' || kind.machine['']!.includes(from));
    if (from !== stands && !begins && !(kind.quiet && reaches(kind.machine, stands, from)))
      findings.push(`${who}: a step begins in ${from || 'nothing'} while ${stands || 'nothing'} stood`);
    if (!(kind.machine[from] ?? []).includes(to))
      findings.push(`${who}: ${from || 'nothing'} → ${to} (${text(step['act'])}) is no step of its lifecycle`);
    stands = to;
  }
  if (steps.length === 0 && !kind.quiet && !kind.machine['']!.includes(state))
    findings.push(`${who} stands in ${state} without a recorded step`);
  else if (steps.length > 0 && stands !== state && !(kind.quiet && reaches(kind.machine, stands, state)))
    findings.push(`${who} stands in ${state} but its record ends in ${stands}`);
  return findings;
}

/** An order is where its need is: waiting while something is done (a refusal may still be undone), answered with the result, ended with the need. */
const orderWith: Readonly<Record<string, readonly string[]>> = {
  open: ['submitted', 'accepted', 'redirected', 'declined', 'matched', 'reopened'],
  answered: ['served'],
  confirmed: ['closed'],
  closed: ['closed', 'declined'],
};
function checkOrderStates(history: History): string[] {
  const needs = history.by('need', 'need_id');
  return history.rows('demand_order').flatMap((order) => {
    const state = text(order['state']);
    const need = text(needs.get(text(order['need_id']))?.['state']);
    const fits = state === 'withdrawn' || (orderWith[state] ?? []).includes(need);
    return fits ? [] : [`order ${text(order['order_id'])} is ${state} while its need is ${need}`];
  });
}

/** Do legal steps lead from one state to another? */
function reaches(machine: Machine, from: string, to: string): boolean {
  const seen = new Set([from]);
  for (const state of seen) for (const next of machine[state] ?? []) seen.add(next);
  return seen.has(to);
}
