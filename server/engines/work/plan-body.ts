/** From a solved plan back to invitations: who is asked for what and why, who stands behind, and what it would bring. */
import type { z } from 'zod';
import type { planView } from '../../../contract/tasks/index.ts';
import {
  acceptance,
  type AcceptanceModel,
  type Candidate,
  type MemberIndex,
  type MemberState,
} from '../../../dispatch/index.ts';
import { day_ms, iso } from '../../platform/clock.ts';
import { featuresOf } from './acceptance.ts';
import { reasonsFor, type Why } from './matching.ts';
import { lately_d, type Planning } from './plan-problem.ts';
import type { Solved } from './plan-thread.ts';

const standbyOfSlot = 3;
type View = z.input<typeof planView>;
type Figures = NonNullable<View['figures']>;
type Side = Figures['fair'];

export interface PlanItem {
  readonly person: string;
  readonly score: number;
  readonly reasons: readonly Why[];
  /** After sending: null when the invitation left, else the code why not. */
  sent?: string | null;
}
export interface PlanSlot {
  readonly slot: string;
  readonly task: string;
  readonly places: number;
  readonly items: PlanItem[];
  readonly standby: readonly string[];
  /** Left undecided until somebody able may be asked. */
  readonly waits?: { readonly until: string; readonly able: number };
  /** It came into the plan after it was made. */
  readonly inserted?: true;
  /** Staff asked at once: the cap of askings does not count. */
  readonly at_once?: true;
}
export interface PlanBody {
  readonly slots: PlanSlot[];
  readonly short_skills: View['short_skills'];
  readonly figures: Figures;
}

/**
 * The plan as it is kept. Behind each place stand those who would lose the plan least if they were asked instead: by
 * score less the price of the member. The chance of acceptance orders those few among themselves and nothing else.
 */
export function planBody(
  p: Planning,
  solved: Solved,
  index: MemberIndex,
  model: AcceptanceModel | null,
  now: Date,
  marks: ReadonlyMap<string, Pick<PlanSlot, 'inserted' | 'at_once'>> = new Map(),
): PlanBody {
  const chosen = chosenOf(p, solved.fair.pairs);
  const busy = new Set(chosen.flatMap((row) => row.map((c) => c.personId)));
  const price = new Map(p.members.map((id, j) => [id, solved.memberPrice[j]!]));
  const worth = (c: Candidate): number => c.score - (price.get(c.personId) ?? 0);
  const slots = p.slots.map(({ task, slot, places }, i): PlanSlot => {
    const items = chosen[i]!.toSorted((a, b) => b.score - a.score).map((c) => ({
      person: c.personId,
      score: c.score,
      reasons: reasonsFor(c).slice(0, 3),
    }));
    const standby = p.rows[i]!.filter((c) => !busy.has(c.personId))
      .toSorted((a, b) => worth(b) - worth(a))
      .slice(0, standbyOfSlot)
      .map((c) => ({ c, chance: acceptance(model, featuresOf(task, slot, c, index.get(c.personId), now), 0) }))
      .toSorted((a, b) => b.chance - a.chance)
      .map(({ c }) => c);
    const wait = p.waits.get(slot.slot_id);
    return {
      slot: slot.slot_id,
      task: task.task_id,
      places,
      items,
      standby: standby.map((c) => c.personId),
      ...(wait ? { waits: { until: iso(new Date(wait.until_ms)), able: wait.able } } : {}),
      ...marks.get(slot.slot_id),
    };
  });
  const places = p.slots.reduce((n, s) => n + s.places, 0);
  const fair = sideOf(p, solved.fair.pairs, index, now);
  const since = now.getTime() - lately_d * day_ms;
  const askings = [...busy].map(
    (id) => askedSince(index.get(id), since) + chosen.flat().filter((c) => c.personId === id).length,
  );
  const unasked = index
    .members()
    .filter(
      (s) => s.standing === 'active' && s.consents.service && askedSince(s, since) === 0 && !busy.has(s.personId),
    );
  return {
    slots,
    short_skills: shortSkills(p, chosen, price),
    figures: {
      places,
      invited: fair.filled,
      unfilled: places - fair.filled,
      skilled_places: p.slots.reduce((n, s) => n + (s.slot.skills.length > 0 ? s.places : 0), 0),
      skilled_filled: fair.skilled_filled,
      not_asked_lately: fair.not_asked_lately,
      most_askings: Math.max(0, ...askings),
      by_hand: p.byHand,
      objective: solved.best.objective,
      bound: solved.best.bound,
      fair,
      plain: sideOf(p, solved.best.pairs, index, now),
      unasked_with_place: unasked.filter((s) => p.suited.has(s.personId)).length,
      unasked_without_place: unasked.filter((s) => !p.suited.has(s.personId)).length,
    },
  };
}

const askedSince = (state: MemberState | undefined, since: number): number =>
  (state?.recentAsks_ms ?? []).filter((at) => at > since).length;

/** The chosen candidates of each slot. */
function chosenOf(p: Planning, pairs: Int32Array): Candidate[][] {
  const taken = new Set(pairs);
  return p.rows.map((row, i) => row.filter((_, q) => taken.has(p.timed.plain.rowStart[i]! + q)));
}

function sideOf(p: Planning, pairs: Int32Array, index: MemberIndex, now: Date): Side {
  const chosen = chosenOf(p, pairs);
  const since = now.getTime() - lately_d * day_ms;
  const held = new Map<string, number>();
  for (const c of chosen.flat()) held.set(c.personId, (held.get(c.personId) ?? 0) + 1);
  return {
    filled: pairs.length,
    skilled_filled: p.slots.reduce((n, s, i) => n + (s.slot.skills.length > 0 ? chosen[i]!.length : 0), 0),
    people: held.size,
    most_places: Math.max(0, ...held.values()),
    not_asked_lately: [...held.keys()].filter((id) => askedSince(index.get(id), since) === 0).length,
    score: chosen.flat().reduce((sum, c) => sum + c.score, 0),
  };
}

/**
 * Skills that places ask for and nobody free has, and skills whose every holder is wanted: the least price among them is
 * what one more such person would be worth (DSP-03).
 */
function shortSkills(
  p: Planning,
  chosen: readonly (readonly Candidate[])[],
  price: ReadonlyMap<string, number>,
): View['short_skills'] {
  const missing = new Map<string, number>();
  const least = new Map<string, number>();
  for (const [i, { slot, places }] of p.slots.entries())
    for (const skill of slot.skills) {
      missing.set(skill, (missing.get(skill) ?? 0) + places - chosen[i]!.length);
      for (const c of p.rows[i]!)
        least.set(skill, Math.min(least.get(skill) ?? Number.POSITIVE_INFINITY, price.get(c.personId) ?? 0));
    }
  return [...missing]
    .map(([skill, places]) => ({ skill, places, price: least.get(skill) ?? 0 }))
    .filter((s) => s.places > 0 || s.price > 0)
    .toSorted((a, b) => b.places - a.places || b.price - a.price);
}
