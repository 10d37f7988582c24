/** One replay from the first order to the last posting, and what the platform and the auditor say about it. */
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../../server/platform/postgres.ts';
import { audit } from './auditor.ts';
import { casesOf, type Day } from './cases.ts';
import { Client } from './client.ts';
import { close } from './closing.ts';
import { countsOf, needsServed, type Counts } from './counts.ts';
import { Crashes } from './crash.ts';
import { readTable } from './csv.ts';
import { codeBox, Deployment } from './deployment.ts';
import { drawsOf } from './draws.ts';
import { chooseClusters, readCompounds } from './estates.ts';
import { exportHistory } from './export.ts';
import { planTriage } from './handling.ts';
import { History, text } from './history.ts';
import { Loop } from './loop.ts';
import type { ReplayOptions } from './options.ts';
import { place } from './placing.ts';
import { databaseName, seedPopulation } from './population.ts';
import { Reviews } from './reviewing.ts';
import { duplicatesOf, readRows } from './rows.ts';
import type { Scene } from './scene.ts';
import { readWords } from './words.ts';

export interface Report extends Counts {
  readonly ledger_difference: number;
  readonly audit_findings: number;
  readonly errors_5xx: number;
  readonly wall_s: number;
  readonly requests: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly rss_mb: number;
}
export interface Outcome {
  readonly report: Report;
  readonly findings: readonly string[];
  readonly acknowledgements: string;
  readonly history: string;
  readonly kills: number;
  /** Removes everything the run left; `--keep` leaves it. */
  readonly clear: () => void;
}

export type Say = (line: string) => void;

export async function replay(options: ReplayOptions, say: Say): Promise<Outcome> {
  const began = performance.now();
  const dir = mkdtempSync(join(tmpdir(), 'shaoying-replay-'));
  // The database's own user must pass through, so that everything of the run lies below one directory.
  chmodSync(dir, 0o711);
  const draws = drawsOf(options.seed);
  const rows = readRows(readTable(options.orders), draws);
  if (rows.length === 0) throw new Error('The orders file holds no row.');
  const words = readWords(readTable(options.words), draws);
  // Enough communities and members that the day's services find people with free evenings.
  const clusters = chooseClusters(
    readCompounds(readTable(options.places)),
    Math.max(1, Math.min(12, Math.ceil(rows.length / 65))),
    draws,
  );
  const start = rows[0]!.openAt;
  const town = await seedPopulation({
    dataDir: dir,
    clusters,
    draws,
    seed: options.seed,
    at: start - 86_400_000,
    membersPerCommunity: 52,
    residentsPerCommunity: 80,
  });
  say(
    `${rows.length} rows; ${town.communities.length} communities: ${town.communities.map((c) => c.name).join('、')}; seeded in ${seconds(began)} s`,
  );
  const day = casesOf(rows, duplicatesOf(rows), town, draws);
  const acknowledgements = join(dir, 'acknowledgements.jsonl');
  const historyFile = join(dir, 'history.jsonl');
  const codes = await codeBox();
  const deployment = new Deployment({
    dataDir: dir,
    seed: options.seed,
    codes,
    onLog: (line) => say(`server: ${line}`),
  });
  const clear = () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
  let ended = false;
  const end = async () => {
    await deployment.stop();
    await codes.close();
    await stopDatabase(dir);
    if (options.keep) say(`kept: ${dir}`);
    else if (!ended) clear();
  };
  const interrupted = () => void end().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted);
  try {
    await deployment.start();
    const played = await play({ options, day, deployment, codes, draws, words, start, acknowledgements, say });
    await exportEverything(
      dir,
      town.communities.map((c) => c.tenant),
      historyFile,
    );
    const history = History.read(historyFile);
    const audited = audit(acknowledgements, historyFile);
    for (const finding of audited.findings.slice(0, 50)) say(`finding: ${finding}`);
    tellWindows(day, history, say);
    const { client } = played;
    const sorted = client.latencies_ms.toSorted((a, b) => a - b);
    const at = (part: number) =>
      Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0) * 100) / 100;
    const report: Report = {
      ...countsOf(history),
      ledger_difference: audited.ledgerDifference,
      audit_findings: audited.findings.length,
      errors_5xx: client.errors5xx,
      wall_s: seconds(began),
      requests: client.requests,
      p50_ms: at(0.5),
      p99_ms: at(0.99),
      rss_mb: deployment.memory_mb(),
    };
    ended = true;
    return {
      report,
      findings: audited.findings,
      acknowledgements,
      history: historyFile,
      kills: played.kills,
      clear,
    };
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupted);
    await end();
  }
}

