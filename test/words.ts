/** Every sentence of the product in both languages, as its modules give them out: for the tests of words. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createServer } from 'vite';
import { readSources } from '../tools/house-rules.ts';

const root = join(import.meta.dirname, '..');

type Sentence = (...args: unknown[]) => unknown;
export interface Pair {
  readonly path: string;
  readonly zh: unknown;
  readonly en: unknown;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Every pair of values of the two languages below a value: `{zh, en}`, and `x_zh` beside `x_en`. */
function pairsIn(value: unknown, path: string, seen = new Set<unknown>()): Pair[] {
  if (!isObject(value) || seen.has(value) || '_zod' in value) return [];
  seen.add(value);
  return Object.entries(value).flatMap(([key, zh]): Pair[] => {
    const other = key === 'zh' ? 'en' : key.endsWith('_zh') ? key.replace(/_zh$/, '_en') : null;
    if (other !== null && other in value) return [{ path: `${path}.${other}`, zh, en: value[other] }];
    // A Chinese name beside its English one: `title` and `title_en`, `what` and `what_en`.
    if (`${key}_en` in value) return [{ path: `${path}.${key}_en`, zh, en: value[`${key}_en`] }];
    return key === 'en' || key.endsWith('_en') ? [] : pairsIn(zh, `${path}.${key}`, seen);
  });
}

/** The words with ones put in, so that a sentence with a number shows what it says of a single thing. */
export function said(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value !== 'function') return null;
  return String((value as Sentence)(...Array.from({ length: (value as Sentence).length }, () => 1)));
}

/** The dictionaries of the pages. Vite loads them, because a face's words import the kit with its components. */
export async function pageWords(): Promise<Pair[]> {
  const vite = await createServer({
    configFile: false,
    root,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, watch: null, hmr: false, ws: false },
    optimizeDeps: { noDiscovery: true },
  });
  try {
    const files = readSources().filter(
      (s) => s.path.startsWith('web/') && !/\.test\.ts$|i18n\.ts$/.test(s.path) && /\bdictionary\(/.test(s.text),
    );
    const found: Pair[] = [];
    for (const file of files) {
      assert.match(file.path, /words[^/]*\.ts$/, 'a dictionary lives in a words file');
      const module = await vite.ssrLoadModule(`/${file.path}`);
      const pairs = Object.entries(module).flatMap(([name, value]) => pairsIn(value, `${file.path} ${name}`));
      const written = file.text.match(/\bdictionary\(/g)?.length;
      assert.equal(pairs.filter((p) => isObject(p.zh)).length, written, `${file.path}: every dictionary is exported`);
      found.push(...pairs);
    }
    return found;
  } finally {
    await vite.close();
  }
}

/** Files that begin a program when they are imported, and tests. */
const skipped = /\.test\.ts$|server\/main\.ts$|\/test-|serve\.ts$|whole\.ts$|generated/;

/** Labels, templates, refusals, parameters, clauses, figures: all pairs that modules of server and contract give out. */
export async function serverWords(): Promise<Pair[]> {
  const found: Pair[] = [];
  for (const { path, text } of readSources()) {
    if (!/^(server|contract)\/.*\.ts$/.test(path) || skipped.test(path) || !/\bzh\b|_en\b/.test(text)) continue;
    const module = (await import(pathToFileURL(join(root, path)).href)) as Record<string, unknown>;
    found.push(...Object.entries(module).flatMap(([name, value]) => pairsIn(value, `${path} ${name}`)));
  }
  return found;
}

/** The single sentences of pairs, out of nested dictionaries; a sentence with values says ones. */
export function sentencesOf(pairs: readonly Pair[]): { path: string; zh: string; en: string }[] {
  return pairs.flatMap(({ path, zh, en }) => {
    if (isObject(zh) && isObject(en))
      return sentencesOf(Object.keys(zh).map((k) => ({ path: `${path}.${k}`, zh: zh[k], en: en[k] })));
    const [inChinese, inEnglish] = [said(zh), said(en)];
    return inChinese === null || inEnglish === null ? [] : [{ path, zh: inChinese, en: inEnglish }];
  });
}
