/**
 * How likely an invitation is to be accepted, by its kind, the distance, the hour and how often the member was asked
 * lately; fitted from the city's own invitations by logistic regression. No weight belongs to a person, a decline changes
 * no member's state (APL-04), and the model serves two ends only: to size rings, and to order whom to ask among those who
 * are equally near. Every weight can be read and shown. Without a model one chance stands for all.
 */

/** What the model looks at; nothing about the person. */
export interface AskFeatures {
  /** The work content. */
  readonly kind: string;
  /** Null: remote or unknown. */
  readonly distance_m: number | null;
  /** Hour of the day in Asia/Shanghai, 0…23. */
  readonly hour: number;
  /** Askings of the last week. */
  readonly asks: number;
}

/** One past invitation; `accepted` is false for a decline and for silence alike. */
export interface PastAsk extends AskFeatures {
  readonly accepted: boolean;
}

export interface AcceptanceModel {
  /** Log-odds to begin with, and what each level adds; a level that was never seen adds nothing. */
  readonly base: number;
  readonly weights: Readonly<Record<string, number>>;
  /** Invitations it was fitted from. */
  readonly count: number;
}

const distanceSteps_m = [300, 1000, 2000, 4000];
const hourSteps = [8, 12, 18, 21];
const askSteps = [1, 3];

const step = (value: number, steps: readonly number[]): number => steps.filter((least) => value >= least).length;

function levels({ kind, distance_m, hour, asks }: AskFeatures): readonly string[] {
  return [
    `kind:${kind}`,
    `distance:${distance_m === null ? 'none' : step(distance_m, distanceSteps_m)}`,
    `hour:${step(hour, hourSteps)}`,
    `asks:${step(asks, askSteps)}`,
  ];
}

const odds = (share: number): number => Math.log(share / (1 - share));
const shareOf = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));

/** How much a level is drawn towards no effect, in invitations; and how many passes the fit takes. */
const prior = 20;
const passes = 60;
/** A weight loses what chance alone might explain: this many squared standard errors, as James and Stein shrink. */
const errorsByChance = 4;

/** Fits the model; the order of the past invitations changes nothing. Null while there are fewer than `least`. */
export function fitAcceptance(past: readonly PastAsk[], least = 200): AcceptanceModel | null {
  if (past.length < least) return null;
  // Equal invitations count together, so that a long history costs no more than its different cases.
  const cases = new Map<string, { of: readonly string[]; asked: number; accepted: number }>();
  for (const one of past) {
    const of = levels(one);
    const known = cases.get(of.join('|')) ?? { of, asked: 0, accepted: 0 };
    known.asked++;
    if (one.accepted) known.accepted++;
    cases.set(of.join('|'), known);
  }
  const sorted = [...cases.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  const accepted = past.reduce((sum, one) => sum + (one.accepted ? 1 : 0), 0);
  const base = odds((accepted + 1) / (past.length + 2));
  const names = [...new Set(sorted.flatMap((one) => one.of))].toSorted();
  const weights = new Map(names.map((name) => [name, 0]));
  for (let pass = 0; pass < passes; pass++) for (const name of names) refit(name, sorted, base, weights);
  const sure = names.map((name) => [name, beyondChance(name, sorted, base, weights)] as const);
  return { base, weights: Object.fromEntries(sure), count: past.length };
}

type Cases = readonly { readonly of: readonly string[]; readonly asked: number; readonly accepted: number }[];

/** One step of Newton's method on one weight, the others held. */
function refit(name: string, cases: Cases, base: number, weights: Map<string, number>): void {
  const { slope, bend } = slopeOf(name, cases, base, weights);
  weights.set(name, weights.get(name)! + slope / bend);
}

/** A weight without what chance may have brought; 0 where chance may have brought all of it. */
function beyondChance(name: string, cases: Cases, base: number, weights: ReadonlyMap<string, number>): number {
  const weight = weights.get(name)!;
  const squaredErrors = weight ** 2 * slopeOf(name, cases, base, weights).bend;
  return squaredErrors <= errorsByChance ? 0 : weight * (1 - errorsByChance / squaredErrors);
}

function slopeOf(name: string, cases: Cases, base: number, weights: ReadonlyMap<string, number>) {
  const now = weights.get(name)!;
  let [slope, bend] = [-now * prior * 0.25, prior * 0.25];
  for (const { of, asked, accepted } of cases) {
    if (!of.includes(name)) continue;
    const share = shareOf(of.reduce((sum, level) => sum + weights.get(level)!, base));
    slope += accepted - asked * share;
    bend += asked * share * (1 - share);
  }
  return { slope, bend };
}

/** The chance that an invitation is accepted, 0…1; `model` null: the model is off, and `otherwise` stands for all. */
export function acceptance(model: AcceptanceModel | null, features: AskFeatures, otherwise: number): number {
  if (!model) return otherwise;
  return shareOf(levels(features).reduce((sum, level) => sum + (model.weights[level] ?? 0), model.base));
}
