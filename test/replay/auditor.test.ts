/** A short replay on invented inputs: it ends clean, repeats itself, and a defect planted into its history is found. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { audit } from '../../tools/replay/auditor.ts';
import { replay, type Outcome, type Report } from '../../tools/replay/run.ts';
import { firstRows, invented } from './inputs.ts';

type Row = Record<string, unknown>;
interface Line {
  table: string;
  row: Row;
}

const quiet = () => undefined;
const options = { ...invented, orders: firstRows(invented.orders, 36) };
let outcome: Outcome;
const scratch = mkdtempSync(join(tmpdir(), 'shaoying-audit-'));

before(
  async () => {
    outcome = await replay(options, quiet);
  },
  { timeout: 240_000 },
);
after(() => {
  outcome?.clear();
  rmSync(scratch, { recursive: true, force: true });
});

/** The findings after the history was changed by somebody. */
function auditChanged(name: string, change: (lines: Line[]) => void): readonly string[] {
  const lines = readFileSync(outcome.history, 'utf8')
    .split('\n')
    .filter((l) => l !== '')
    .map((l) => JSON.parse(l) as Line);
  change(lines);
  const file = join(scratch, `${name}.jsonl`);
  writeFileSync(file, `${lines.map((l) => JSON.stringify(l)).join('\n')}\n`);
  return audit(outcome.acknowledgements, file).findings;
}
const rowsOf = (lines: readonly Line[], table: string): Row[] =>
  lines.filter((l) => l.table === table).map((l) => l.row);
const creditedClaim = (lines: readonly Line[]): Row => {
  const claim = rowsOf(lines, 'claim').find((c) => c['state'] === 'credited');
  assert.ok(claim, 'the replay credited at least one service');
  return claim;
};

test('the replay ends with every order in its place and without a finding', () => {
  assert.deepEqual(outcome.findings, []);
  const { report } = outcome;
  assert.equal(report.orders, 36);
  assert.equal(report.errors_5xx, 0);
  assert.equal(report.ledger_difference, 0);
  assert.ok(report.served > 0, 'members served');
  assert.ok(report.postings > 0, 'services were posted');
});

test('orders close when their rows say so', () => {
  const rows = readFileSync(options.orders, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((l) => l.split(','));
  const closing = (r: string[]) => (r[3]! < r[1]! ? r[1]! : r[3]!);
  assert.equal(outcome.report.closed, rows.filter((r) => r[3] !== '').length);
  assert.equal(outcome.report.closed_late, rows.filter((r) => r[3] !== '' && r[2] !== '' && closing(r) > r[2]!).length);
  assert.equal(outcome.report.open_with_deadline, rows.filter((r) => r[3] === '' && r[2] !== '').length);
  assert.equal(
    outcome.report.closed_same_day,
    rows.filter((r) => r[3] !== '' && closing(r).slice(0, 10) === r[1]!.slice(0, 10)).length,
  );
});

test('a credit without an audit is found', () => {
  const found = auditChanged('no-audit', (lines) => {
    const id = creditedClaim(lines)['claim_id'];
    const kept = lines.filter((l) => !(l.table === 'audit' && l.row['claim_id'] === id && l.row['step'] === 'audit'));
    lines.splice(0, lines.length, ...kept);
  });
  assert.match(found.join('\n'), /credit without a passed audit/);
});

test('an acceptance by staff is found', () => {
  const found = auditChanged('by-staff', (lines) => {
    const claim = creditedClaim(lines);
    const worker = rowsOf(lines, 'record').find((r) => r['role'] === 'community_worker')!['actor_id'];
    claim['accepted_by'] = worker;
  });
  assert.match(found.join('\n'), /accepted by somebody else/);
});

test('a claim for which nobody said yes is found', () => {
  const found = auditChanged('nobody', (lines) => {
    const [first, second] = rowsOf(lines, 'claim').filter(
      (c, _, all) => c['person_id'] !== all[0]!['person_id'] || c === all[0],
    );
    assert.ok(first && second);
    first['person_id'] = second['person_id'];
    first['accepted_by'] = second['person_id'];
  });
  assert.match(found.join('\n'), /accepted without an act of its person/);
});

test('a posting that was made twice is found, and the account no longer fits', () => {
  let account = '';
  const found = auditChanged('twice', (lines) => {
    const transfer = rowsOf(lines, 'ledger_transfer')[0]!;
    const again = {
      ...transfer,
      transfer_id: '00000000-0000-7000-8000-000000000001',
      key: `${String(transfer['key'])}:again`,
    };
    lines.push({ table: 'ledger_transfer', row: again });
    for (const entry of rowsOf(lines, 'ledger_entry').filter((e) => e['transfer_id'] === transfer['transfer_id'])) {
      lines.push({ table: 'ledger_entry', row: { ...entry, transfer_id: again.transfer_id } });
      const held = rowsOf(lines, 'ledger_account').find(
        (a) => a['account_id'] === entry['account_id'] && a['owner_kind'] === 'person',
      );
      if (!held) continue;
      held['balance'] = Number(held['balance']) + Number(entry['amount']);
      account = String(held['owner_id']);
    }
  });
  assert.match(found.join('\n'), /repeats/);
  assert.match(found.join('\n'), new RegExp(`account of ${account}`));
});

test('a lost order, changed words, a slot in working hours, a missing answer and a skipped step are found', () => {
  const found = auditChanged('others', (lines) => {
    const orders = lines.filter((l) => l.table === 'demand_order');
    lines.splice(lines.indexOf(orders[0]!), 1);
    orders[1]!.row['body'] = `${String(orders[1]!.row['body'])} `;
    const slot = rowsOf(lines, 'slot')[0]!;
    slot['starts_at'] = '2015-08-26T02:00:00+00:00';
    slot['ends_at'] = '2015-08-26T03:00:00+00:00';
    // Not the need of the order that was lost above: somebody has to be left without the answer.
    const lost = orders[0]!.row['need_id'];
    rowsOf(lines, 'need').find((n) => n['state'] === 'closed' && n['need_id'] !== lost)!['answer'] = '';
    const step = rowsOf(lines, 'record').find((r) => r['subject_kind'] === 'claim' && r['to_state'] === 'checked_out')!;
    step['to_state'] = 'credited';
  });
  for (const what of [
    /is lost/,
    /its words are not/,
    /lies in working hours/,
    /closed without an answer/,
    /no step of its lifecycle/,
  ])
    assert.match(found.join('\n'), what);
});

test('two runs with one seed agree in every count', { timeout: 240_000 }, async () => {
  const second = await replay(options, quiet);
  second.clear();
  const counted = ({ wall_s: _w, p50_ms: _a, p99_ms: _b, rss_mb: _m, ...counts }: Report) => counts;
  assert.deepEqual(counted(second.report), counted(outcome.report));
});
