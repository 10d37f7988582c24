/** npm run replay: sends a real day through the public HTTP API of a fresh server. The last line is one JSON object. */
import { readOptions } from './replay/options.ts';
import { replay } from './replay/run.ts';

try {
  const options = readOptions(process.argv.slice(2));
  const outcome = await replay(options, (line) => process.stderr.write(`${line}\n`));
  if (!options.keep) outcome.clear();
  process.stdout.write(`${JSON.stringify(outcome.report)}\n`);
  process.exitCode = outcome.report.audit_findings === 0 && outcome.report.errors_5xx === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env['REPLAY_DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  process.exitCode = 2;
}
