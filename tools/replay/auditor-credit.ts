/** Credits against what was proven, and every account against what was earned: minutes by CHK-04, points by the published standard. */
import { instant, number, text, type History, type HistoryRow } from './history.ts';
import type { Acknowledgement } from './auditor-acts.ts';

/** The standard as the platform publishes it to everybody. */
interface Standard {
  readonly items: readonly { readonly content: string; readonly base_hundredths_per_hour: number }[];
  readonly roles: readonly { readonly role: string; readonly coefficient_pct: number }[];
  readonly professional_pct: number;
  readonly results: readonly { readonly from_score: number; readonly coefficient_pct: number }[];
  readonly emergency_pct: number;
  readonly daily_cap_hundredths: number;
}

const creditedStates = new Set(['passed', 'credited']);
const secondProofs = new Set([
  'on_site_code',
  'helped_person_page',
  'helped_person_pin',
  'call_back',
  'leader',
  'session',
]);

/** No credit without a position (or its marked fallback), a second proof, a result, and an audit by somebody else. */
export function checkEvidence(history: History, acks: readonly Acknowledgement[]): string[] {
  const typed = claimsWithCode(acks);
  const events = history.grouped('check_event', 'claim_id');
  const audits = history.grouped('audit', 'claim_id');
  const confirmations = history.grouped('presence_confirmation', 'claim_id');
  const tasks = history.by('task', 'task_id');
  const posted = new Set(
    history
      .rows('ledger_transfer')
      .filter((t) => t['reverses'] === null)
      .map(claimOf),
  );
  const askers = askersByTask(history);
  const findings: string[] = [];
  for (const claim of history.rows('claim')) {
    const id = text(claim['claim_id']);
    if (!creditedStates.has(text(claim['state'])) && !posted.has(id)) continue;
    const say = (what: string) => findings.push(`claim ${id} has credit ${what}`);
    const radius_m = number(tasks.get(text(claim['task_id']))?.['radius_m']);
    const own = (events.get(id) ?? []).filter((e) => e['valid'] === true);
    const located = own.some(
      (e) => e['kind'] === 'in' && e['distance_m'] !== null && number(e['distance_m']) <= radius_m,
    );
    if (
      claim['fallback_mark'] !== 'confirmed_only' &&
      !own.some((e) => e['kind'] === 'in' && instant(e['captured_at'] ?? e['at']) === instant(claim['checked_in_at']))
    )
      say('without a check-in at its time');
    if (!located && text(claim['fallback_mark']) === '') say('without a position or a marked fallback');
    const said = (confirmations.get(id) ?? []).filter(
      (c) => c['positive'] === true && c['by_person_id'] !== claim['person_id'],
    );
    const proofs = (claim['proofs'] as readonly string[]).filter((p) => secondProofs.has(p));
    if (proofs.length === 0 || (said.length === 0 && !typed.has(id))) say('without a second proof');
    const verdicts = (audits.get(id) ?? []).filter((a) => a['step'] === 'audit' && a['verdict'] === 'pass');
    if (verdicts.length === 0) say('without a passed audit');
    if (
      verdicts.some(
        (a) =>
          a['by_person_id'] === claim['person_id'] || askers.get(text(claim['task_id']))?.has(text(a['by_person_id'])),
      )
    )
      say('by an auditor who served or asked');
    if (text(claim['result_text']).trim() === '' && claim['result_count'] === null) say('without a result');
    if (claim['state'] === 'credited')
      for (const step of ['group', 'branch'])
        if (!(audits.get(id) ?? []).some((a) => a['step'] === step && /confirm|pass/.test(text(a['verdict']))))
          say(`without the confirmation by the ${step}`);
  }
  return findings;
}

/** Services in which the digits on site or the helped person's PIN were typed and taken. */
function claimsWithCode(acks: readonly Acknowledgement[]): ReadonlySet<string> {
  const typed = acks.filter(
    (a) =>
      (a.route === 'claims.checkIn' || a.route === 'claims.checkOut') &&
      a.status === 200 &&
      (typeof a.body?.['on_site_code'] === 'string' || typeof a.body?.['pin'] === 'string'),
  );
  return new Set(typed.map((a) => String(a.params['id'])));
}

