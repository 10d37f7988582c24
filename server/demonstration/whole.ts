/** Whether a demonstration's first start came to its end. A month of history takes many transactions; half of it is none. */
import { withClient } from '../platform/postgres.ts';

const mark = 'shaoying demonstration, whole';

/** True when the database was opened to its end. `ownerUrl` is the owner's address of that database. */
export async function isWhole(ownerUrl: string): Promise<boolean> {
  return withClient(ownerUrl, async (client) => {
    const found = await client.query<{ mark: string | null }>(
      "select shobj_description(oid, 'pg_database') as mark from pg_database where datname = current_database()",
    );
    return found.rows[0]?.mark === mark;
  });
}

/** Written as the last act of the first start, on the database itself, so that it goes when the database goes. */
export async function markWhole(ownerUrl: string): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ command: string }>(
      "select format('comment on database %I is %L', current_database(), $1::text) as command",
      [mark],
    );
    await client.query(rows[0]!.command);
  });
}
