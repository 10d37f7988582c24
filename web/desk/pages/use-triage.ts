/** One triage decision after another: what is sent, what was refused, what may still be undone. */
import { useCallback, useState } from 'react';
import { now, useCall } from '../../kit/index.ts';
import { useRead } from '../ui/index.ts';
import type { BoundaryResult, Decided, NeedCard } from './need-parts.tsx';

export interface Choice {
  readonly reason: string;
  readonly toOrg: string;
  readonly toPerson: string;
  readonly safetyHelp: boolean;
}
export const noChoice: Choice = { reason: '', toOrg: '', toPerson: '', safetyHelp: false };

export function useTriage(tenant: number) {
  const decideCall = useCall('needs.decideBoundary');
  const undoCall = useCall('needs.undoBoundary');
  const parameters = useRead('policy.parameters', { params: { tenant } });
  const undo_s = parameters.data?.items.find((p) => p.key === 'boundary_undo_s')?.value ?? null;
  const [decided, setDecided] = useState<readonly Decided[]>([]);
  /** The result that waits for its reason, with the need it is about. */
  const [pending, setPending] = useState<{ need: string; result: BoundaryResult } | null>(null);

  const decide = async (need: NeedCard, result: BoundaryResult, choice: Choice): Promise<boolean> => {
    const suggested = need.suggestion?.result === result ? need.suggestion.rule : null;
    const outcome = await decideCall.run({
      params: { community: tenant, id: need.id },
      body: {
        result,
        rule: suggested,
        reason: choice.reason.trim(),
        to_org: choice.toOrg ? Number(choice.toOrg) : null,
        to_person: choice.toPerson || null,
        safety_help: choice.safetyHelp,
      },
    });
    if (!outcome.ok) {
      if (outcome.code === 'BUSY') return false;
      setPending({ need: need.id, result });
      return false;
    }
    setPending(null);
    const card = outcome.value;
    if (card.allowed.includes('needs.undoBoundary'))
      setDecided((d) => [{ card, until: undo_s === null ? null : now().getTime() + undo_s * 1_000 }, ...d].slice(0, 3));
    return true;
  };
  const undo = async (): Promise<string | null> => {
    const last = decided[0];
    if (!last) return null;
    const outcome = await undoCall.run({ params: { community: tenant, id: last.card.id } });
    if (outcome.ok || outcome.kind === 'refused') setDecided((d) => d.slice(1));
    return outcome.ok ? last.card.id : null;
  };
  const forget = useCallback((id: string) => setDecided((d) => d.filter((x) => x.card.id !== id)), []);
  const clear = () => {
    setPending(null);
    decideCall.clear();
  };
  return {
    decide,
    undo,
    forget,
    decided,
    pending,
    clear,
    refused: decideCall.refused,
    undoRefused: undoCall.refused,
    busy: decideCall.busy,
    undoing: undoCall.busy,
  };
}
