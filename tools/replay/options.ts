/** What the command line of a replay may say. */
export interface ReplayOptions {
  readonly orders: string;
  readonly places: string;
  readonly words: string;
  /** Times faster than life; null: as fast as it goes. */
  readonly speed: number | null;
  readonly seed: string;
  /** Leaves the deployment's data, the acknowledgements and the history where they are, and says where. */
  readonly keep: boolean;
  /** Ends the server abruptly at so many seeded moments. */
  readonly kills: number;
}

export const usage =
  'npm run replay -- ORDERS.csv --places PLACES.csv.gz --words WORDS.csv.gz [--speed max|N] [--seed N] [--keep] [--kill N]';

/** Reads the arguments; throws a sentence when one is missing or wrong. */
export function readOptions(args: readonly string[]): ReplayOptions {
  const values = new Map<string, string>();
  const plain: string[] = [];
  let keep = false;
  for (let i = 0; i < args.length; i += 1) {
    const arg = args[i]!;
    if (arg === '--keep') keep = true;
    else if (['--places', '--words', '--speed', '--seed', '--kill'].includes(arg)) {
      const value = args[i + 1];
      if (value === undefined) throw new Error(`${arg} needs a value.\n${usage}`);
      values.set(arg, value);
      i += 1;
    } else if (arg.startsWith('--')) throw new Error(`Unknown option ${arg}.\n${usage}`);
    else plain.push(arg);
  }
  const [orders, ...more] = plain;
  const places = values.get('--places');
  const words = values.get('--words');
  if (!orders || more.length > 0 || !places || !words) throw new Error(usage);
  const said = values.get('--speed') ?? 'max';
  const speed = said === 'max' ? null : Number(said);
  if (speed !== null && !(speed > 0)) throw new Error(`--speed is max or a number above 0, not ${said}.`);
  const kills = Number(values.get('--kill') ?? 0);
  if (!Number.isInteger(kills) || kills < 0) throw new Error('--kill is a whole number.');
  return { orders, places, words, speed, seed: values.get('--seed') ?? '1', keep, kills };
}
