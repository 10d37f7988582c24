/** Every figure of the boards. */
import type { FigureDefinition } from './figure-kinds.ts';
import { guardFigures } from './guard-figures.ts';
import { loopFigures } from './loop-figures.ts';

export type { FigureDefinition };
export const figures: readonly FigureDefinition[] = [...loopFigures, ...guardFigures];
