/** Return per hour and its distribution (PTS-07). Pure. */

/** Fewer people than this would let one recognise another in a quartile. */
const fewest = 5;
/** Below an hour of service a ratio says nothing. */
const least_min = 60;

/** Hundredths of points per credited hour; null below an hour of service. */
export const ratioOf = (r: { readonly minutes: number; readonly hundredths: number }): number | null =>
  r.minutes < least_min ? null : Math.round((r.hundredths * 60) / r.minutes);

/** Quartiles of those who have a ratio, interpolated between neighbours; null where they are fewer than five. */
export function quartilesOf(
  ratios: readonly (number | null)[],
): { members: number; q1: number; median: number; q3: number } | null {
  const sorted = ratios.filter((r) => r !== null).toSorted((a, b) => a - b);
  if (sorted.length < fewest) return null;
  const at = (part: number): number => {
    const place = (sorted.length - 1) * part;
    const low = Math.floor(place);
    const from = sorted[low]!;
    return Math.round(from + ((sorted[low + 1] ?? from) - from) * (place - low));
  };
  return { members: sorted.length, q1: at(0.25), median: at(0.5), q3: at(0.75) };
}
