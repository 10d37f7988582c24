/** Reads every row of a restored database, which checks every page's sum, and proves that its books balance. */
import { checkDifference } from '../server/engines/ledger/index.ts';
import { connect, inTransaction } from '../server/platform/database.ts';
import { done } from '../server/platform/outcome.ts';
import { withClient, type Postgres } from '../server/platform/postgres.ts';

/** Throws when a page is broken or the books do not balance. */
export async function inspectCopy(postgres: Postgres, database: string): Promise<{ tables: number; rows: number }> {
  const url = new URL(postgres.adminUrl);
  url.pathname = `/${encodeURIComponent(database)}`;
  const { tables, rows, tenants } = await withClient(url.href, async (client) => {
    const found = await client.query<{ name: string }>(
      `select quote_ident(relname) as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace`,
    );
    let sum = 0;
    for (const { name } of found.rows) {
      // The whole row is read, not only counted, so that values kept apart are read as well.
      const counted = await client.query<{ n: string }>(`select count(length(t::text)) as n from ${name} t`);
      sum += Number(counted.rows[0]?.n ?? 0);
    }
    const booked = await client.query<{ tenant_id: number }>('select distinct tenant_id from ledger_account');
    return { tables: found.rows.length, rows: sum, tenants: booked.rows.map((row) => row.tenant_id) };
  });
  const pools = connect(postgres.appUrl(database), 2);
  try {
    for (const tenant of tenants) {
      const outcome = await inTransaction(pools.db, { tenant }, async (tx) =>
        done(await checkDifference(tx as never, tenant)),
      );
      if (!outcome.ok || outcome.value.difference !== 0)
        throw new Error(`The books of ${tenant} do not balance in the copy.`);
    }
  } finally {
    await pools.close();
  }
  return { tables, rows };
}