function askersByTask(history: History): ReadonlyMap<string, ReadonlySet<string>> {
  const orders = history.grouped('demand_order', 'need_id');
  const askers = new Map<string, Set<string>>();
  for (const row of history.rows('task_need')) {
    const set = askers.get(text(row['task_id'])) ?? new Set<string>();
    for (const order of orders.get(text(row['need_id'])) ?? []) set.add(text(order['asker_id']));
    askers.set(text(row['task_id']), set);
  }
  return askers;
}

/** Which service a posting speaks of: its key names the claim, `claim:<id>:<part>`. */
const claimOf = (transfer: HistoryRow): string =>
  /claim:([0-9a-f-]{36})/.exec(text(transfer['key']))?.[1] ??
  text((transfer['meta'] as Record<string, string> | null)?.['claim']);

/** Nothing is posted twice: for one service, each account gets each asset from each kind of posting at most once. */
export function checkOnce(history: History): string[] {
  const entries = history.grouped('ledger_entry', 'transfer_id');
  const reversed = new Set(history.rows('ledger_transfer').map((t) => text(t['reverses'])));
  const seen = new Map<string, string>();
  const findings: string[] = [];
  for (const transfer of history.rows('ledger_transfer')) {
    const id = text(transfer['transfer_id']);
    if (reversed.has(id) || transfer['reverses'] !== null) continue;
    for (const entry of entries.get(id) ?? []) {
      if (number(entry['amount']) <= 0) continue;
      const what = `${claimOf(transfer)} ${text(transfer['kind'])} ${text(entry['account_id'])} ${text(entry['asset'])}`;
      if (seen.has(what)) findings.push(`posting ${id} repeats ${seen.get(what)} for claim ${claimOf(transfer)}`);
      seen.set(what, id);
    }
  }
  return findings;
}

export interface Difference {
  /** Sum over all accounts of how far the balance lies from what was earned. */
  readonly total: number;
  readonly findings: readonly string[];
  readonly accounts: number;
}

/** Balance of every personal account against what its owner earned by the records. */
export function checkAccounts(history: History, acks: readonly Acknowledgement[]): Difference {
  const earned = earnedBy(history, standardOf(acks));
  const balances = new Map<string, number>();
  const owners = new Map<string, string>();
  const findings: string[] = [];
  const sums = new Map<string, number>();
  for (const entry of history.rows('ledger_entry')) {
    const account = text(entry['account_id']);
    sums.set(account, (sums.get(account) ?? 0) + number(entry['amount']));
  }
  for (const account of history.rows('ledger_account')) {
    if (account['owner_kind'] !== 'person') continue;
    const id = text(account['account_id']);
    const name = `${text(account['owner_id'])} ${text(account['asset'])}`;
    owners.set(name, id);
    balances.set(name, (balances.get(name) ?? 0) + number(account['balance']));
    if (number(account['balance']) !== (sums.get(id) ?? 0))
      findings.push(`account ${id} shows ${number(account['balance'])} but its entries add up to ${sums.get(id) ?? 0}`);
  }
  let total = 0;
  for (const name of new Set([...balances.keys(), ...earned.keys()])) {
    const apart = Math.abs((balances.get(name) ?? 0) - (earned.get(name) ?? 0));
    total += apart;
    if (apart !== 0)
      findings.push(`account of ${name} stands at ${balances.get(name) ?? 0}, earned was ${earned.get(name) ?? 0}`);
  }
  const perAsset = new Map<string, number>();
  for (const entry of history.rows('ledger_entry'))
    perAsset.set(text(entry['asset']), (perAsset.get(text(entry['asset'])) ?? 0) + number(entry['amount']));
  for (const [asset, sum] of perAsset) if (sum !== 0) findings.push(`the postings of ${asset} do not balance: ${sum}`);
  return { total, findings, accounts: balances.size };
}

function standardOf(acks: readonly Acknowledgement[]): Standard | null {
  const ack = acks.findLast((a) => a.route === 'points.standard' && a.status === 200);
  return (ack?.reply?.['active'] as Standard | undefined) ?? null;
}

/** CHK-04: actual minutes, at most a quarter above the plan, rounded down to five; without a check-out the confirmed plan. */
/** For the year rounded down to 5 minutes; for the passbook minute for minute (`step_min` 1). */
export function creditedMinutes(
  from: number,
  to: number | null,
  plannedFrom: number,
  plannedTo: number,
  step_min = 5,
): number {
  const planned = Math.floor((plannedTo - plannedFrom) / 60_000);
  const actual = to === null ? planned : Math.floor((to - from) / 60_000);
  return Math.floor(Math.max(0, Math.min(actual, Math.floor((planned * 125) / 100))) / step_min) * step_min;
}

