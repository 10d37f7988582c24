/**
 * Both languages are whole: every dictionary, template, label and refusal has the same keys, values and parameters in
 * English as in Chinese; nothing is empty, no Chinese character stands in an English sentence, and one is not "1 days".
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAst } from 'vite';
import { readSources } from '../tools/house-rules.ts';
import { isObject, pageWords, said, serverWords, type Pair } from './words.ts';

const han = /\p{Script=Han}|[，。；：？！（）、“”]/u;
/** Proper names that stay Chinese in an English sentence. */
const properNames = /哨应|中文|简体中文/gu;
/** Curly quotes are English too; the full-width marks are not. */
const chinese = (text: string): boolean => han.test(text.replaceAll(properNames, '').replaceAll(/[“”]/g, ''));

type Sentence = (...args: unknown[]) => unknown;

/** What is wrong with a pair, as lines; goes down through nested dictionaries. */
function faults({ path, zh, en }: Pair): string[] {
  if (typeof zh !== typeof en) return [`${path}: ${typeof zh} in Chinese, ${typeof en} in English`];
  if (isObject(zh) && isObject(en)) {
    const missing = Object.keys(zh).filter((k) => !(k in en));
    const more = Object.keys(en).filter((k) => !(k in zh));
    return [
      ...missing.map((k) => `${path}.${k}: missing in English`),
      ...more.map((k) => `${path}.${k}: missing in Chinese`),
      ...Object.keys(zh).flatMap((k) => (k in en ? faults({ path: `${path}.${k}`, zh: zh[k], en: en[k] }) : [])),
    ];
  }
  const found: string[] = [];
  if (typeof zh === 'function' && (zh as Sentence).length !== (en as Sentence).length)
    found.push(`${path}: ${(zh as Sentence).length} values in Chinese, ${(en as Sentence).length} in English`);
  const words = said(en);
  if (words === null) return found;
  if (words.trim() === '' && said(zh)?.trim() !== '') found.push(`${path}: empty in English`);
  if (chinese(words)) found.push(`${path}: Chinese in “${words}”`);
  const plural = pluralOfOne(words);
  if (plural) found.push(`${path}: “${plural}” in “${words}”`);
  return found;
}

/** Words on -s that are no plural; points always come with two decimals, 1.00. */
const singular = new Set(
  's is was has does this its as us points less minus plus always business address status'.split(' '),
);
/** "1 days", "1 new orders", "1 members"; "1 of 1 days" is right. */
function pluralOfOne(words: string): string | null {
  for (const match of words.matchAll(/(?<![\d.,:/–-]|\bof |Step |Slot |Version )\b1((?: [a-z]+){1,3})/gi)) {
    const noun = match[1]!.trim().split(' ');
    const at = noun.findIndex((word) =>
      /^(of|to|in|with|at|for|on|from|per|is|was|has|and|or|by|out|knows|shares|lapses|moves|awaits)$/.test(word),
    );
    const head = at < 0 ? noun : noun.slice(0, at);
    const last = head.find((word) => /(s|people|children)$/.test(word) && !word.endsWith('ss') && !singular.has(word));
    if (last) return `1 ${head.join(' ')}`;
  }
  return null;
}

