/** Random acts from several callers at once; afterwards the books hold what was acknowledged, and nothing else. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { at, day, issue, move, type LedgerDatabase } from './ledger-fixture.ts';
import { anyAmount, anyName, ownerOf, spendable } from './model-rules-fixture.ts';
import * as ledger from './index.ts';

const acts = fc.array(
  fc.record({
    asset: fc.constantFrom(...spendable),
    from: fc.option(anyName),
    to: anyName,
    amount: anyAmount,
    key: fc.nat(120),
    undo: fc.boolean(),
    /** To the second community, in which everybody has the same name. */
    away: fc.boolean(),
  }),
  { minLength: 80, maxLength: 120, size: 'max' },
);
type Act = typeof acts extends fc.Arbitrary<readonly (infer T)[]> ? T : never;

class Round {
  readonly sums = new Map<string, number>();
  readonly posted = new Set<string>();
  readonly db: LedgerDatabase;
  readonly here: number;
  readonly away: number;
  constructor(db: LedgerDatabase, first: number) {
    this.db = db;
    [this.here, this.away] = [first, first + 1];
  }

  add(tenant: number, name: Parameters<typeof ownerOf>[0], asset: ledger.Asset, amount: number): void {
    const key = `${tenant}/${JSON.stringify(ownerOf(name))}/${asset}`;
    this.sums.set(key, (this.sums.get(key) ?? 0) + amount);
  }

  async perform(minute: number, { asset, from, to, amount, key, undo, away }: Act): Promise<void> {
    const head = { kind: 'x', valueDate: day, at: at(minute), key: `k${key}` };
    if (away) {
      const giver = from ?? 'pool';
      // Half of them go the other way, so that opposite transfers meet.
      const [source, target] = minute % 2 === 0 ? [this.here, this.away] : [this.away, this.here];
      const request = { ...head, amounts: [{ asset, amount }], from: { tenantId: source, owner: ownerOf(giver) } };
      const answer = await this.db.inTenant(source, (tx) =>
        ledger.postBetween(tx, { ...request, to: { tenantId: target, owner: ownerOf(to) } }),
      );
      if (!answer.ok || this.posted.has(answer.fromTransfer)) return;
      this.posted.add(answer.fromTransfer);
      this.add(source, giver, asset, -amount);
      return this.add(target, to, asset, amount);
    }
    if (from === to) return;
    const tenantId = this.here;
    const legs = move(asset, from === null ? issue : ownerOf(from), ownerOf(to), amount);
    // Keys repeat among the callers, mostly with other content.
    const answer = await this.db.inTenant(tenantId, (tx) => ledger.post(tx, { ...head, tenantId, legs }));
    if (!answer.ok || this.posted.has(answer.transferId)) return;
    this.posted.add(answer.transferId);
    let sign = 1;
    if (undo) {
      const { transferId } = answer;
      const send = (i: number) =>
        this.db.inTenant(tenantId, (tx) =>
          ledger.reverse(tx, { ...head, tenantId, key: `r${minute}-${i}`, transferId, reason: 'error' }),
        );
      const undone = (await Promise.all([send(1), send(2)])).filter((one) => one.ok).length;
      assert.ok(undone <= 1, 'reversed twice');
      sign -= undone;
    }
    if (from !== null) this.add(tenantId, from, asset, -sign * amount);
    this.add(tenantId, to, asset, sign * amount);
  }

  async compare(): Promise<void> {
    for (const tenantId of [this.here, this.away])
      await this.db.inTenant(tenantId, async (tx) => {
        for (const name of ['a', 'b', 'c', 'd', 'pool'] as const) {
          const balances = await ledger.balances(tx, { tenantId, owner: ownerOf(name) });
          for (const asset of ledger.assets) {
            const sum = this.sums.get(`${tenantId}/${JSON.stringify(ownerOf(name))}/${asset}`) ?? 0;
            assert.equal(balances[asset].balance, sum, `${tenantId}/${name}/${asset}`);
          }
        }
        const report = await ledger.checkDifference(tx, tenantId);
        assert.equal(report.difference, 0, JSON.stringify(report));
        assert.deepEqual(await ledger.checkClearing(tx, tenantId), []);
      });
  }
}

/** Null when the books were right, else what went wrong. */
export async function checkConcurrent(
  db: LedgerDatabase,
  options: { readonly seed: number; readonly runs: number; readonly firstTenant: number },
): Promise<string | null> {
  let tenant = options.firstTenant;
  const details = await fc.check(
    fc.asyncProperty(acts, async (list) => {
      const round = new Round(db, tenant);
      tenant += 2;
      const queue = list.entries().toArray();
      const caller = async (): Promise<void> => {
        for (let next = queue.shift(); next; next = queue.shift()) await round.perform(...next);
      };
      await Promise.all(Array.from({ length: 8 }, caller));
      await round.compare();
    }),
    // A lost race does not repeat itself, so nothing is gained by looking for a smaller one.
    { numRuns: options.runs, seed: options.seed, endOnFailure: true },
  );
  return fc.defaultReportMessage(details) ?? null;
}
