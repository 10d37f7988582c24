/**
 * Top candidates for one order in a city of a million members: the city index against a look at every member over the same
 * typed arrays, in the same run; and the change of one member against filling the index anew. Ratios are what counts.
 */
import { parseArgs } from 'node:util';
import { cityRules, invent, rareSkill, type City } from '../dispatch/city/city-fixture.ts';
import { CityIndex, CityRecords, type CityMember } from '../dispatch/index.ts';

const side_m = 40_000;

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      members: { type: 'string', default: '1000000' },
      queries: { type: 'string', default: '4000' },
      scans: { type: 'string', default: '60' },
      seed: { type: 'string', default: '20261123' },
    },
  });
  const count = Number(values.members);
  const city = invent(Number(values.seed), side_m, count);
  const before_MB = rss_MB();
  const { records, write_ms, known } = written(city, count);
  const records_MB = rss_MB() - before_MB;
  let index = new CityIndex(cityRules, side_m);
  const build_us = cpu_us(() => (index = CityIndex.of(cityRules, side_m, records)), 1);
  console.log(
    `${count} members, seed ${values.seed}: records written in ${(write_ms / 1000).toFixed(2)} s, ${records_MB} MB; ` +
      `index filled in ${(build_us / 1e6).toFixed(2)} s, ${rss_MB() - before_MB - records_MB} MB more.`,
  );
  const queries = Array.from({ length: Number(values.queries) }, () => city.query());
  for (const query of queries.slice(0, 500)) index.best(query, 20);
  const all = queries.map((query) => timed_us(() => void index.best(query, 20)));
  const rare = queries.flatMap((query, n) => (query.required.includes(rareSkill) ? all[n]! : []));
  const anywhere = queries.flatMap((query, n) => (query.place ? [] : [all[n]!]));
  const scanned = queries.slice(0, Number(values.scans)).map((query) => {
    const [best, scan] = [index.best(query, 20), index.scan(query, 20)];
    if (JSON.stringify(best) !== JSON.stringify(scan)) throw new Error('The index and the scan disagree.');
    return cpu_us(() => void index.scan(query, 20));
  });
  const changed = queries.map((_, n) => {
    const [number, state] = [(n * 7919 * 100) % count, city.member()];
    const asked = timed_us(() => index.tally(number, 'asks', 1), 1);
    const same = { ...known.get(number)!, services: 1 };
    return {
      asked,
      state: timed_us(() => index.change(number, same), 1),
      move: timed_us(() => index.change(number, state), 1),
    };
  });
  const scan_us = at(scanned, 0.5);
  const change_us = (what: 'asked' | 'state' | 'move', share: number): number =>
    at(
      changed.map((each) => each[what]),
      share,
    );
  const row = (name: string, p50: number, p99: number, whole_us: number) => ({
    what: name,
    p50_us: p50.toFixed(1),
    p99_us: p99.toFixed(1),
    'p50: 1/': Math.round(whole_us / p50),
    'p99: 1/': Math.round(whole_us / p99),
  });
  console.table([
    row('look at everybody', scan_us, at(scanned, 0.99), scan_us),
    row('top 20, all orders', at(all, 0.5), at(all, 0.99), scan_us),
    row('top 20, rare skill', at(rare, 0.5), at(rare, 0.99), scan_us),
    row('top 20, no place', at(anywhere, 0.5), at(anywhere, 0.99), scan_us),
    row('fill anew', build_us, build_us, build_us),
    row('one asking counted', change_us('asked', 0.5), change_us('asked', 0.99), build_us),
    row('one state replaced', change_us('state', 0.5), change_us('state', 0.99), build_us),
    row('one member moved', change_us('move', 0.5), change_us('move', 0.99), build_us),
  ]);
}

/** Members are invented and written a few at a time, so that a million objects never stand side by side. */
function written(city: City, count: number) {
  const records = new CityRecords(count);
  const known = new Map<number, CityMember>();
  let write_ms = 0;
  for (let done = 0; done < count; done += 1000) {
    const some = Array.from({ length: Math.min(1000, count - done) }, () => city.member());
    const before = performance.now();
    for (const member of some) records.add(member);
    write_ms += performance.now() - before;
    for (const [n, member] of some.entries()) if (n % 100 === 0) known.set(done + n, member);
  }
  return { records, write_ms, known };
}

/** The least of three, so that a pause of the machine does not count. */
function timed_us(act: () => void, times = 3): number {
  let least = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < times; turn++) {
    const before = performance.now();
    act();
    least = Math.min(least, (performance.now() - before) * 1000);
  }
  return least;
}

/** Processor time of what takes so long that others come between; the least of three likewise. */
function cpu_us(act: () => void, times = 3): number {
  let least = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < times; turn++) {
    const before = process.threadCpuUsage();
    act();
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, user + system);
  }
  return least;
}

/** The value below which a share of the values lies. */
function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function rss_MB(): number {
  return Math.round(process.memoryUsage.rss() / 2 ** 20);
}
