/** How much JavaScript a page costs: what its HTML loads at once and, for each route, what the route adds. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseAst } from 'vite';

export interface PageLimit {
  readonly html: string;
  /** Limit in kB (1,000 bytes), gzipped, of everything that must be there before the page works. */
  readonly limit_kB: number;
  /** Count each lazily loaded route together with the entry (phones), or the entry alone (desk: first load). */
  readonly perRoute: boolean;
}

interface Imports {
  readonly now: readonly string[];
  readonly later: readonly string[];
}

/** Gives one line per page or route that is heavier than its limit. Throws nothing; a missing page has no weight. */
export function checkSizes(outDir: string, limits: readonly PageLimit[]): string[] {
  return limits.flatMap(({ html, limit_kB, perRoute }) =>
    measurePage(outDir, html, perRoute)
      .filter(({ size_kB }) => size_kB > limit_kB)
      .map(
        ({ name, size_kB }) =>
          `dist/web/${html}:1 size: ${name} loads ${size_kB.toFixed(1)} kB of JavaScript; the limit is ${limit_kB} kB.`,
      ),
  );
}

/** The gzipped size of the entry and, with `perRoute`, of the entry together with each route, in kB. */
export function measurePage(outDir: string, html: string, perRoute: boolean): { name: string; size_kB: number }[] {
  const file = join(outDir, html);
  if (!existsSync(file)) return [];
  const text = readFileSync(file, 'utf8');
  const scripts = [
    ...text.matchAll(/<script[^>]+src="([^"]+\.js)"/g),
    ...text.matchAll(/<link[^>]+modulepreload[^>]+href="([^"]+\.js)"/g),
  ];
  const first = closure(
    scripts.map((match) => (match[1]!.startsWith('/') ? join(outDir, match[1]!) : join(dirname(file), match[1]!))),
  );
  const entry = { name: 'the first load', size_kB: weigh(first) };
  if (!perRoute) return [entry];
  const routes = new Set([...first].flatMap((path) => importsOf(path).later).filter((path) => !first.has(path)));
  return [
    entry,
    ...[...routes]
      .sort()
      .map((path) => ({ name: basename(path), size_kB: weigh(new Set([...first, ...closure([path])])) })),
  ];
}

function closure(paths: readonly string[]): Set<string> {
  const found = new Set<string>();
  const waiting = [...paths];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (found.has(path) || !existsSync(path)) continue;
    found.add(path);
    waiting.push(...importsOf(path).now);
  }
  return found;
}

const known = new Map<string, Imports>();

function importsOf(path: string): Imports {
  const cached = known.get(path);
  if (cached) return cached;
  const now: string[] = [];
  const later: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, source } = node as { type?: string; source?: { value?: unknown } };
    const target =
      typeof source?.value === 'string' && source.value.startsWith('.') ? join(dirname(path), source.value) : undefined;
    if (target && type === 'ImportExpression') later.push(target);
    else if (target && /^(Import|Export\w+)Declaration$/.test(type ?? '')) now.push(target);
    for (const child of Object.values(node)) if (typeof child === 'object') visit(child);
  };
  visit(parseAst(readFileSync(path, 'utf8')));
  const result = { now, later };
  known.set(path, result);
  return result;
}

function weigh(paths: ReadonlySet<string>): number {
  let total = 0;
  for (const path of paths) total += gzipSync(readFileSync(path), { level: 9 }).length;
  return total / 1000;
}
