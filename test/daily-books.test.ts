/** The daily closing through the whole server: the clock closes, anyone reads the roots, staff download, the tool checks. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import * as ledger from '../server/engines/ledger/index.ts';
import { inTransaction } from '../server/platform/database.ts';
import { done } from '../server/platform/outcome.ts';
import { beginClosings } from '../server/systems/daily-books/index.ts';
import { verifyExport } from '../tools/verify-ledger-export.ts';
import { testWorld, type Someone, type World } from './world.ts';

describe('daily closing of the books', () => {
  let w: World;
  let auditor: Someone;
  const readers: string[] = [];
  before(async () => {
    w = await testWorld({ at: '2026-07-01T09:00:00+08:00' });
    auditor = await w.staff('points_auditor');
    await beginClosings(w.deps);
    await w.settle();
  });
  after(() => w.close());

  const credit = (key: string, minutes: number) =>
    inTransaction(w.deps.db, { tenant: w.community }, async (tx) => {
      const asset = 'time_minutes';
      const legs = [
        { ownerKind: 'issue' as const, ownerId: 'service', asset, amount: -minutes } as const,
        { ownerKind: 'person' as const, ownerId: auditor.id, asset, amount: minutes } as const,
      ];
      const head = { tenantId: w.community, key, kind: 'service.hours', valueDate: '2026-07-01', at: w.clock.now() };
      return done(await ledger.post(tx, { ...head, legs }));
    });
  const rootsOf = async (community: number): Promise<ledger.SignedRoot[]> => {
    const answer = await w.call(null, 'ledger.roots', { params: { community } });
    assert.equal(answer.status, 200);
    return answer.body.items;
  };
  const exported = async (): Promise<Buffer> => {
    // A session of staff is over after a day.
    const reader = await w.staff('points_auditor');
    readers.push(reader.id);
    const answer = await w.call(reader.token, 'ledger.export', { params: { community: w.community } });
    assert.equal(answer.status, 200);
    return Buffer.from(answer.body as unknown as string);
  };
  const check = (bytes: Buffer, kept?: ledger.SignedRoot) =>
    verifyExport(
      (async function* () {
        yield bytes;
      })(),
      { kept },
    );

  it('signs nothing while nothing was posted, and gives an empty ledger as such', async () => {
    assert.deepEqual(await rootsOf(w.community), []);
    assert.match((await check(await exported())).problems.join(), /without a root/);
  });

  it('closes every day by the clock; a root kept outside holds for the later export', async () => {
    await credit('a', 60);
    await w.advanceTo('2026-07-02T08:00:00+08:00');
    const [yesterday, ...none] = await rootsOf(w.community);
    assert.ok(yesterday && none.length === 0);
    assert.deepEqual([yesterday.root.day, yesterday.root.no, yesterday.root.difference], ['2026-07-02', 1, 0]);
    await credit('b', 30);
    for (const day of ['03', '04']) await w.advanceTo(`2026-07-${day}T08:00:00+08:00`);
    assert.deepEqual(
      (await rootsOf(w.community)).map(({ root }) => [root.no, root.day]),
      [
        [3, '2026-07-04'],
        [2, '2026-07-03'],
        [1, '2026-07-02'],
      ],
    );
    const verdict = await check(await exported(), yesterday);
    assert.deepEqual(verdict.problems, []);
    assert.equal(verdict.transfers, 2);
  });

  it('closes at once when staff ask, once for a key, and keeps who downloaded', async () => {
    await credit('c', 15);
    const auditor = await w.staff('points_auditor');
    const ask = () =>
      w.call(auditor.token, 'ledger.close', { params: { community: w.community }, body: {}, key: 'close-now-1' });
    const first = (await ask()).body['signed'] as ledger.SignedRoot;
    assert.equal(first.root.no, 4);
    assert.deepEqual((await ask()).body['signed'], first);
    assert.equal((await rootsOf(w.community)).length, 4);
    const [{ n }] = (await w.rows(
      `select count(*)::int as n from record where act = 'ledger_exported' and actor_id = any ($1)`,
      [readers],
    )) as [{ n: number }];
    assert.equal(n, readers.length);
  });

  it('notices what the owner of the database changed behind the application’s back', async () => {
    const [kept] = await rootsOf(w.community);
    await credit('d', 15);
    await w.rows(`alter table ledger_transfer no force row level security`);
    await w.rows(`update ledger_transfer set meta = '{"title":"x"}' where tenant_id = ${w.community} and key = 'a'`);
    await w.rows(`alter table ledger_transfer force row level security`);
    await w.advanceTo('2026-07-05T08:00:00+08:00');
    assert.match((await check(await exported(), kept)).problems.join('\n'), /not those that the kept root covers/);
  });
});
