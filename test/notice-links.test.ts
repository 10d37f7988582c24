/** A link in a message that leads nowhere is worse than none: each one that the server writes is a page of a face. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { routesOf } from './journeys/pages.ts';

const server = join(import.meta.dirname, '../server');

it('leads every message to a page', () => {
  const sources = globSync('**/*.ts', { cwd: server }).filter((f) => !/\.test\.ts$|search-export/.test(f));
  const links = sources.flatMap((file) =>
    [...readFileSync(join(server, file), 'utf8').matchAll(/link: [`'](\/[^`']*)[`']/g)].map((m) => ({
      file,
      link: m[1]!,
    })),
  );
  assert.ok(links.length >= 20, `only ${links.length} links were found`);
  const pages = (['m', 'desk'] as const).flatMap((face) => routesOf(face).map((r) => `/${face}${r}`));
  // The desk opens short links of one subject, and pages of a unit, at the reader's own place.
  const short = ['needs', 'orders', 'tasks', 'claims'].map((kind) => `/desk/${kind}/:id`);
  const known = [...pages, ...short, '/desk/unit/filings'].map(
    (page) => new RegExp(`^${page.replaceAll(/:\w+/g, '[^/]+')}$`),
  );
  const lost = links.filter(({ link }) => !known.some((k) => k.test(link.replaceAll(/\$\{[^}]*\}/g, 'x'))));
  assert.deepEqual(lost, []);
});
