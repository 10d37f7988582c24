/** What the ledger is measured against: pgbench with its TPC-B, and pgledger, on databases of the same server. */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withClient, type Postgres } from '../server/platform/postgres.ts';

export interface Rate {
  /** Transfers a second. */
  readonly rate: number;
  /** Processor time of the database for each transfer. */
  readonly database_us: number;
  /** Processor time of whoever sends, for each transfer: the server's code, or pgbench. */
  readonly sender_us: number;
}

/** The newest pgbench of the Debian packages, or the one on the path; undefined when there is none. */
export function findPgbench(): string | undefined {
  const installed = globSync('/usr/lib/postgresql/*/bin/pgbench').toSorted().toReversed();
  const onPath = (process.env['PATH'] ?? '').split(':').map((dir) => join(dir, 'pgbench'));
  return [...installed, ...onPath].find((file) => existsSync(file));
}

/** Processor seconds of the whole server: what lives, and what it has already collected. Linux only; else NaN. */
export function databaseSeconds(postmaster: number): number {
  const ticks = 100;
  try {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    let sum = 0;
    for (const pid of pids) {
      const fields = statOf(pid);
      if (fields && (Number(pid) === postmaster || Number(fields[1]) === postmaster)) {
        sum += Number(fields[11]) + Number(fields[12]);
        if (Number(pid) === postmaster) sum += Number(fields[13]) + Number(fields[14]);
      }
    }
    return sum / ticks;
  } catch {
    return Number.NaN;
  }
}
/** Processor seconds of the programs that we have run and that have ended. */
function childSeconds(): number {
  const fields = statOf('self');
  return fields ? (Number(fields[13]) + Number(fields[14])) / 100 : Number.NaN;
}
/** The fields of a process's stat after its name, from its state on. */
function statOf(pid: string): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

export interface Script {
  readonly database: string;
  /** A script's text; undefined: pgbench's own TPC-B. */
  readonly text: string | undefined;
  readonly connections: number;
  /** Transfers in one run of the script. */
  readonly transfers: number;
}
export interface Pgbench {
  init(url: string, scale: number): void;
  run(script: Script): Rate;
}

/** Runs pgbench with prepared statements for so many seconds. */
export function pgbenchOf(program: string, folder: string, postgres: Postgres, seconds: number): Pgbench {
  const call = (args: readonly string[]): string => {
    const ended = spawnSync(program, args, { encoding: 'utf8' });
    if (ended.status !== 0) throw new Error(`pgbench ended with ${ended.status}:\n${ended.stderr}`);
    return ended.stdout;
  };
  let files = 0;
  return {
    init: (url, scale) => void call(['--initialize', '--quiet', `--scale=${scale}`, url]),
    run({ database, text, connections, transfers }) {
      const script: string[] = [];
      if (text !== undefined) {
        const file = join(folder, `script-${(files += 1)}.sql`);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
        script.push(`--file=${file}`);
      }
      const began = databaseSeconds(postgres.pid ?? 0);
      const children = childSeconds();
      const said = call([
        '--no-vacuum',
        '--protocol=prepared',
        `--client=${connections}`,
        '--jobs=2',
        `--time=${seconds}`,
        ...script,
        database,
      ]);
      const used_s = databaseSeconds(postgres.pid ?? 0) - began;
      const runs = Number(/actually processed: (\d+)/.exec(said)?.[1]);
      const tps = Number(/tps = ([\d.]+)/.exec(said)?.[1]);
      const all = runs * transfers;
      const sent_s = childSeconds() - children;
      return { rate: tps * transfers, database_us: (used_s * 1e6) / all, sender_us: (sent_s * 1e6) / all };
    },
  };
}

/** Loads pgledger from the files that were named (it needs its ULID function too) and opens accounts. */
export async function openPgledger(url: string, files: readonly string[], accounts: number): Promise<void> {
  await withClient(url, async (client) => {
    for (const file of files) await client.query(readFileSync(file, 'utf8'));
    await client.query(
      `insert into pgledger_accounts (id, name, currency, balance, allow_negative_balance, allow_positive_balance, created_at, updated_at)
       select 'pgla_' || lpad(g::text, 26, '0'), 'a', 'USD', 1000000, false, true, now(), now() from generate_series(1, ${accounts}) g`,
    );
    await client.query('analyze pgledger_accounts');
  });
}

export interface Shape {
  /** Members who give. */
  readonly givers: number;
  /** Uniform: any other account takes; hot: the last one takes everything. */
  readonly hot: boolean;
  readonly accounts: number;
}
/** Draws a giver and a taker that differ. */
const draw = ({ givers, hot, accounts }: Shape): string =>
  `\\set a random(1, ${givers})\n` +
  (hot ? `\\set b ${accounts}\n` : `\\set b 1 + (:a + random(0, ${accounts - 2})) % ${accounts}\n`);

export const pgledgerScript = (shape: Shape): string =>
  `${draw(shape)}select * from pgledger_create_transfer('pgla_' || lpad(:a::text, 26, '0'), 'pgla_' || lpad(:b::text, 26, '0'), 1, '2026-03-02 00:00:00+08', '{"note":"x"}');\n`;

/** A transaction as the server sends it: begin with the tenant, post, commit. Keys and body hashes come from the id. */
export const ledgerScript = (shape: Shape): string => `${draw(shape)}begin;
set local app.tenant = '1';
select r_code from (select uuidv7() as u) k, ledger_post(1, u, u::text, sha256(uuid_send(u)), 'gift', '2026-03-02', '2026-03-02 00:00:00+08', '{"note":"x"}', array[null, null]::uuid[], '{person,person}', array['p' || :a, 'p' || :b], '{time_minutes,time_minutes}', '{-1,1}');
commit;
`;

/** A hundred transfers in one call. Half of the accounts give, the other half take. */
export const batchScript = (accounts: number): string => `begin;
set local app.tenant = '1';
select m.r_codes[1] from (
  select array_agg(uuidv7()) ids, array_agg((1 + random() * ${accounts / 2 - 2})::int) f, array_agg(('{"note":"' || g || '"}')::jsonb) ms,
    array_agg('gift'::text) ks, array_agg(date '2026-03-02') ds, array_agg(sha256(g::text::bytea)) hs from generate_series(1, 100) g) k,
  lateral (select array_agg(g order by g, s) turns, array_agg('person'::text) kinds, array_agg('p' || (f[g] + s * ${accounts / 2}) order by g, s) own,
    array_agg('time_minutes'::text) assets, array_agg((case s when 0 then -1 else 1 end)::bigint order by g, s) am
    from generate_series(1, 100) g, generate_series(0, 1) s) l,
  lateral ledger_post_many(1, '2026-03-02 00:00:00+08', k.ids, k.ids::text[], k.hs, k.ks, k.ds, k.ms, l.turns,
    (select array_agg(null::uuid) from generate_series(1, 200)), l.kinds, l.own, l.assets, l.am) m;
commit;
`;