describe('the words of the product', () => {
  it('are whole in both languages on the pages', async () => {
    const pairs = await pageWords();
    assert.ok(pairs.length >= 20, `only ${pairs.length} dictionaries were found`);
    assert.deepEqual(pairs.flatMap(faults), []);
  });

  it('are whole in both languages wherever a module of the server or the contract gives them out', async () => {
    const pairs = await serverWords();
    assert.ok(pairs.length >= 500, `only ${pairs.length} pairs were found`);
    assert.deepEqual([...new Set(pairs.flatMap(faults))], []);
  });

  it('fill the same places of a template, and one of a thing is one', async () => {
    const { fill, templates } = await import('../server/engines/notice/words.ts');
    // What a template counts; the other places hold names and sentences.
    const counted = ['days', 'count', 'minutes', 'hours', 'n'];
    const ones = new Proxy<Record<string, string>>(
      {},
      { get: (_, key) => (counted.includes(String(key)) ? '1' : 'x') },
    );
    for (const [kind, t] of Object.entries(templates)) {
      for (const text of [t.en.title, t.en.body]) assert.equal(pluralOfOne(fill(text, ones)), null, kind);
      assert.doesNotMatch(fill(`${t.zh.title}${t.zh.body}${t.en.title}${t.en.body}`, ones), /[{}|]/, kind);
      const places = (text: { title: string; body: string }) =>
        [...new Set(`${text.title} ${text.body}`.match(/(?<=\{)[a-z_]+(?=[:}])/g) ?? [])].sort();
      const [zh, en] = [places(t.zh), places(t.en)];
      assert.deepEqual(
        en.filter((p) => !zh.includes(p)),
        [],
        `${kind}: only the English one fills these`,
      );
    }
  });
});

// ── everywhere, by reading the source: also what no module gives out ────────────────────────────────

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}
function* nodesOf(node: Node): Generator<Node> {
  yield node;
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? value : [value])
      if (isObject(child) && typeof child['type'] === 'string') yield* nodesOf(child as unknown as Node);
}

/** The English side of a node: the value of `en` or `x_en`, or the branch for a reader of English. */
function englishOf(node: Node, text: string): Node | null {
  if (node.type === 'Property') {
    const key = node['key'] as Node;
    return /^en$|_en$/.test(String(key['name'] ?? key['value'] ?? '')) ? (node['value'] as Node) : null;
  }
  if (node.type !== 'ConditionalExpression') return null;
  const test = node['test'] as Node;
  const asks = /^(?:zh|.*(?:locale|language|lang\(\)) === '(zh|en)')$/.exec(text.slice(test.start, test.end));
  return asks ? (node[asks[1] === 'en' ? 'consequent' : 'alternate'] as Node) : null;
}

describe('an English sentence', () => {
  it('has no Chinese character and is not empty where Chinese is not', () => {
    const wrong: string[] = [];
    let read = 0;
    for (const { path, text } of readSources()) {
      if (!/^(server|contract|web)\/.*\.tsx?$/.test(path) || /\.test\.ts$|\.generated\.ts$/.test(path)) continue;
      const program = parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }) as unknown as Node;
      for (const node of nodesOf(program)) {
        const english = englishOf(node, text);
        if (!english) continue;
        read += 1;
        for (const part of nodesOf(english)) {
          const isText =
            part.type === 'TemplateElement' || (part.type === 'Literal' && typeof part['value'] === 'string');
          const words = isText ? text.slice(part.start, part.end) : '';
          if (chinese(words)) wrong.push(`${path}:${text.slice(0, part.start).split('\n').length} ${words}`);
        }
      }
    }
    assert.ok(read >= 300, `only ${read} English values were read`);
    assert.deepEqual(wrong, []);
  });

  it('would be found wrong', () => {
    const fault = (zh: unknown, en: unknown) => faults({ path: 'x', zh, en }).length;
    assert.equal(fault('一天', 'One day'), 0);
    assert.equal(fault('一天', ''), 1);
    assert.equal(fault('一天', '一 day'), 1);
    assert.equal(fault('一天', 'One day。'), 1);
    assert.equal(fault({ a: '一', b: '二' }, { a: 'one' }), 1);
    assert.equal(
      fault(
        (n: number) => `${n}天`,
        () => 'days',
      ),
      1,
    );
    assert.equal(
      fault(
        (n: number) => `${n}天`,
        (n: number) => `${n} days`,
      ),
      1,
    );
    assert.equal(
      fault(
        (n: number) => `${n}天`,
        (n: number) => `for ${n} whole days`,
      ),
      1,
    );
    assert.equal(
      fault(
        (n: number) => `${n}天`,
        (n: number) => `${n} of ${n} days`,
      ),
      0,
    );
  });
});
