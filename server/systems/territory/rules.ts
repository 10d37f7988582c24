/** What may hang below what: estate and grid at the top, then building, then unit. */
import type { PlaceKind } from '../../engines/places/index.ts';

const parents: Readonly<Record<PlaceKind, readonly (PlaceKind | null)[]>> = {
  estate: [null, 'grid'],
  grid: [null, 'estate'],
  building: ['estate', 'grid'],
  unit: ['building'],
};
export const mayHangBelow = (kind: PlaceKind, parent: PlaceKind | null): boolean => parents[kind].includes(parent);

/** FND-02: more buildings than the limit is saved and marked, never refused. */
export const overloaded = (buildings: number, limit: number): boolean => buildings > limit;