/** What every person earned, by account name `<person> <asset>`. */
function earnedBy(history: History, standard: Standard | null): ReadonlyMap<string, number> {
  const slots = history.by('slot', 'slot_id');
  const tasks = history.by('task', 'task_id');
  const skills = history.by('profile', 'person_id');
  const bank = new Set(
    history
      .rows('consent')
      .filter((c) => c['given'] === true)
      .map((c) => text(c['person_id'])),
  );
  const scores = scoresByTask(history);
  const earned = new Map<string, number>();
  const today = new Map<string, number>();
  const add = (person: string, asset: string, amount: number) => {
    if (amount !== 0) earned.set(`${person} ${asset}`, (earned.get(`${person} ${asset}`) ?? 0) + amount);
  };
  const claims = history.rows('claim').filter((c) => creditedStates.has(text(c['state'])));
  for (const claim of claims.toSorted((a, b) => (instant(a['credited_at']) ?? 0) - (instant(b['credited_at']) ?? 0))) {
    const slot = slots.get(text(claim['slot_id']))!;
    const person = text(claim['person_id']);
    const times = [
      instant(claim['checked_in_at'])!,
      instant(claim['checked_out_at']),
      instant(slot['starts_at'])!,
      instant(slot['ends_at'])!,
    ] as const;
    const minutes = creditedMinutes(...times);
    add(person, 'annual_minutes', minutes);
    if (bank.has(person)) add(person, 'time_minutes', creditedMinutes(...times, 1));
    if (claim['state'] !== 'credited' || !standard) continue;
    const task = tasks.get(text(claim['task_id']))!;
    const asked = slot['skills'] as readonly string[];
    const owns = (skills.get(person)?.['expertise'] ?? []) as readonly string[];
    const skilled = asked.length > 0 && asked.every((s) => owns.includes(s));
    const day = `${person} ${text(slot['starts_at']).slice(0, 10)}`;
    const points = Math.min(
      pointsFor(standard, {
        minutes,
        content: text(task['work_content']),
        role: text(slot['role']),
        skilled,
        score: scores.get(text(claim['task_id'])) ?? null,
      }),
      standard.daily_cap_hundredths - (today.get(day) ?? 0),
    );
    today.set(day, (today.get(day) ?? 0) + points);
    add(person, 'honour_points', points);
    add(person, 'redeemable_points', points);
  }
  return earned;
}

/** The first score of those whose need the task served. */
function scoresByTask(history: History): ReadonlyMap<string, number> {
  const ratings = history.grouped('rating', 'need_id');
  const scores = new Map<string, number>();
  for (const row of history.rows('task_need')) {
    const first = (ratings.get(text(row['need_id'])) ?? []).toSorted((a, b) =>
      text(a['rating_id']) < text(b['rating_id']) ? -1 : 1,
    )[0];
    if (first) scores.set(text(row['task_id']), number(first['score']));
  }
  return scores;
}

interface Service {
  readonly minutes: number;
  readonly content: string;
  readonly role: string;
  readonly skilled: boolean;
  readonly score: number | null;
}

/** Base per hour × time × role × expertise × result × emergency, rounded down to a hundredth of a point. */
export function pointsFor(standard: Standard, service: Service): number {
  const base = standard.items.find((i) => i.content === service.content)?.base_hundredths_per_hour ?? 0;
  const role = standard.roles.find((r) => r.role === service.role)?.coefficient_pct ?? 100;
  const expertise = service.skilled ? standard.professional_pct : 100;
  const { score } = service;
  const result =
    score === null
      ? 100
      : standard.results.reduce(
          (best, line) => (score >= line.from_score ? Math.max(best, line.coefficient_pct) : best),
          100,
        );
  const urgent = service.content === 'emergency' ? standard.emergency_pct : 100;
  const plain = Math.floor((base * service.minutes * role * expertise * urgent) / (60 * 1_000_000));
  const withResult = Math.floor((base * service.minutes * role * expertise * result * urgent) / (60 * 100_000_000));
  return Math.max(plain, withResult);
}
