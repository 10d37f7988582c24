/** `npm run bench -- NAME [options]` */
const benches: Readonly<Record<string, () => Promise<{ run(args: readonly string[]): Promise<void> }>>> = {
  loop: () => import('./loop.ts'),
  dispatch: () => import('./dispatch.ts'),
  online: () => import('./online.ts'),
  city: () => import('./city.ts'),
  arrivals: () => import('./arrivals.ts'),
  hours: () => import('./hours.ts'),
  plan: () => import('./plan.ts'),
  verify: () => import('./verify.ts'),
  ledger: () => import('./ledger.ts'),
  'ledger-size': () => import('./ledger-size.ts'),
  whistle: () => import('./whistle.ts'),
  season: () => import('./season.ts'),
};
const [name = '', ...args] = process.argv.slice(2);
const load = benches[name];
if (!load) {
  process.stderr.write(`Benchmarks: ${Object.keys(benches).join(', ')}\n`);
  process.exit(2);
}
await (await load()).run(args);
