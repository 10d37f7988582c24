import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsFound, runChaos } from './run.ts';

test('thirteen faults under load: nothing lost, nothing twice, no drift', async () => {
  const said: string[] = [];
  const report = await runChaos({ seed: 'short', faults: 13, clients: 4, pace: 0.1, say: (line) => said.push(line) });
  assert.deepEqual(faultsFound(report), [], said.join('\n'));
  assert.equal(report.happened.length, 13);
  assert.ok(report.audit.transfers > 50, `${report.audit.transfers} transfers`);
});
