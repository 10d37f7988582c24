/** One case for each row: where it happens, who asks, what is asked, and whether members could lawfully help in its time. */
import { lawfulStarts } from './calendar.ts';
import type { Draws } from './draws.ts';
import type { Row } from './rows.ts';
import type { Community, Home, Neighbour, Person, Town } from './town.ts';
import { familyWeights, type Family } from './words.ts';

/** From the order to a published task with time to answer: no lawful slot before that can be offered. */
export const lead_min = 60;
/** Shortest service that is worth a way. */
export const shortest_min = 30;

export interface Case {
  readonly row: Row;
  readonly community: Community;
  readonly home: Home;
  readonly family: Family;
  /** At least one lawful slot lies between the opening and the closing. */
  readonly inTime: boolean;
  asker: Person;
  /** The earlier case about the same thing. */
  readonly sameAs: Case | null;
  order: string | null;
  need: string | null;
  receipt: string | null;
  /** The worker who decided the boundary. */
  worker: Person;
  decided: boolean;
  merged: boolean;
  task: string | null;
  slot: { readonly id: string; readonly start: number; readonly end: number } | null;
  claim: { readonly id: string; readonly member: Neighbour } | null;
  /** Invitations seen so far, so that each gets its reply once. */
  readonly invitations: Set<string>;
  replies: number;
  served: boolean;
  /** A result was told to the asker, by whoever had it. */
  answered: boolean;
  reopened: boolean;
  handover: string | null;
  closed: boolean;
}

export interface Day {
  readonly cases: readonly Case[];
  /** Rows in whose time a member could serve at all; the second number leaves out kinds that are not for members. */
  readonly windows: {
    readonly inTime: number;
    readonly open: number;
    readonly barred: number;
    readonly without: number;
  };
}

export function casesOf(rows: readonly Row[], duplicates: ReadonlyMap<string, string>, town: Town, draws: Draws): Day {
  const byRow = new Map<string, Case>();
  const cases = rows.map((row): Case => {
    const community = draws.pick(`community:${row.spot}`, town.communities);
    const estate = draws.pick(`estate:${row.spot}`, community.estates);
    const home = draws.pick(`home:${row.spot}`, estate.homes);
    const first = byRow.get(duplicates.get(row.id) ?? '') ?? null;
    const made: Case = {
      row,
      community,
      home,
      sameAs: first,
      family: first ? first.family : draws.weighted(`family:${row.id}`, familyWeights),
      inTime: hasWindow(row),
      asker: askerOf(row, community, home, draws),
      order: null,
      need: null,
      receipt: null,
      worker: draws.pick(`worker:${row.id}`, community.workers),
      decided: false,
      merged: false,
      task: null,
      slot: null,
      claim: null,
      invitations: new Set(),
      replies: 0,
      served: false,
      answered: false,
      reopened: false,
      handover: null,
      closed: false,
    };
    byRow.set(row.id, made);
    return made;
  });
  const inTime = cases.filter((c) => c.inTime);
  const open = inTime.filter((c) => c.family === 'volunteer');
  return {
    cases,
    windows: {
      inTime: inTime.length,
      open: open.length,
      barred: inTime.length - open.length,
      without: cases.length - inTime.length,
    },
  };
}

/** Between opening (with the lead) and closing lies a lawful start of the shortest service. */
function hasWindow(row: Row): boolean {
  const from = row.openAt + lead_min * 60_000;
  return lawfulStarts(from, row.closeAt ?? Number.MAX_SAFE_INTEGER, shortest_min).length > 0;
}

/** Who asks: a resident of the building; what staff or property people find, they ask themselves. */
function askerOf(row: Row, community: Community, home: Home, draws: Draws): Person {
  if (row.way === 'staff') return draws.pick(`finder:${row.id}`, community.workers);
  if (row.way === 'property') return community.propertyStaff;
  const near = community.residents.filter((r) => r.home.place === home.place);
  return draws.pick(`asker:${row.id}`, near.length > 0 ? near : community.residents);
}
