/**
 * The server under fire: the platform's database, supervision and transactions with the ledger behind one small door, in a
 * process of its own that may be killed at any moment. Said over standard output: one line of JSON when it listens.
 */
import { createServer } from 'node:http';
import * as ledger from '../../server/engines/ledger/index.ts';
import { connect, inTransaction, type Db } from '../../server/platform/database.ts';
import { keepPostgres } from '../../server/platform/keep-postgres.ts';
import { migrate } from '../../server/platform/migrate.ts';
import { done } from '../../server/platform/outcome.ts';
import { startPostgres } from '../../server/platform/postgres.ts';
import { databaseName, tenantId, type Act, type Answer, type Ready } from './acts.ts';

const setting = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
};

const options = { dataDir: setting('CHAOS_DATA'), settings: { max_wal_size: '96MB', min_wal_size: '32MB' } };
const log = (event: string, facts: Record<string, unknown>): void =>
  void process.stderr.write(`${JSON.stringify({ event, ...facts })}\n`);
const postgres = await startPostgres(options);
const keeper = keepPostgres(postgres, options, log);
if (!(await postgres.databaseExists(databaseName))) await postgres.createDatabase(databaseName);
await migrate(postgres.ownerUrl(databaseName));

/** The application reaches the database through the harness's line, which may be cut. */
const url = new URL(postgres.appUrl(databaseName));
url.port = process.env['CHAOS_LINE'] ?? url.port;
const pools = connect(url.href, 16);
const gatherer = ledger.gatherPosts(pools.db);

async function perform(db: Db, act: Act): Promise<Answer> {
  const at = new Date();
  const head = { tenantId, key: act.key, kind: `chaos.${act.kind}`, valueDate: '2026-03-02', at };
  const alone = async <T>(work: Parameters<typeof inTransaction<T>>[2]): Promise<T> => {
    const outcome = await inTransaction(db, { tenant: tenantId }, work);
    if (!outcome.ok) throw new Error(outcome.code);
    return outcome.value;
  };
  switch (act.kind) {
    case 'gather':
      return idOf(await gatherer.post({ ...head, legs: act.legs }));
    case 'post':
      return idOf(await alone(async (tx) => done(await ledger.post(tx, { ...head, legs: act.legs }))));
    case 'reverse':
      return idOf(
        await alone(async (tx) =>
          done(await ledger.reverse(tx, { ...head, transferId: act.transferId, reason: 'chaos' })),
        ),
      );
    case 'hold': {
      const { owner, amount } = act;
      const request = { tenantId, key: act.key, owner, asset: 'time_minutes' as const, amount, at, expiresAt: null };
      const held = await alone(async (tx) => done(await ledger.hold(tx, request)));
      return held.ok ? { ok: true, id: held.holdId } : { ok: false, code: held.code };
    }
    case 'settle':
      return idOf(
        await alone(async (tx) => done(await ledger.settleHold(tx, { ...head, holdId: act.holdId, to: act.to }))),
      );
  }
}
const idOf = (posted: ledger.Posted): Answer =>
  posted.ok ? { ok: true, id: posted.transferId } : { ok: false, code: posted.code };

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    perform(pools.db, JSON.parse(Buffer.concat(parts).toString()) as Act).then(
      (answer) => response.end(JSON.stringify(answer)),
      (error: unknown) => {
        response.statusCode = 503;
        response.end(String(error).slice(0, 200));
      },
    );
  });
});
server.listen(Number(setting('CHAOS_PORT')), '127.0.0.1', () => {
  const address = server.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  const ready: Ready = {
    port,
    database: postgres.port,
    postmaster: postgres.pid ?? 0,
    clusterDir: postgres.clusterDir ?? '',
    appUrl: postgres.appUrl(databaseName),
  };
  process.stdout.write(`${JSON.stringify(ready)}\n`);
});
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void pools
    .close()
    .then(() => keeper.stop())
    .finally(() => process.exit(0));
});
