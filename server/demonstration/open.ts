/** Opens the demonstration: an empty database of its own becomes a community with a month of history. */
import type pg from 'pg';
import { loadTerritory } from '../platform/territory.ts';
import { addMs, day_ms, drivenClock } from '../platform/clock.ts';
import type { Deps } from '../platform/context.ts';
import { inTransaction } from '../platform/database.ts';
import { idsOf, seededRandom } from '../platform/ids.ts';
import { done } from '../platform/outcome.ts';
import { useClock } from './accounts.ts';
import { dice, estates, seed } from './cast.ts';
import { planPopulation } from './population.ts';
import { simulateMonth } from './simulate.ts';
import { communityCode, writeGround, type Ground } from './write-ground.ts';
import { writePopulation } from './write-population.ts';

export interface OpenOptions {
  readonly pool: pg.Pool;
  readonly say: (line: string) => void;
  /** Days of history; 0 opens the community without any. */
  readonly history_d?: number;
  /** Orders of the history. */
  readonly orders?: number;
  /** Told how often each route agreed, and refused with which code, while the history was lived. */
  readonly counted?: (counts: ReadonlyMap<string, number>) => void;
}
const history_d = 30;
const orders = 250;

/** Answers with the deployment's world: the same dependencies with the open community as home. Runs once per database. */
export async function openDemonstration(deps: Deps, options: OpenOptions): Promise<Deps> {
  if (deps.deployment.kind !== 'demonstration')
    throw new Error('Only a demonstration deployment opens the demonstration');
  useClock(deps.clock);
  const standing = await deps.db
    .selectFrom('tenant')
    .innerJoin('tenant_code', 'tenant_code.tenant_id', 'tenant.tenant_id')
    .select('tenant.tenant_id')
    .where('code', '=', communityCode)
    .where('opened_at', 'is not', null)
    .executeTakeFirst();
  if (standing) {
    await deps.territory.reload();
    return { ...deps, deployment: { ...deps.deployment, home: standing.tenant_id } };
  }
  const days = options.history_d ?? history_d;
  options.say('正在准备演示社区（只在第一次启动时） Preparing the demonstration, once …');
  const clock = drivenClock(addMs(deps.clock.now(), -days * day_ms));
  const past: Deps = { ...deps, clock, ids: idsOf(clock, seededRandom(seed)) };
  const ground = await populate(past);
  const territory = await loadTerritory(deps.db);
  await deps.territory.reload();
  const deployment = { ...deps.deployment, home: ground.community };
  options.say('  居民、在职党员、单位、物业已就位 people, units and property companies are in place');
  if (days > 0)
    await simulateMonth(
      { ...past, territory, deployment, log: () => undefined },
      { ...options, clock, ground, until: deps.clock.now(), orders: options.orders ?? orders },
    );
  return { ...deps, deployment };
}

/** Ground and people in one transaction: an interrupted first start leaves nothing half done. */
async function populate(deps: Deps): Promise<Ground> {
  const population = planPopulation(
    () => deps.ids.next(),
    estates.map((e) => e.buildings),
  );
  const outcome = await inTransaction(deps.db, {}, async (tx) => {
    const ground = await writeGround(deps, tx, dice('ground'), population.households, population.souls.length);
    await writePopulation(deps, tx, ground, population);
    return done(ground);
  });
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.value;
}
