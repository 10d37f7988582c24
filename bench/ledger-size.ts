/**
 * `npm run bench -- ledger-size [--people 1000000 --entries 20000000] [--rounds 7]`: a passbook page (balances and the newest
 * ten lines), the page after it, and the posting of a gift, at 10,000 people and at so many, in the same run. Both
 * databases are filled directly with as many entries for each person; their hashes are not made, because nothing measured
 * here reads them. Persons are drawn evenly; each one measured is new to the caches of the database.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as ledger from '../server/engines/ledger/index.ts';
import { connect, inTransaction, type Pools } from '../server/platform/database.ts';
import { seededRandom } from '../server/platform/ids.ts';
import { migrate } from '../server/platform/migrate.ts';
import { done } from '../server/platform/outcome.ts';
import { startPostgres, withClient, type Postgres } from '../server/platform/postgres.ts';
import { median, percentile } from './measure.ts';

const tenantId = 1;
const smallPeople = 10_000;
const perRound = 200;
const chunk = 500_000;
const asset = 'time_minutes';
const person = (n: number): ledger.Owner => ({ ownerKind: 'person', ownerId: `p${n}` });

interface Book {
  readonly people: number;
  readonly pools: Pools;
  readonly took_ms: Readonly<Record<Act, number[]>>;
}
const acts = ['page', 'next page', 'posting'] as const;
type Act = (typeof acts)[number];

export async function run(args: readonly string[]): Promise<void> {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({
    args: [...args],
    options: { people: text('1000000'), entries: text('20000000'), rounds: text('7') },
  });
  const [people, entries] = [Number(values.people), Number(values.entries)];
  const folder = mkdtempSync(join(tmpdir(), 'shaoying-bench-size-'));
  // The database's own user must pass through.
  chmodSync(folder, 0o711);
  const postgres = await startPostgres({ dataDir: join(folder, 'data'), settings: { max_wal_size: '4GB' } });
  const books: Book[] = [];
  try {
    const perPerson = entries / people;
    books.push(await open(postgres, 'small', smallPeople, smallPeople * perPerson));
    books.push(await open(postgres, 'large', people, entries));
    await measure(books, Number(values.rounds));
    report(books);
  } finally {
    for (const { pools } of books) await pools.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Makes a community with gifts between persons, oldest first, each person in turn on both sides. */
async function open(postgres: Postgres, name: string, people: number, entries: number): Promise<Book> {
  const began = performance.now();
  await postgres.createDatabase(name);
  await migrate(postgres.ownerUrl(name));
  const admin = new URL(postgres.adminUrl);
  admin.pathname = `/${name}`;
  await withClient(admin.href, async (client) => {
    const { rows } = await client.query(`select pg_get_indexdef('ledger_entry_by_account'::regclass) as text`);
    // The administrator passes row security, and no reversal is among the rows whose reference would be checked.
    await client.query(`set session_replication_role = replica; drop index ledger_entry_by_account`);
    const transfers = entries / 2;
    await client.query(
      `insert into ledger_account (tenant_id, account_id, owner_kind, owner_id, asset, floor, balance, entry_no, last_posted_at, opened_at)
       select 1, ('018f0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'person', 'p' || n, '${asset}', 0, 1000000, $2,
         timestamptz '2026-03-02', timestamptz '2020-01-01' from generate_series(0, $1 - 1) n`,
      [people, transfers],
    );
    for (let first = 0; first < transfers; first += chunk)
      await fillChunk(client, first, Math.min(transfers, first + chunk) - 1, people, transfers);
    await client.query(rows[0].text as string);
    await client.query('vacuum analyze');
    const size = await client.query(`select pg_size_pretty(pg_database_size(current_database())) as size`);
    const count = await client.query('select count(*) as entries from ledger_entry');
    console.log(
      `${people} people, ${count.rows[0].entries} entries, ${size.rows[0].size}, filled in ${Math.round((performance.now() - began) / 1000)} s`,
    );
  });
  const took_ms = { page: [], 'next page': [], posting: [] };
  return { people, pools: connect(postgres.appUrl(name), 2), took_ms };
}

