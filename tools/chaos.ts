/**
 * npm run chaos [-- --seed 1 --faults 100 --clients 8]: the ledger under load while its server, backends, postmaster, disk
 * and line fail, and an independent audit at the end. The last line is one JSON object. Ends with 1 when something was lost,
 * posted twice or drifted, or when service came back too late.
 */
import { parseArgs } from 'node:util';
import { faultKinds, limits_ms } from './chaos/faults.ts';
import { faultsFound, runChaos, slowRecoveries } from './chaos/run.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    faults: { type: 'string', default: '100' },
    clients: { type: 'string', default: '8' },
    pace: { type: 'string', default: '1' },
  },
});
const report = await runChaos({
  seed: values.seed,
  faults: Number(values.faults),
  clients: Number(values.clients),
  pace: Number(values.pace),
  say: (line) => process.stderr.write(`${line}\n`),
});
for (const line of report.skipped) console.log(`skipped: ${line}`);
console.log('| fault | times | back after, median (slowest) | allowed |\n|---|---|---|---|');
for (const kind of faultKinds) {
  const times = report.happened
    .filter((one) => one.kind === kind)
    .map((one) => one.recovery_ms)
    .toSorted((a, b) => a - b);
  if (times.length === 0) continue;
  const at = (share: number): string => `${((times[Math.floor((times.length - 1) * share)] ?? 0) / 1000).toFixed(2)} s`;
  console.log(`| ${kind} | ${times.length} | ${at(0.5)} (${at(1)}) | ${limits_ms[kind] / 1000} s |`);
}
const wrong = [...faultsFound(report), ...slowRecoveries(report)];
for (const line of wrong) console.log(line);
const { transfers, lost, duplicated, drift } = report.audit;
console.log(
  JSON.stringify({
    seed: values.seed,
    faults: report.happened.length,
    transfers,
    asked: report.asked,
    lost,
    duplicated,
    drift,
    slow: slowRecoveries(report).length,
    took_s: Math.round(report.took_s),
  }),
);
process.exitCode = wrong.length === 0 ? 0 : 1;
