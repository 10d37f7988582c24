/**
 * Keeps books of its own from acknowledgements alone, and at the end compares them with what the database holds: each
 * acknowledged transfer once, with its legs; nothing that was never acknowledged; every balance to the minute.
 */
import pg from 'pg';
import * as ledger from '../../server/engines/ledger/index.ts';
import { tenantId } from './acts.ts';

/** What an acknowledged act moved: owner name → amount. */
export type Movement = ReadonlyMap<string, number>;
export const nameOf = (owner: ledger.Owner): string => `${owner.ownerKind}:${owner.ownerId}`;

export interface Audit {
  readonly transfers: number;
  /** Acknowledged, and not in the books. */
  readonly lost: number;
  /** In the books more often than acknowledged, or never acknowledged, or acknowledged under two numbers. */
  readonly duplicated: number;
  /** Accounts whose balance or amount held differs, transfers with other legs, and what the ledger's own proof finds. */
  readonly drift: number;
  readonly findings: readonly string[];
}

export class Auditor {
  private readonly posted = new Map<string, { readonly id: string; readonly moved: Movement }>();
  private readonly held = new Map<string, { readonly name: string; readonly amount: number }>();
  private readonly findings: string[] = [];
  private twice = 0;

  /** A transfer was acknowledged. A second acknowledgement must name the same transfer. */
  acknowledge(key: string, id: string, moved: Movement): void {
    const known = this.posted.get(key);
    if (known && known.id !== id) {
      this.twice += 1;
      this.findings.push(`${key} was acknowledged as ${known.id} and as ${id}`);
    }
    this.posted.set(key, { id, moved });
  }
  hold(id: string, name: string, amount: number): void {
    this.held.set(id, { name, amount });
  }
  close(id: string): void {
    this.held.delete(id);
  }
  /** An answer that cannot be right. */
  wrong(sentence: string): void {
    this.findings.push(sentence);
  }
  get acknowledged(): number {
    return this.posted.size;
  }

  async audit(appUrl: string): Promise<Audit> {
    const client = new pg.Client({ connectionString: appUrl });
    await client.connect();
    try {
      await client.query(`begin isolation level repeatable read; set local app.tenant = '${tenantId}'`);
      const { lost, duplicated, drift } = await this.compare(client);
      const proof = await ledger.checkDifference(client, tenantId);
      if (proof.difference !== 0)
        this.findings.push(`the ledger's own proof finds ${JSON.stringify(proof).slice(0, 300)}`);
      const wrong = this.findings.length;
      return {
        transfers: this.posted.size,
        lost,
        duplicated: duplicated + this.twice,
        drift:
          drift +
          (proof.difference === 0 ? 0 : 1) +
          (wrong > 0 && lost + duplicated + drift + this.twice === 0 ? wrong : 0),
        findings: this.findings,
      };
    } finally {
      await client.end();
    }
  }

  private async compare(client: pg.Client): Promise<{ lost: number; duplicated: number; drift: number }> {
    const { rows } = await client.query<{ key: string; transfer_id: string; moved: Record<string, number> }>(
      `select t.key, t.transfer_id, jsonb_object_agg(a.owner_kind || ':' || a.owner_id, e.amount) as moved
       from ledger_transfer t
       join ledger_entry e on e.tenant_id = $1 and e.transfer_id = t.transfer_id
       join ledger_account a on a.tenant_id = $1 and a.account_id = e.account_id
       where t.tenant_id = $1 group by t.key, t.transfer_id`,
      [tenantId],
    );
    const kept = new Map(rows.map((row) => [row.key, row]));
    const missing = [...this.posted].filter(([key, { id }]) => kept.get(key)?.transfer_id !== id);
    const unknown = rows.filter((row) => !this.posted.has(row.key));
    const other = [...this.posted].filter(([key, { moved }]) => {
      const there = kept.get(key);
      return there !== undefined && !same(moved, new Map(Object.entries(there.moved)));
    });
    for (const [key] of missing.slice(0, 5)) this.findings.push(`${key} was acknowledged and is lost`);
    for (const row of unknown.slice(0, 5)) this.findings.push(`${row.key} is in the books and was never acknowledged`);
    for (const [key] of other.slice(0, 5)) this.findings.push(`${key} has other legs than asked for`);
    return {
      lost: missing.length,
      duplicated: unknown.length,
      drift: other.length + (await this.compareBalances(client)) + (await this.compareLines(client)),
    };
  }

  /** Each account runs from line to line without a gap, each with the balance that the one before left. */
  private async compareLines(client: pg.Client): Promise<number> {
    const { rows } = await client.query<{ wrong: number }>(
      `select count(*)::int as wrong from (
         select entry_no - row_number() over mine as gap, balance_after - sum(amount) over mine as off
         from ledger_entry where tenant_id = $1 and balance_after is not null
         window mine as (partition by account_id order by entry_no)) x where gap <> 0 or off <> 0`,
      [tenantId],
    );
    const wrong = rows[0]?.wrong ?? 0;
    if (wrong > 0) this.findings.push(`${wrong} lines do not follow from the line before`);
    return wrong;
  }

  private async compareBalances(client: pg.Client): Promise<number> {
    const sums = new Map<string, number>();
    const add = (map: Map<string, number>, name: string, amount: number): void =>
      void map.set(name, (map.get(name) ?? 0) + amount);
    for (const { moved } of this.posted.values()) for (const [name, amount] of moved) add(sums, name, amount);
    const holds = new Map<string, number>();
    for (const { name, amount } of this.held.values()) add(holds, name, amount);
    const { rows } = await client.query<{ name: string; balance: string; held: string }>(
      `select owner_kind || ':' || owner_id as name, balance::text, held::text from ledger_account
       where tenant_id = $1 and balance is not null`,
      [tenantId],
    );
    const wrong = rows.filter(
      (row) => Number(row.balance) !== (sums.get(row.name) ?? 0) || Number(row.held) !== (holds.get(row.name) ?? 0),
    );
    for (const row of wrong.slice(0, 5))
      this.findings.push(
        `${row.name} has ${row.balance} (held ${row.held}), not ${sums.get(row.name) ?? 0} (${holds.get(row.name) ?? 0})`,
      );
    return wrong.length;
  }
}

const same = (a: Movement, b: Movement): boolean =>
  a.size === b.size && [...a].every(([name, amount]) => b.get(name) === amount);