async function fillChunk(
  client: { query(sql: string, values: unknown[]): Promise<unknown> },
  first: number,
  last: number,
  people: number,
  all: number,
): Promise<void> {
  const instant = `timestamptz '2020-01-01' + (t::float8 / ${all}) * interval '2000 days'`;
  const id = `('018f1000-0000-7000-8000-' || lpad(to_hex(t), 12, '0'))::uuid`;
  await client.query(
    `insert into ledger_transfer (tenant_id, transfer_id, key, body_hash, kind, value_date, posted_at, meta, leg_count, hash)
     select 1, ${id}, 'k' || lpad(t::text, 10, '0'), sha256('x'), 'gift', (${instant})::date, ${instant}, '{"note":"x"}', 2, sha256('x')
     from generate_series($1::bigint, $2::bigint) t`,
    [first, last],
  );
  // A person gives at every turn of the round and receives half a round later.
  await client.query(
    `insert into ledger_entry (tenant_id, transfer_id, leg_no, account_id, asset, amount, entry_no, balance_after, posted_at, value_date, hash)
     select 1, ${id}, leg, ('018f0000-0000-7000-8000-' || lpad(to_hex((t * 7919 + (leg - 1) * ${Math.floor(people / 2)}) % ${people}), 12, '0'))::uuid,
       '${asset}', leg * 2 - 3, t + 1, 1000000, ${instant}, (${instant})::date, sha256('x')
     from generate_series($1::bigint, $2::bigint) t, generate_series(1, 2) leg`,
    [first, last],
  );
}

async function measure(books: readonly Book[], rounds: number): Promise<void> {
  const bytes = seededRandom('ledger-size');
  const pick = (n: number): number => bytes.bytes(4).readUInt32BE(0) % n;
  let sent = 0;
  for (let round = 0; round <= rounds; round += 1) {
    for (const book of books) {
      const counted = round > 0;
      for (let i = 0; i < perRound; i += 1) {
        const owner = person(pick(book.people));
        let next: ledger.StatementCursor | null = null;
        const page = async (before: ledger.StatementCursor | null) => {
          await inTransaction(book.pools.db, { tenant: tenantId }, async (tx) => {
            await ledger.balances(tx, { tenantId, owner });
            const shown = await ledger.statement(tx, { tenantId, owner, asset, before, limit: 10 });
            if (shown.lines.length < 8) throw new Error(`${shown.lines.length} lines`);
            next = shown.next;
            return done(null);
          });
        };
        await timed(book, 'page', counted, () => page(null));
        await timed(book, 'next page', counted, () => page(next));
        const from = pick(book.people);
        const to = (from + 1 + pick(book.people - 1)) % book.people;
        const legs = [{ ...person(from), asset, amount: -1 } as const, { ...person(to), asset, amount: 1 } as const];
        const request = {
          tenantId,
          key: `b${(sent += 1)}`,
          kind: 'gift',
          valueDate: '2026-03-03',
          at: new Date(Date.UTC(2026, 2, 3) + sent),
          legs,
        };
        await timed(book, 'posting', counted, () =>
          inTransaction(book.pools.db, { tenant: tenantId }, async (tx) => {
            const posted = await ledger.post(tx, request);
            if (!posted.ok) throw new Error(posted.code);
            return done(null);
          }),
        );
      }
    }
  }
}

async function timed(book: Book, act: Act, counted: boolean, work: () => Promise<unknown>): Promise<void> {
  const began = performance.now();
  await work();
  if (counted) book.took_ms[act].push(performance.now() - began);
}

function report([small, large]: readonly Book[]): void {
  if (!small || !large) return;
  console.log(
    `\n| | ${small.people} people: median (p95) ms | ${large.people} people | ratio of medians (p95) | wanted |\n|---|---|---|---|---|`,
  );
  for (const act of acts) {
    const [a, b] = [small.took_ms[act], large.took_ms[act]];
    const show = (list: readonly number[]): string => `${median(list).toFixed(2)} (${percentile(list, 95).toFixed(2)})`;
    const ratio = median(b) / median(a);
    const tail = percentile(b, 95) / percentile(a, 95);
    console.log(
      `| ${act} | ${show(a)} | ${show(b)} | ${ratio.toFixed(2)} (${tail.toFixed(2)}) | ≤ 1.3 ${ratio <= 1.3 ? 'reached' : 'not reached'} |`,
    );
  }
}
