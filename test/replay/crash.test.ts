/** The server is killed in the middle of a day: no acknowledged order is lost and nothing is posted twice. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replay } from '../../tools/replay/run.ts';
import { firstRows, hasRealInputs, invented, realDay, realInputs } from './inputs.ts';

/** The long form kills twenty times: REPLAY_KILLS=20 npm test -- test/replay/crash.test.ts */
const kills = Number(process.env['REPLAY_KILLS'] ?? 5);

test(`killed ${kills} times, the day still ends whole`, { timeout: 290_000 }, async (t) => {
  if (!hasRealInputs) t.diagnostic(`No real inputs at ${realInputs}: an invented day is played instead.`);
  const inputs = hasRealInputs ? realDay : invented;
  const outcome = await replay({ ...inputs, orders: firstRows(inputs.orders, 60), kills }, () => undefined);
  outcome.clear();
  assert.equal(outcome.kills, kills);
  assert.deepEqual(outcome.findings, []);
  assert.equal(outcome.report.orders, 60);
  assert.equal(outcome.report.ledger_difference, 0);
  assert.equal(outcome.report.errors_5xx, 0);
});
