/** The published boundary list and what it suggests for a text (WHI-05, WHI-06). */
import type { Tx } from '../../platform/database.ts';
import type { BoundaryResult } from './rules.ts';

export interface BoundaryRule {
  readonly id: string;
  readonly kind: string;
  readonly side: 'supply' | 'demand';
  readonly result: BoundaryResult;
  readonly ownerKind: string;
  readonly ownerWords: string;
  readonly words: readonly string[];
  readonly clauseId: string;
}
export async function boundaryRules(tx: Tx, tenant: number): Promise<BoundaryRule[]> {
  const rows = await tx
    .selectFrom('boundary_rule')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('state', '=', 'effective')
    .orderBy('rule_id')
    .limit(500)
    .execute();
  return rows.map((r) => ({
    id: r.rule_id,
    kind: r.kind,
    side: r.side === 'supply' ? 'supply' : 'demand',
    result: r.result as BoundaryResult,
    ownerKind: r.owner_kind,
    ownerWords: r.owner_words,
    words: r.words,
    clauseId: r.clause_id,
  }));
}
/** The rule whose longest word stands in the text; the longest wins because it is the most particular. */
export function matchRule(
  rules: readonly BoundaryRule[],
  text: string,
  side: 'supply' | 'demand',
): BoundaryRule | null {
  const said = text.normalize('NFKC').toLowerCase();
  let best: { rule: BoundaryRule; length: number } | null = null;
  for (const rule of rules) {
    if (rule.side !== side) continue;
    for (const word of rule.words)
      if (said.includes(word.toLowerCase()) && word.length > (best?.length ?? 0)) best = { rule, length: word.length };
  }
  return best?.rule ?? null;
}
