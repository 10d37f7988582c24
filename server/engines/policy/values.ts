/** Values in force at a node: the city's value, relaxed along the chain of lower nodes (FND-05). Held in memory, dropped on a write. */
import type { Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { clauseId, parameterClause } from './clauses.ts';
import { isParameterKey, parameterKeys, parameters, relaxes, type ParameterKey } from './parameters.ts';
import { defaultStandard, type PointStandard, type StandardBody } from './standard.ts';

export interface InForce {
  readonly key: ParameterKey;
  readonly value: number;
  /** The node whose value it is. */
  readonly setAt: number;
  readonly clauseId: string;
  readonly from: Date | null;
}
interface Row {
  readonly value: number;
  readonly clauseId: string;
  readonly from: Date;
}
interface Held {
  /** Key → tenant → versions, newest first. */
  readonly rows: ReadonlyMap<string, ReadonlyMap<number, readonly Row[]>>;
  readonly standards: readonly PointStandard[];
}
const held = new WeakMap<object, Promise<Held>>();

/** Drops what is held after a parameter or a standard was written. */
export const forgetPolicy = (deps: Deps): void => void held.delete(deps.db);

function hold(deps: Deps): Promise<Held> {
  const known = held.get(deps.db);
  if (known) return known;
  const reading = read(deps);
  held.set(deps.db, reading);
  reading.catch(() => held.delete(deps.db));
  return reading;
}
async function read(deps: Deps): Promise<Held> {
  const rows = await deps.db
    .selectFrom('parameter')
    .select(['tenant_id', 'key', 'value', 'clause_id', 'valid_from'])
    .orderBy('valid_from', 'desc')
    .execute();
  const byKey = new Map<string, Map<number, Row[]>>();
  for (const r of rows) {
    const byTenant = byKey.get(r.key) ?? new Map<number, Row[]>();
    byKey.set(r.key, byTenant);
    byTenant.set(r.tenant_id, [
      ...(byTenant.get(r.tenant_id) ?? []),
      { value: r.value, clauseId: r.clause_id, from: r.valid_from },
    ]);
  }
  const standards = await deps.db.selectFrom('point_standard').selectAll().where('state', '=', 'active').execute();
  return {
    rows: byKey,
    standards: standards.map((s) => ({
      ...(s.body as StandardBody),
      id: s.standard_id,
      city: s.city_id,
      version: s.version,
      title: s.title,
      clauseId: s.clause_id,
      effective: s.effective_at,
    })),
  };
}

/** What is in force for one key at a node, with the node that set it and the clause. */
export async function inForce(deps: Deps, tenant: number, key: ParameterKey): Promise<InForce> {
  return fold(deps, await hold(deps), tenant, key);
}
/** The node's chain from its city; a unit that hangs below no city answers to the city of this deployment. */
export function chainFromCity(
  deps: Deps,
  tenant: number,
): readonly { readonly tenant: number; readonly level: string }[] {
  const chain = deps.territory.chain(tenant);
  if (chain[0]?.level === 'city') return chain;
  const home = deps.deployment.home === null ? undefined : deps.territory.chain(deps.deployment.home)[0];
  const city = home?.level === 'city' ? home : deps.territory.all().find((n) => n.level === 'city');
  return city ? [city, ...chain] : chain;
}
function fold(deps: Deps, all: Held, tenant: number, key: ParameterKey): InForce {
  const now = deps.clock.now().getTime();
  const chain = chainFromCity(deps, tenant);
  const byTenant = all.rows.get(key);
  const definition = parameters[key];
  let result: InForce = {
    key,
    value: definition.value,
    setAt: chain[0]?.tenant ?? tenant,
    clauseId: parameterClause(key),
    from: null,
  };
  if (!byTenant) return result;
  for (const node of chain) {
    const row = byTenant.get(node.tenant)?.find((r) => r.from.getTime() <= now);
    // A lower value that the city has meanwhile overtaken no longer binds anyone harder than the city does.
    if (row && (node.level === 'city' || relaxes(definition.direction, result.value, row.value)))
      result = { key, value: row.value, setAt: node.tenant, clauseId: row.clauseId, from: row.from };
  }
  return result;
}

/** The value in force at a node, in the unit that ends its key. */
export async function number(deps: Deps, tenant: number, key: ParameterKey): Promise<number> {
  return fold(deps, await hold(deps), tenant, key).value;
}
/** All values in force at a node. */
export async function numbers(deps: Deps, tenant: number): Promise<Record<ParameterKey, number>> {
  const all = await hold(deps);
  return Object.fromEntries(parameterKeys.map((key) => [key, fold(deps, all, tenant, key).value])) as Record<
    ParameterKey,
    number
  >;
}
export async function allInForce(deps: Deps, tenant: number): Promise<readonly InForce[]> {
  const all = await hold(deps);
  return parameterKeys.filter(isParameterKey).map((key) => fold(deps, all, tenant, key));
}

/** An earlier version, by which what was posted stays explained; the active one where that version is not known. */
export async function standardOfVersion(
  deps: Deps,
  tx: Tx,
  tenant: number,
  version: number,
): Promise<StandardBody & { readonly version: number }> {
  const active = await activeStandard(deps, tenant);
  if (active.version === version) return active;
  const row = await tx
    .selectFrom('point_standard')
    .select(['version', 'body'])
    .where('city_id', '=', active.city)
    .where('version', '=', version)
    .executeTakeFirst();
  return row ? { ...(row.body as StandardBody), version: row.version } : active;
}

/** The standard by which every community of the node's city counts (PTS-01). */
export async function activeStandard(deps: Deps, tenant: number): Promise<PointStandard> {
  const city = chainFromCity(deps, tenant)[0]?.tenant ?? tenant;
  const found = (await hold(deps)).standards.find((s) => s.city === city);
  if (found) return found;
  // A city that has not been set up yet counts by the product's defaults, so that a figure always has an explanation.
  return {
    ...defaultStandard,
    id: clauseId('default.points'),
    city,
    version: 0,
    title: '产品默认积分标准',
    clauseId: clauseId('default.points'),
    effective: new Date(0),
  };
}
