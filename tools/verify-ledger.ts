/**
 * npm run verify-ledger -- EXPORT [--root FILE] [--accept-key ID]: checks an export of a ledger with plain files only; no
 * database, no network. Ends with 0 when nothing is wrong, with 1 when something is, with 2 when it could not check.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { SignedRoot } from '../server/engines/ledger/seal-format.ts';
import { verifyExport, type Verdict } from './verify-ledger-export.ts';

const usage = 'Usage: npm run -s verify-ledger -- EXPORT.jsonl [--root ROOT.json] [--accept-key KEY-ID]';
const say = (line: string): void => void process.stdout.write(`${line}\n`);

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { root: { type: 'string' }, 'accept-key': { type: 'string', multiple: true } },
  });
  const [file] = positionals;
  if (!file || positionals.length > 1) throw new Error(usage);
  const kept = values.root === undefined ? undefined : (JSON.parse(readFileSync(values.root, 'utf8')) as SignedRoot);
  const began = process.cpuUsage();
  const verdict = await verifyExport(createReadStream(file, { highWaterMark: 1 << 16 }), {
    kept,
    acceptKeys: values['accept-key'] ?? [],
  });
  const used = process.cpuUsage(began);
  report(verdict, kept !== undefined);
  const [cpu_s, memory_mb] = [(used.user + used.system) / 1e6, process.resourceUsage().maxRSS / 1024];
  say(`${cpu_s.toFixed(1)} s of processor time, at most ${Math.round(memory_mb)} MB of memory`);
  process.exitCode = verdict.ok ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

function report(verdict: Verdict, hasKept: boolean): void {
  const { accounts, transfers, entries, items, root } = verdict;
  say(
    `Community ${verdict.tenant}: ${items} sealed items: ${accounts} accounts, ${transfers} transfers, ${entries} entries`,
  );
  if (root) say(`Root ${root.no} of ${root.day}, signed over ${root.position} items, difference ${root.difference}`);
  for (const [partner, sum] of Object.entries(verdict.clearing)) say(`Clearing with ${partner}: ${sum}`);
  for (const problem of verdict.problems) say(`WRONG ${problem}`);
  if (verdict.problemCount > verdict.problems.length)
    say(`… and ${verdict.problemCount - verdict.problems.length} more problems`);
  if (!hasKept) say('No root from outside was given: a ledger that was sealed anew as a whole would not be noticed.');
  say(verdict.ok ? 'Nothing is wrong.' : `${verdict.problemCount} problems.`);
}
