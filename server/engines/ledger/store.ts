/** The one door from this engine to the database: a transaction of kysely or of `pg`, and strict readers of values. */
import { CompiledQuery } from 'kysely';

/** The part of a kysely transaction that the ledger uses. */
interface KyselyTransaction {
  executeQuery<R>(query: CompiledQuery<R>): Promise<{ rows: R[] }>;
}

/** The part of a `pg` client that the ledger uses. */
interface PgClient {
  query(text: string, values: unknown[]): Promise<{ rows: unknown[] }>;
}

/**
 * A running transaction whose tenant is set (`SET LOCAL app.tenant`), at READ COMMITTED. Two transactions that post
 * several times to the same accounts in different orders may deadlock; the database then ends one of them (40P01)
 * and the caller repeats it. One transfer with all its legs cannot deadlock with another.
 */
export type LedgerTx = KyselyTransaction | PgClient;

export type Row = Readonly<Record<string, unknown>>;

/** Runs one statement. `text` is always a constant of this engine. */
export async function query(tx: LedgerTx, text: string, values: readonly unknown[]): Promise<Row[]> {
  if ('executeQuery' in tx)
    return (await tx.executeQuery(CompiledQuery.raw(text, [...values]) as CompiledQuery<Row>)).rows;
  return (await tx.query(text, [...values])).rows as Row[];
}

/** The only row of an answer that always has exactly one. */
export async function queryOne(tx: LedgerTx, text: string, values: readonly unknown[]): Promise<Row> {
  const [row] = await query(tx, text, values);
  if (!row) throw new Error('ledger: the statement gave no row');
  return row;
}

/** A bigint column as a number, whether the driver gave text or a number. Throws beyond the exact range. */
export function int(value: unknown): number {
  const n = Number(value);
  if (value === null || value === undefined || !Number.isSafeInteger(n))
    throw new RangeError(`ledger: ${String(value)} is not an exact integer`);
  return n;
}

export function intOrNull(value: unknown): number | null {
  return value === null || value === undefined ? null : int(value);
}
