/** What no column can keep is refused at the door, before anything walks through it. */

/** No contract nests half as deep; what walks through a body by calling itself must not run out of stack. */
const mostDepth = 32;

/** False for U+0000 and for half a character (a lone surrogate): PostgreSQL stores neither. */
export const isKeepableText = (text: string): boolean => text.isWellFormed() && !text.includes('\0');

/**
 * False for a body that is nested too deep or holds such a text. `rowByRow`: the rows of this list are judged one by
 * one by the use case, so that a text in one of them refuses that row alone; their depth counts all the same.
 */
export function isKeepable(value: unknown, rowByRow?: string, levels = mostDepth): boolean {
  if (typeof value === 'string') return isKeepableText(value);
  if (value === null || typeof value !== 'object') return true;
  if (levels === 0) return false;
  return Object.entries(value).every(([key, one]) =>
    key === rowByRow && levels === mostDepth
      ? !isDeeper(one, levels - 1)
      : isKeepableText(key) && isKeepable(one, undefined, levels - 1),
  );
}
function isDeeper(value: unknown, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  return levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1));
}
