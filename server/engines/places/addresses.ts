/** From a written address to one unit of the territory tree (FND-01). Pure. */

export interface Addressable {
  readonly place_id: string;
  readonly kind: string;
  readonly full_name: string;
}

const digits = '零一二三四五六七八九';
/** 十二 → 12, 二十 → 20; buildings and entrances above 99 are written in digits. */
function arabic(text: string): string {
  return text.replace(/[零一二三四五六七八九十]+(?=(栋|幢|号|座|单元|期|区|室|层|楼))/g, (word) => {
    const [tens, ones] = word.includes('十') ? word.split('十', 2) : ['', word];
    const unit = ones ? [...ones].reduce((n, d) => n * 10 + digits.indexOf(d), 0) : 0;
    return String(word.includes('十') ? (tens ? digits.indexOf(tens) : 1) * 10 + unit : unit);
  });
}
/** One spelling for 3栋, 3幢, 3号楼, 3座; without spaces and punctuation. */
export function normalAddress(text: string): string {
  return arabic(text.normalize('NFKC').replace(/[\s,,。.、·\-—#()()]+/g, ''))
    .replace(/(\d+)(号楼|幢|座|栋楼)/g, '$1栋')
    .toLowerCase();
}

/**
 * The one unit that the text names, or the likeliest places. Exact means: the longest place name found in the text is
 * that of a unit, and no other place shares it.
 */
export function matchAddress<T extends Addressable>(
  places: readonly T[],
  text: string,
  limit: number,
): { exact: T | null; candidates: T[] } {
  const wanted = normalAddress(text);
  if (wanted === '') return { exact: null, candidates: [] };
  const named = places.map((place) => ({ place, name: normalAddress(place.full_name) })).filter((p) => p.name !== '');
  const found = named.filter((p) => wanted.includes(p.name)).toSorted((a, b) => b.name.length - a.name.length);
  const longest = found[0];
  if (longest) {
    const best = found.filter((p) => p.name.length === longest.name.length);
    if (best.length === 1 && longest.place.kind === 'unit') return { exact: longest.place, candidates: [] };
    const below = named.filter((p) => best.some((b) => p.name.startsWith(b.name)));
    return { exact: null, candidates: below.slice(0, limit).map((p) => p.place) };
  }
  const scored = named.map((p) => ({ place: p.place, score: p.name.includes(wanted) ? 1 : shared(p.name, wanted) }));
  return {
    exact: null,
    candidates: scored
      .filter((s) => s.score >= 0.4)
      .toSorted((a, b) => b.score - a.score)
      .slice(0, limit)
      .map((s) => s.place),
  };
}

/** Share of the text's neighbouring pairs of characters that the name has. */
function shared(name: string, wanted: string): number {
  if (wanted.length < 2) return 0;
  let hits = 0;
  for (let i = 0; i + 1 < wanted.length; i += 1) if (name.includes(wanted.slice(i, i + 2))) hits += 1;
  return hits / (wanted.length - 1);
}
