/** The territory tree in memory: small public reference data that every authorisation asks. */
import type { Db } from './database.ts';

export interface Node {
  readonly tenant: number;
  readonly level: 'city' | 'district' | 'street' | 'community' | 'unit';
  readonly name: string;
  readonly parent: number | null;
  readonly path: readonly number[];
  readonly code: string | null;
  readonly opened: boolean;
  readonly hotline: string | null;
  readonly duty: string | null;
  readonly lat: number | null;
  readonly lng: number | null;
  readonly population: number;
  readonly households: number;
}
export interface Territory {
  get(tenant: number): Node | undefined;
  /** Does a grant at `scope` reach `tenant` (the same node or one below)? */
  covers(scope: number, tenant: number): boolean;
  /** The node and its ancestors from the city downwards. */
  chain(tenant: number): readonly Node[];
  all(): readonly Node[];
  reload(): Promise<void>;
}

export async function loadTerritory(db: Db): Promise<Territory> {
  let nodes = new Map<number, Node>();
  const reload = async () => {
    const rows = await db
      .selectFrom('tenant')
      .leftJoin('tenant_code', (j) =>
        j.onRef('tenant_code.tenant_id', '=', 'tenant.tenant_id').on('tenant_code.valid_to', 'is', null),
      )
      .select([
        'tenant.tenant_id',
        'level',
        'name',
        'parent_id',
        'path',
        'code',
        'opened_at',
        'hotline',
        'duty_text',
        'lat',
        'lng',
        'population',
        'households',
      ])
      .orderBy('tenant.tenant_id')
      .execute();
    nodes = new Map(
      rows.map((r) => [
        r.tenant_id,
        {
          tenant: r.tenant_id,
          level: r.level as Node['level'],
          name: r.name,
          parent: r.parent_id,
          path: r.path,
          code: r.code,
          opened: r.opened_at !== null,
          hotline: r.hotline,
          duty: r.duty_text,
          lat: r.lat,
          lng: r.lng,
          population: r.population,
          households: r.households,
        },
      ]),
    );
  };
  await reload();
  return {
    get: (tenant) => nodes.get(tenant),
    covers: (scope, tenant) => scope === tenant || (nodes.get(tenant)?.path.includes(scope) ?? false),
    chain: (tenant) =>
      (nodes.get(tenant)?.path ?? []).map((t) => nodes.get(t)).filter((n): n is Node => n !== undefined),
    all: () => [...nodes.values()],
    reload,
  };
}
