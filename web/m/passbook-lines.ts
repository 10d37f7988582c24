/** The passbook's lines as a book of paper shows them: by day, each with the balance after it (TBK-11). */

interface Line {
  readonly asset: string;
  readonly amount: number;
  readonly at: string;
}
/** Balances by ledger, in the ledger's own unit. */
export type Balances = Readonly<Record<string, number>>;

/**
 * Each line with the balance of its own ledger after it. `after` holds the balances after the newest line;
 * `before` of the answer those before the oldest, from which the next older page goes on.
 */
export function running<L extends Line>(
  newestFirst: readonly L[],
  after: Balances,
): { lines: (L & { after: number })[]; before: Balances } {
  const now: Record<string, number> = { ...after };
  const lines = newestFirst.map((line) => {
    const balance = now[line.asset] ?? 0;
    now[line.asset] = balance - line.amount;
    return { ...line, after: balance };
  });
  return { lines, before: now };
}

/** Lines of one day together, in the order in which they came; `dayOf` gives the civil day of an instant. */
export function byDay<L extends Line>(
  lines: readonly L[],
  dayOf: (at: string) => string,
): { day: string; lines: L[] }[] {
  const days = new Map<string, L[]>();
  for (const line of lines) {
    const day = dayOf(line.at);
    days.set(day, [...(days.get(day) ?? []), line]);
  }
  return [...days].map(([day, own]) => ({ day, lines: own }));
}
