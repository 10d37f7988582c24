/**
 * `npm run isolation -- [--probes N] [--seed S] [--permissive]`: from one community at another's data; non-zero on a leak.
 * `npm run isolation -- --timing [--calls N]`: do look-ups of a receipt, a phone or an invitation tell by their time who exists?
 */
import { isolation } from '../test/trust/isolation.ts';
import { lookupTiming } from '../test/trust/timing.ts';

const args = process.argv.slice(2);
const option = (name: string): string | undefined => {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
};
if (args.includes('--timing')) {
  console.log(JSON.stringify(await lookupTiming(Number(option('--calls') ?? 2000)), null, 2));
  process.exit(0);
}
const probes = Number(option('--probes') ?? 10_000);
const seed = Number(option('--seed') ?? 1);
if (!Number.isInteger(probes) || probes < 1 || !Number.isInteger(seed)) {
  console.error('npm run isolation -- [--probes N] [--seed S] [--permissive]   N and S are whole numbers.');
  process.exit(2);
}
const report = await isolation({ probes, seed, permissive: args.includes('--permissive') });
for (const { operation, leak, example } of report.leaks) console.log(`${operation}: ${leak}\n    ${example}`);
console.log(JSON.stringify({ ...report, leaks: report.leaks.length, seed }, null, 2));
process.exit(report.leaks.length === 0 ? 0 : 1);
