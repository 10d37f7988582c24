/** A copy is older than some farewells: takes out again who has closed an account since it was made. */
import { join } from 'node:path';
import { erasePerson } from '../server/systems/accounts/index.ts';
import type { Config } from '../server/config.ts';
import { connect, inTransaction } from '../server/platform/database.ts';
import { systemRandom } from '../server/platform/ids.ts';
import { keyRing } from '../server/platform/keys.ts';
import { done } from '../server/platform/outcome.ts';
import type { Postgres } from '../server/platform/postgres.ts';

/** Gives how many there were. */
export async function eraseWhoLeft(
  postgres: Postgres,
  config: Pick<Config, 'kind' | 'database'>,
  dataDir: string,
  left: readonly { personId: string; at: Date }[],
): Promise<number> {
  const keys = keyRing(join(dataDir, `keys-${config.kind}.json`), systemRandom);
  const pools = connect(postgres.appUrl(config.database), 2);
  let erased = 0;
  try {
    for (const { personId, at } of left) {
      const outcome = await inTransaction(pools.db, { persons: [personId] }, async (tx) => {
        const person = await tx
          .selectFrom('person')
          .select('state')
          .where('person_id', '=', personId)
          .executeTakeFirst();
        if (!person || person.state === 'closed') return done(0);
        await erasePerson({ keys }, tx, personId, at);
        return done(1);
      });
      if (outcome.ok) erased += outcome.value;
    }
  } finally {
    await pools.close();
  }
  return erased;
}
