/** The check of an export against tampering of every kind: the ledger is a real one, the tampering is fast-check's choice. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import {
  at,
  day,
  issue,
  ledgerDatabase,
  move,
  person,
  pool,
  transferId,
} from '../server/engines/ledger/ledger-fixture.ts';
import type { LedgerDatabase } from '../server/engines/ledger/ledger-fixture.ts';
import * as ledger from '../server/engines/ledger/index.ts';
import {
  genesisOf,
  headLine,
  itemLine,
  linkOf,
  rootLine,
  rootText,
  type Item,
  type SignedRoot,
  type TransferItem,
} from '../server/engines/ledger/seal-format.ts';
import { drivenClock, type DrivenClock } from '../server/platform/clock.ts';
import { connect, inTransaction, type Pools, type Tx } from '../server/platform/database.ts';
import { done } from '../server/platform/outcome.ts';
import { signerOf, type Signer } from '../server/platform/signer.ts';
import { transferHash } from './verify-ledger-books.ts';
import { verifyExport, type Verdict, type VerifyOptions } from './verify-ledger-export.ts';

const tenantId = 7;

describe('the check of an export', () => {
  let db: LedgerDatabase;
  let pools: Pools;
  let clock: DrivenClock;
  let signer: Signer;
  let stranger: Signer;
  let keys: string;
  /** Yesterday's root, kept outside, and today's export. */
  let kept: SignedRoot;
  let text: string;

  before(async () => {
    keys = mkdtempSync(join(tmpdir(), 'shaoying-verify-'));
    db = await ledgerDatabase(10);
    pools = connect(db.appUrl, 6);
    clock = drivenClock(new Date('2026-03-02T20:00:00+08:00'));
    signer = signerOf(join(keys, 'own.json'), 'ed25519');
    stranger = signerOf(join(keys, 'stranger.json'), 'ed25519');
    await firstDay();
    kept = await close();
    clock.set(new Date('2026-03-03T20:00:00+08:00'));
    await secondDay();
    await close();
    text = await exported();
  });
  after(async () => {
    await pools.close();
    await db.close();
    rmSync(keys, { recursive: true, force: true });
  });

  const run = <T>(work: (tx: Tx) => Promise<T>, tenant = tenantId): Promise<T> =>
    inTransaction(pools.db, { tenant }, async (tx) => done(await work(tx))).then((answer) => {
      assert.ok(answer.ok);
      return answer.value;
    });
  const close = async (tenant = tenantId): Promise<SignedRoot> => {
    for (;;) {
      const { signed, isMore } = await run(
        (tx) => ledger.closeBooks({ clock, signer }, tx, tenant, { atMost: 40 }),
        tenant,
      );
      if (isMore) continue;
      assert.ok(signed);
      return signed;
    }
  };
  const exported = async (tenant = tenantId): Promise<string> => {
    let all = '';
    for await (const part of ledger.exportSealed((work) => run(work, tenant), tenant)) all += part;
    return all;
  };
  const post = (key: string, minute: number, legs: ledger.Leg[], meta: ledger.Meta = {}) =>
    run((tx) => ledger.post(tx, { tenantId, key, kind: 'service.hours', valueDate: day, at: at(minute), meta, legs }));

  async function firstDay(): Promise<void> {
    for (let i = 0; i < 24; i += 1) {
      const who = person(`p${i % 5}`);
      const legs = [...move('time_minutes', issue, who, 30 + i), ...move('annual_minutes', issue, who, 30 + i)];
      // Four postings share a minute, so that ties are sealed too.
      await post(`hours:${i}`, Math.floor(i / 4), legs, { title: `探访${i}`, no: i, kept: i % 2 === 0, note: null });
    }
    await post('gift:1', 7, move('time_minutes', person('p1'), person('p2'), 20));
  }

  async function secondDay(): Promise<void> {
    const wrong = transferId(await post('hours:wrong', 10, move('time_minutes', issue, person('p3'), 500)));
    await run((tx) =>
      ledger.reverse(tx, {
        tenantId,
        key: 'undo',
        kind: 'correction',
        at: at(10),
        transferId: wrong,
        reason: '登记有误',
      }),
    );
    const account = { tenantId, owner: person('p4'), asset: 'time_minutes' as const };
    await run((tx) => ledger.setLimits(tx, { ...account, floor: -60, cap: 400 }));
    const { available } = (await run((tx) => ledger.balances(tx, account))).time_minutes;
    await post('below zero', 12, move('time_minutes', person('p4'), pool, available + 45));
    await post('back', 13, move('time_minutes', pool, person('p4'), 45));
    await run((tx) => ledger.setLimits(tx, { ...account, floor: 0, cap: null }));
    const held = await run((tx) =>
      ledger.hold(tx, { ...account, owner: person('p2'), key: 'h', amount: 40, at: at(14) }),
    );
    assert.ok(held.ok);
    const to = [{ ...person('p0'), asset: 'time_minutes' as const, amount: 25 }];
    const settled = { tenantId, key: 's', kind: 'settle', valueDate: day, at: at(15), holdId: held.holdId, to };
    await run((tx) => ledger.settleHold(tx, settled));
  }

  const check = (what: string | Buffer, options: VerifyOptions = { kept }): Promise<Verdict> => {
    const bytes = Buffer.from(what);
    const parts = async function* () {
      // Parts that end inside lines.
      for (let from = 0; from < bytes.length; from += 777) yield bytes.subarray(from, from + 777);
    };
    return verifyExport(parts(), options).catch(
      (error: Error) => ({ ok: false, problems: [error.message] }) as unknown as Verdict,
    );
  };
  const finds = async (what: string | Buffer, sentence?: RegExp, options?: VerifyOptions): Promise<void> => {
    const verdict = await check(what, options);
    assert.equal(verdict.ok, false, 'the tampering was not found');
    if (sentence) assert.match(verdict.problems.join('\n'), sentence);
  };
  const linesOf = (): string[] => text.trimEnd().split('\n');
  const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
  const itemsOf = (): Item[] =>
    linesOf()
      .slice(1, -1)
      .map((line) => JSON.parse(line) as Item);

  /** What somebody can make who holds the deployment's key: an export that is whole in itself. */
  const resealed = (items: readonly Item[], by: Signer = signer): string => {
    const lines = items.map(itemLine);
    const chain = lines.reduce((end, line) => linkOf(end, line), genesisOf(tenantId)).toString('hex');
    const last = JSON.parse(linesOf().at(-1)!) as SignedRoot;
    const root = { ...last.root, position: items.length, chain };
    const signature = by.sign(Buffer.from(rootText(root))).toString('hex');
    const key = { id: by.keyId, algorithm: by.algorithm, publicKey: by.publicKey };
    return textOf([headLine(tenantId), ...lines, rootLine({ root, signature, key })]);
  };
  /** All items, with one transfer changed and given the hash of what it says now. */
  const withChanged = (key: string, change: (item: TransferItem) => TransferItem): Item[] =>
    itemsOf().map((item) => {
      if (!('transfer' in item) || item.key !== key) return item;
      const changed = change(item);
      return { ...changed, hash: transferHash(tenantId, changed) };
    });
  const entry = (
    item: TransferItem,
    no: number,
    change: Partial<Record<0 | 1 | 2 | 3 | 4, unknown>>,
  ): TransferItem => ({
    ...item,
    entries: item.entries.map((e, i) => (i === no ? (Object.assign([...e], change) as unknown as typeof e) : e)),
  });

  it('finds nothing wrong with what the ledger gave, and counts it', async () => {
    const verdict = await check(text);
    assert.deepEqual(verdict.problems, []);
    const count = await run((tx) =>
      tx
        .selectFrom('ledger_entry')
        .select((e) => [
          e.fn.countAll<number>().as('entries'),
          e.fn.count<number>('transfer_id').distinct().as('transfers'),
        ])
        .where('tenant_id', '=', tenantId)
        .executeTakeFirstOrThrow(),
    );
    assert.deepEqual([verdict.transfers, verdict.entries], [count.transfers, count.entries]);
    assert.ok(verdict.root!.position > kept.root.position && verdict.items === verdict.root!.position);
    assert.equal(verdict.root!.difference, 0);
    assert.deepEqual((await check(resealed(itemsOf()))).problems, []);
  });

  it('finds one flipped bit anywhere', async () => {
    const bytes = Buffer.from(text);
    const anywhere = fc.record({ at: fc.nat(bytes.length - 1), bit: fc.nat(7) });
    await fc.assert(
      fc.asyncProperty(anywhere, async ({ at: place, bit }) => {
        const flipped = Buffer.from(bytes);
        flipped[place]! ^= 1 << bit;
        await finds(flipped);
      }),
      { numRuns: 400, seed: 20260303 },
    );
  });

  it('finds a removed, doubled or moved line, and a cut end', async () => {
    const lines = linesOf();
    const place = fc.nat(lines.length - 1);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('remove', 'double', 'swap', 'cut', 'shorten'),
        place,
        place,
        async (how, a, b) => {
          const changed = [...lines];
          if (how === 'remove') changed.splice(a, 1);
          else if (how === 'double') changed.splice(a, 0, lines[a]!);
          else if (how === 'cut') changed.splice(a);
          // The end is removed, and the root is put behind what is left.
          else if (how === 'shorten') changed.splice(Math.min(a + 1, lines.length - 2), lines.length, lines.at(-1)!);
          else [changed[a], changed[b]] = [lines[b]!, lines[a]!];
          fc.pre(how !== 'swap' || a !== b);
          await finds(textOf(changed));
        },
      ),
      { numRuns: 300, seed: 20260304 },
    );
    await finds(text.slice(0, -1), /no end/);
    await finds('', /empty/);
    await finds(`${text}${lines[1]}\n`, /follows the root/);
  });

  it('finds what was sealed anew, also with the deployment’s own key', async () => {
    const items = itemsOf();
    const covered = (verdict: Verdict) =>
      assert.match(verdict.problems.join('\n'), /not those that the kept root covers|kept root covers/);
    covered(await check(resealed(withChanged('hours:3', (item) => ({ ...item, meta: { ...item.meta, no: 4 } })))));
    covered(await check(resealed(items.slice(0, kept.root.position - 1))));
    const gift = items.findIndex((item) => 'transfer' in item && item.key === 'gift:1');
    covered(await check(resealed(items.toSpliced(gift, 1))));
    covered(await check(resealed([...items.slice(1, 3), items[0]!, ...items.slice(3)])));
    await finds(resealed(items, stranger), /signed by key/);
    assert.ok((await check(resealed(items, stranger), { kept, acceptKeys: [stranger.keyId] })).ok);
    // A root under a key's id that is not that key.
    const last = JSON.parse(linesOf().at(-1)!) as SignedRoot;
    const forged = rootLine({ ...last, key: { ...last.key, publicKey: stranger.publicKey } });
    await finds(textOf([...linesOf().slice(0, -1), forged]), /not the key of its id/, {});
    await finds(text, /signature of the root does not hold/, {
      kept: { ...kept, root: { ...kept.root, position: 1 } },
    });
    await finds(text, /is of community/, { kept: { ...kept, root: { ...kept.root, tenant: 8 } } });
  });

  it('keeps the books by itself: a whole chain over wrong books is wrong', async () => {
    const wrong = (items: Item[], sentence: RegExp) => finds(resealed(items), sentence, {});
    const legs = (item: TransferItem) => item.entries;
    await wrong(
      withChanged('gift:1', (t) => entry(t, 1, { 2: 21 })),
      /does not balance/,
    );
    const more = withChanged('gift:1', (t) =>
      entry(entry(t, 0, { 2: legs(t)[0]![2] - 1 }), 1, { 2: legs(t)[1]![2] + 1 }),
    );
    await wrong(more, /the entry says/);
    await wrong(
      withChanged('gift:1', (t) => entry(t, 1, { 3: legs(t)[1]![3] + 1 })),
      /is missing|there twice/,
    );
    await wrong(
      withChanged('hours:0', (t) => entry(t, 0, { 3: 1 })),
      /keeps no running balance/,
    );
    await wrong(
      withChanged('undo', (t) => ({ ...t, reason: null })),
      /has a reason/,
    );
    const [original] = itemsOf().filter((item) => 'transfer' in item && item.key === 'hours:1');
    const other = (original as TransferItem).transfer;
    await wrong(
      withChanged('undo', (t) => ({ ...t, reverses: other })),
      /not the opposite/,
    );
    await wrong(
      withChanged('hours:2', (t) => ({ ...t, key: 'hours:1' })),
      /key was used/,
    );
    await wrong(
      withChanged('hours:2', (t) => ({ ...t, transfer: other })),
      /was read before/,
    );
    await wrong(
      withChanged('undo', (t) => ({ ...t, postedAt: t.postedAt - 6e5 })),
      /go back/,
    );
    const items = itemsOf();
    await wrong(
      items.filter((item) => !('limits' in item && item.changeNo === 1)),
      /is missing|below its floor/,
    );
    const capped = items.map((item) => ('limits' in item && item.changeNo === 1 ? { ...item, cap: -50 } : item));
    await wrong(capped, /above its cap/);
    await wrong(
      items.map((item) => ('limits' in item ? { ...item, floor: 0 } : item)),
      /below its floor/,
    );
    await wrong(
      items.filter((item) => !('account' in item && item.ownerId === 'p4')),
      /never opened/,
    );
    await wrong(
      items.map((item) => ('account' in item && item.ownerId === 'p4' ? { ...item, asset: 'fund_fen' } : item)),
      /keeps fund_fen/,
    );
    await wrong([items[0]!, ...items], /opened before/);
    const unhashed = items.map((item) =>
      'transfer' in item && item.key === 'gift:1' ? { ...item, kind: 'other' } : item,
    );
    await wrong(unhashed, /hash is not that/);
  });

  it('knows a reversal that is not the opposite, comes twice or reverses a reversal', async () => {
    const items = itemsOf();
    const undo = items.find((item) => 'transfer' in item && item.key === 'undo') as TransferItem;
    const again = (change: Partial<TransferItem>) => {
      const next = { ...undo, transfer: undo.transfer.replace(/^0/, '1'), key: 'undo again', ...change };
      const entries = next.entries.map(
        ([a, s, n, no, b]) => [a, s, n, no === 0 ? 0 : no + 1, b === null ? null : b + n] as const,
      );
      const whole = { ...next, entries } as TransferItem;
      return [...items, { ...whole, hash: transferHash(tenantId, whole) }];
    };
    await finds(resealed(again({})), /reversed twice/, {});
    await finds(resealed(again({ reverses: undo.transfer })), /a reversal is reversed/, {});
    await finds(resealed(again({ reverses: undo.transfer.replace(/^0/, '2') })), /reverses is not there/, {});
    // The same books, had the gift been one of honour.
    const honour = JSON.parse(JSON.stringify(items).replaceAll('time_minutes', 'honour_points')) as Item[];
    const whole = honour.map((item) => ('transfer' in item ? { ...item, hash: transferHash(tenantId, item) } : item));
    await finds(resealed(whole), /lowered by something else/, {});
  });

  it('gives a transfer that commits late its place, and takes turns when two close at once', async () => {
    const tenant = 8;
    const legs = (n: number) => move('time_minutes', issue, person(`q${n % 3}`), 1 + n);
    const postOne = (n: number) =>
      run((tx) => ledger.post(tx, { ...old, key: `n${n}`, at: at(60 + (n % 4)), legs: legs(n) }), tenant);
    const old = { tenantId: tenant, kind: 'x', valueDate: day };
    // The account of issue is open before, else the late transfer's opening would hold all others up.
    await postOne(0);
    const late = await pools.pool.connect();
    await late.query(`begin; set local app.tenant = '${tenant}'`);
    await ledger.post(late, { ...old, key: 'late', at: at(0), legs: move('time_minutes', issue, person('late'), 5) });
    for (let n = 1; n < 10; n += 1) await postOne(n);
    const first = await close(tenant);
    await late.query('commit');
    late.release();
    await Promise.all([
      ...Array.from({ length: 20 }, (_, n) => postOne(10 + n)),
      ...Array.from({ length: 3 }, () => close(tenant)),
    ]);
    const last = await close(tenant);
    const verdict = await check(await exported(tenant), { kept: first });
    assert.deepEqual(verdict.problems, []);
    assert.equal(verdict.transfers, 31);
    assert.equal(last.root.position, verdict.items);
    assert.equal(last.root.no, 5);
  });

  it('lets the application change nothing that was sealed', async () => {
    for (const table of ['ledger_sealed', 'ledger_root', 'ledger_chain', 'ledger_limit']) {
      const changed = await run(async (tx) => {
        const deleted = await tx
          .deleteFrom(table as 'ledger_root')
          .where('tenant_id', '=', tenantId)
          .executeTakeFirst();
        return Number(deleted.numDeletedRows);
      }).catch(() => 0);
      assert.equal(changed, 0, table);
    }
    await assert.rejects(
      run((tx) => ledger.closeBooks({ clock, signer }, tx, 9), tenantId),
      /not the tenant of this transaction/,
    );
  });
});