interface Play {
  readonly options: ReplayOptions;
  readonly day: Day;
  readonly deployment: Deployment;
  readonly codes: Awaited<ReturnType<typeof codeBox>>;
  readonly draws: ReturnType<typeof drawsOf>;
  readonly words: ReturnType<typeof readWords>;
  readonly start: number;
  readonly acknowledgements: string;
  readonly say: Say;
}

async function play(p: Play): Promise<{ client: Client; kills: number }> {
  const crashes = new Crashes({
    deployment: p.deployment,
    draws: p.draws,
    kills: p.options.kills,
    rows: p.day.cases.length,
    now: () => loop.now(),
  });
  const loop: Loop = new Loop({
    deployment: p.deployment,
    start: p.start - 1000,
    speed: p.options.speed,
    guard: (step) => crashes.guard(step),
    requests: () => client.requests,
  });
  const client: Client = new Client({
    deployment: p.deployment,
    codes: p.codes,
    acknowledgements: p.acknowledgements,
    runKey: `replay-${p.options.seed}`,
    now: () => p.deployment.clock_ms,
    ...(p.options.kills > 0 ? { killsAt: (n: number) => crashes.killsAt(n), restart: () => crashes.restart() } : {}),
  });
  const reviews = new Reviews({ client, loop, draws: p.draws });
  const scene: Scene = { client, loop, draws: p.draws, words: p.words, reviews };
  for (const one of p.day.cases) {
    loop.plan(one.row.openAt, async () => {
      await place(scene, one);
      planTriage(scene, one);
    });
    if (one.row.closeAt !== null) loop.plan(one.row.closeAt, () => close(scene, one));
  }
  const began = performance.now();
  await loop.run();
  await client.call(null, 'points.standard', {});
  await client.close();
  p.say(
    `${loop.events} moments, ${client.requests} requests in ${seconds(began)} s${p.options.kills > 0 ? `; killed ${crashes.happened} times` : ''}`,
  );
  const refused = [...client.refusals].toSorted((a, b) => b[1] - a[1]).map(([what, n]) => `${what} ×${n}`);
  const longest = [...client.routes].toSorted((a, b) => b[1].ms - a[1].ms).slice(0, 8);
  p.say(
    `time by route: ${longest.map(([route, r]) => `${route} ${r.calls} × ${Math.round((r.ms / r.calls) * 10) / 10} ms`).join(', ')}`,
  );
  p.say(`refused: ${refused.join(', ') || 'nothing'}`);
  return { client, kills: crashes.happened };
}

/** Reads the database beside the running server; the server found there is not stopped. */
async function exportEverything(dir: string, tenants: readonly number[], file: string): Promise<void> {
  const postgres = await startPostgres({ dataDir: join(dir, 'postgres') });
  await exportHistory(postgres.appUrl(databaseName), tenants, file);
}

/** A server that ended badly leaves its database running; nothing of a replay stays behind. */
async function stopDatabase(dir: string): Promise<void> {
  if (!existsSync(join(dir, 'postgres', 'pg', 'postmaster.pid'))) return;
  const postgres = await startPostgres({ dataDir: join(dir, 'postgres') });
  await postgres.stop();
}

/** What could lawfully be served and what was: rows whose kind is not for members are counted apart. */
function tellWindows(day: Day, history: History, say: Say): void {
  const served = needsServed(history);
  const orders = history.by('demand_order', 'order_id');
  const isServed = (order: string | null) => order !== null && served.has(text(orders.get(order)?.['need_id']));
  const inTime = day.cases.filter((c) => c.inTime);
  const open = inTime.filter((c) => c.family === 'volunteer');
  const count = (cases: typeof inTime) => cases.filter((c) => isServed(c.order)).length;
  const share = (a: number, b: number) => (b === 0 ? '–' : `${Math.round((a / b) * 1000) / 10} %`);
  say(
    `lawful window: ${day.windows.inTime} rows have a lawful slot in their time, ${day.windows.without} have none; of those with one, the kind of ${day.windows.barred} is not for members`,
  );
  say(
    `served: ${count(open)} of ${open.length} whose time and kind allow it (${share(count(open), open.length)}); ${count(inTime)} of all ${inTime.length} with a slot in their time (${share(count(inTime), inTime.length)})`,
  );
}

const seconds = (since: number): number => Math.round((performance.now() - since) / 100) / 10;
