/** `npm run fuzz -- [--requests N] [--seed S] [--only ROUTE]`: bad requests over every operation; ends non-zero on a fault. */
import { fuzz } from '../test/fuzz/run.ts';

const slowest_ms = 3000;
const args = process.argv.slice(2);
const option = (name: string): string | undefined => {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
};
const requests = Number(option('--requests') ?? 100_000);
const seed = Number(option('--seed') ?? 1);
const only = option('--only');
if (!Number.isInteger(requests) || requests < 1 || !Number.isInteger(seed)) {
  console.error('npm run fuzz -- [--requests N] [--seed S] [--only ROUTE]   N and S are whole numbers.');
  process.exit(2);
}
const report = await fuzz({
  requests,
  seed,
  say: (line) => process.stderr.write(`${line}\n`),
  ...(only ? { only } : {}),
});
for (const { operation, fault, times, example } of report.faults)
  console.log(`${operation}: ${fault} (${times} ×)\n    ${example}`);
console.log(JSON.stringify({ ...report, faults: report.faults.length, neverTaken: report.neverTaken, seed }, null, 2));
process.exit(report.faults.length === 0 && report.difference === 0 && report.slowest.ms <= slowest_ms ? 0 : 1);
