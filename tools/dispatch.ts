/**
 * npm run dispatch: the exact plan of an instance given as CSV. Bad input ends it with a sentence and a code that is not
 * 0. The last line of the output is one JSON object; `--out` names a file for the plan.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { checkPlan, InstanceReader, planOf, solve, type InputFile, type Instance } from '../dispatch/index.ts';

const usage =
  'Usage: npm run -s dispatch -- --candidates C.csv --capacities V.csv [--need O.csv] [--out plan.csv]\n' +
  '  C.csv: order_id,member_id,score   V.csv: member_id,capacity   O.csv: order_id,people (1 where it says nothing)';

/** A sentence for the person at the keyboard. */
class Complaint extends Error {}

try {
  await main();
} catch (error) {
  const known = error instanceof Complaint || (error instanceof Error && 'code' in error);
  process.stderr.write(`${known ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 2;
}

async function main(): Promise<void> {
  const began = performance.now();
  const files = readOptions(process.argv.slice(2));
  const { candidates, capacities } = files;
  if (!candidates || !capacities) throw new Complaint(usage);
  const reader = new InstanceReader();
  await read(reader, 'capacities', capacities);
  if (files.need) await read(reader, 'need', files.need);
  await read(reader, 'candidates', candidates);
  const instance = reader.finish();
  if ('sentence' in instance) throw complaint(candidates, instance);
  const solution = solve(instance.problem);
  const plan = planOf(instance.problem, solution.pairs);
  // What is reported is what the independent checker finds, not what the solver says of itself.
  const checked = checkPlan(instance.problem, plan, solution);
  if (checked.violationCount > 0)
    throw new Error(`The plan breaks its limits: ${JSON.stringify(checked.violations[0])}`);
  if (files.out) await write(files.out, instance, plan, solution.pairs);
  const used = process.cpuUsage();
  const report = {
    objective: checked.objective,
    assigned: checked.assigned,
    bound: checked.bound,
    optimal: checked.gap === 0,
    cpu_s: (used.user + used.system) / 1e6,
    wall_s: Math.round(performance.now() - began) / 1e3,
    rss_mb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

function readOptions(args: readonly string[]) {
  const path = { type: 'string' } as const;
  try {
    return parseArgs({ args: [...args], options: { candidates: path, capacities: path, need: path, out: path } })
      .values;
  } catch (error) {
    throw new Complaint(`${(error as Error).message}\n${usage}`, { cause: error });
  }
}

async function read(reader: InstanceReader, file: InputFile, path: string): Promise<void> {
  for await (const bytes of createReadStream(path, { highWaterMark: 1 << 18 })) {
    const fault = reader.feed(file, bytes as Uint8Array);
    if (fault) throw complaint(path, fault);
  }
  const fault = reader.end(file);
  if (fault) throw complaint(path, fault);
}

function complaint(path: string, fault: { readonly line: number; readonly sentence: string }): Complaint {
  return new Complaint(`${path}, line ${fault.line}: ${fault.sentence}`);
}

type IndexedPlan = ReturnType<typeof planOf>;

/** The plan as `order_id,member_id,score`, ascending by order and member. */
async function write(path: string, instance: Instance, plan: IndexedPlan, pairs: Int32Array): Promise<void> {
  const out = createWriteStream(path);
  await once(out, 'open');
  const { problem, orderId, memberId } = instance;
  let text = 'order_id,member_id,score\n';
  for (let p = 0; p < pairs.length; p++) {
    text += `${quoted(orderId(plan.order[p]!))},${quoted(memberId(plan.member[p]!))},${problem.score[pairs[p]!]}\n`;
    if (text.length > 1 << 16) {
      if (!out.write(text)) await once(out, 'drain');
      text = '';
    }
  }
  out.end(text);
  await once(out, 'close');
}

function quoted(id: string): string {
  return /[",\r\n]|^\s|\s$/.test(id) ? `"${id.replaceAll('"', '""')}"` : id;
}
