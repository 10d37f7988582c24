/** The rules of the house that no ready-made linter knows: which way imports point, and what business code may not touch. */
import { globSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { parseAst } from 'vite';
import { refusals } from '../contract/refusals/index.ts';

const root = join(import.meta.dirname, '..');

/** A source file; `path` is relative to the project, with forward slashes. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

const maxLines = 500;
const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);
/** What only tests and measurements import; it lies beside them. */
const isFixture = (path: string): boolean => /\/(measure|[a-z-]*fixture|test-[a-z-]+)\.tsx?$/.test(path);
const isGenerated = (path: string): boolean =>
  path.endsWith('.generated.ts') || path === 'server/migrations/schema.sql';

/** Reads every file that the rules look at. */
export function readSources(): Source[] {
  const folders = '{contract,dispatch,server,web,bench,test,tools}';
  return globSync(`${folders}/**/*.{ts,tsx,mjs,css,sql}`, { cwd: root })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => !path.startsWith('web/public/'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

/** Gives one line per broken rule: `file:line rule: sentence`. */
export function checkSources(sources: readonly Source[]): string[] {
  return sources.flatMap((source) => {
    if (isGenerated(source.path)) return [];
    const found = checkLength(source);
    return /\.tsx?$/.test(source.path) ? [...found, ...checkCode(source)] : found;
  });
}

function checkLength({ path, text }: Source): string[] {
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return lines > maxLines
    ? [`${path}:${maxLines + 1} length: ${lines} lines; a file has at most ${maxLines}. Split it by what it is about.`]
    : [];
}

// ── one file ─────────────────────────────────────────────────────────────────────────────────────

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

function checkCode(source: Source): string[] {
  const found: string[] = [];
  const report = (node: Node, rule: string, sentence: string): void => {
    found.push(`${source.path}:${source.text.slice(0, node.start).split('\n').length} ${rule}: ${sentence}`);
  };
  let program: Node;
  try {
    program = parseAst(source.text, { lang: source.path.endsWith('x') ? 'tsx' : 'ts' }) as unknown as Node;
  } catch (error) {
    return [`${source.path}:1 syntax: ${(error as Error).message.split('\n')[0]}`];
  }
  walk(program, (node) => {
    checkImport(source.path, node, report);
    checkPurity(source.path, node, report);
    checkRefusal(node, report);
    checkSql(source.path, node, report);
    if (!isTest(source.path)) checkPunctuation(source.text, node, report);
  });
  return found;
}

type Report = (node: Node, rule: string, sentence: string) => void;

function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === 'object' && child !== null && typeof (child as Node).type === 'string')
        walk(child as Node, visit);
    }
  }
}

// ── arrows ───────────────────────────────────────────────────────────────────────────────────────

/** Folders whose inside is nobody else's business, as patterns of their first path segments. */
const rooms = [
  /^server\/engines\/[^/]+/,
  /^server\/systems\/[^/]+/,
  /^server\/demonstration/,
  /^dispatch/,
  /^contract\/[^/]+(?=\/)/,
  /^web\/kit/,
];

/** Which layers a layer may import, besides itself. Tests, tools and benchmarks stand outside and may use everything. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  dispatch: [],
  platform: ['contract'],
  engines: ['platform', 'contract', 'dispatch'],
  systems: ['engines', 'platform', 'contract', 'dispatch'],
  server: ['systems', 'engines', 'platform', 'contract', 'dispatch'],
  kit: ['contract'],
  faces: ['kit', 'contract'],
  outside: ['contract', 'dispatch', 'platform', 'engines', 'systems', 'server', 'kit', 'faces'],
};

const insideException: Readonly<Record<string, string>> = {
  'web/m/sw.ts → web/kit/check-in-queue.ts': 'the service worker must not carry the components',
};

/** The files of the contract whose values the pages may use: plain lists of codes, without schemas or imports. */
const isVocabulary = (path: string): boolean => /^contract\/([a-z-]+-)?codes\.ts$/.test(path);

function layerOf(path: string): string {
  if (path.startsWith('contract/')) return 'contract';
  if (path.startsWith('dispatch/')) return 'dispatch';
  if (path.startsWith('server/platform/')) return 'platform';
  if (path.startsWith('server/engines/')) return 'engines';
  if (path.startsWith('server/systems/')) return 'systems';
  if (path.startsWith('server/')) return 'server';
  if (path.startsWith('web/kit/')) return 'kit';
  if (/^web\/(m|desk)\//.test(path)) return 'faces';
  return 'outside';
}

function checkImport(path: string, node: Node, report: Report): void {
  const source = (node['source'] ?? undefined) as Node | undefined;
  const isImport = /^(Import|Export(Named|All))Declaration$|^ImportExpression$/.test(node.type);
  const name = source?.['value'];
  if (!isImport || typeof name !== 'string') return;
  if (!name.startsWith('.')) return checkPackage(path, name, node, report);
  const target = posix.join(posix.dirname(path), name.replace(/\?.*$/, ''));
  if (isStepAside(path, target)) return;
  const [from, to] = [layerOf(path), layerOf(target)];
  if (from !== to && !arrows[from]!.includes(to)) {
    report(node, 'arrow', `${from} may not import ${to} (${target}).`);
  }
  if (from === 'systems' && to === 'systems' && roomOf(path) !== roomOf(target)) {
    report(node, 'arrow', `a system never imports a system (${target}); call an engine or react to an event.`);
  }
  if (from === 'faces' && to === 'faces' && path.split('/')[1] !== target.split('/')[1]) {
    report(node, 'arrow', `one face never imports the other (${target}); what both need belongs in web/kit.`);
  }
  if (
    path.startsWith('web/') &&
    !path.endsWith('.test.ts') &&
    to === 'contract' &&
    !isVocabulary(target) &&
    !isTypeOnly(node)
  ) {
    report(
      node,
      'arrow',
      `web imports types (and lists of codes) only from contract (${target}); a value would carry the schemas to every phone.`,
    );
  }
  const room = roomOf(target);
  if (room && room !== roomOf(path) && from !== 'outside' && /\.tsx?$/.test(target) && target !== `${room}/index.ts`) {
    if (!(`${path} → ${target}` in insideException)) {
      report(node, 'inside', `${target} is the inside of ${room}; import ${room}/index.ts.`);
    }
  }
}

/** A test beside the code may use the test helpers, and any room through its face. */
function isStepAside(path: string, target: string): boolean {
  return (
    (isTest(path) || isFixture(path)) &&
    (target.startsWith('test/') || target.startsWith('server/platform/') || target === 'server/app.ts')
  );
}

function roomOf(path: string): string | undefined {
  for (const pattern of rooms) {
    const room = pattern.exec(path)?.[0];
    if (room) return room;
  }
  return undefined;
}

function isTypeOnly(node: Node): boolean {
  return node['importKind'] === 'type' || node['exportKind'] === 'type';
}

function checkPackage(path: string, name: string, node: Node, report: Report): void {
  if (isTest(path) || isFixture(path)) return;
  if (path.startsWith('dispatch/') && !path.endsWith('/measure.ts')) {
    report(node, 'arrow', `dispatch is pure and imports nothing from outside (${name}).`);
  }
  if (isVocabulary(path)) report(node, 'arrow', `${path} goes to every phone and imports nothing (${name}).`);
  else if (path.startsWith('contract/') && name !== 'zod')
    report(node, 'arrow', `contract imports zod only (${name}).`);
  if (path.startsWith('web/m/') && (name === 'antd' || name === 'leaflet' || name === 'echarts')) {
    report(node, 'arrow', `${name} is for the desk; phones stay small.`);
  }
}

// ── time, chance and the database's clock ────────────────────────────────────────────────────────

const pureFolders = ['server/engines/', 'server/systems/', 'dispatch/'];
const sqlClock =
  /\b(now\s*\(\s*\)|current_timestamp|current_date|localtimestamp|(clock|statement|transaction)_timestamp\s*\()/i;
const sqlChance = /\b(random\s*\(\s*\)|gen_random_uuid\s*\(|uuidv[47]\s*\()/i;

function checkPurity(path: string, node: Node, report: Report): void {
  // Tests and measurements look at real clocks; so do the fixtures that only they import.
  if (isTest(path) || isFixture(path)) return;
  const text = node.type === 'TemplateElement' ? rawOf(node) : node.type === 'Literal' ? node['value'] : undefined;
  if (path.startsWith('server/') && typeof text === 'string' && looksLikeSql(text)) {
    if (sqlClock.test(text)) report(node, 'clock', 'SQL takes the time as a parameter, not from now().');
    if (sqlChance.test(text)) report(node, 'chance', 'SQL takes ids and random values as parameters.');
  }
  if (!pureFolders.some((folder) => path.startsWith(folder))) return;
  const callee = calleeOf(node);
  if (callee === 'Date.now' || (callee === 'Date' && (node['arguments'] as unknown[]).length === 0)) {
    report(node, 'clock', 'time comes from the injected clock.');
  }
  if (
    callee &&
    /^(Math\.random|randomUUID|randomBytes|randomInt|(globalThis\.)?crypto\.(randomUUID|randomBytes|randomInt|getRandomValues))$/.test(
      callee,
    )
  ) {
    report(node, 'chance', `${callee}: ids and random values come from what is injected.`);
  }
}

function rawOf(node: Node): string | undefined {
  return (node['value'] as { raw?: string } | undefined)?.raw;
}

/** Sentences in English may say "now (…)"; SQL has one of its verbs or is a bare call. */
function looksLikeSql(text: string): boolean {
  return (
    /\b(select|insert|update|delete|set|where|values|returning|interval)\b/i.test(text) ||
    /^\s*[a-z_]+\s*\(\s*\)\s*$/i.test(text)
  );
}

/** `a.b.c` of a call or `new`, else undefined. */
function calleeOf(node: Node): string | undefined {
  if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return undefined;
  const name = (part: Node): string | undefined => {
    if (part.type === 'Identifier') return part['name'] as string;
    if (part.type !== 'MemberExpression' || part['computed'] === true) return undefined;
    const object = name(part['object'] as Node);
    return object && `${object}.${(part['property'] as Node)['name'] as string}`;
  };
  return name(node['callee'] as Node);
}

// ── refusals ─────────────────────────────────────────────────────────────────────────────────────

function checkRefusal(node: Node, report: Report): void {
  if (calleeOf(node) !== 'refuse') return;
  const first = (node['arguments'] as Node[])[0];
  const code = first?.type === 'Literal' ? first['value'] : undefined;
  if (typeof code === 'string' && !Object.hasOwn(refusals, code)) {
    report(node, 'refusal', `${code} has no sentence in contract/refusals/index.ts.`);
  }
}

// ── Chinese ──────────────────────────────────────────────────────────────────────────────────────

const han = /\p{Script=Han}/u;
/** A half-width mark that touches a Chinese character. */
const halfWidth = /(?<=\p{Script=Han})[,;:?!()]|[,;:?!()](?=\p{Script=Han})/u;

function checkPunctuation(text: string, node: Node, report: Report): void {
  const isText = node.type === 'TemplateElement' || node.type === 'JSXText';
  if (!isText && (node.type !== 'Literal' || typeof node['value'] !== 'string')) return;
  const words = text.slice(node.start, node['end'] as number);
  // An English sentence may quote a Chinese word; what is mostly Chinese is a Chinese sentence.
  const chinese = words.match(new RegExp(han, 'gu'))?.length ?? 0;
  if (chinese === 0 || chinese * 4 <= (words.match(/[a-z]/gi)?.length ?? 0)) return;
  const mark = halfWidth.exec(words)?.[0];
  if (mark) report(node, 'punctuation', `a Chinese sentence has full-width marks, not “${mark}”.`);
}

// ── statements ───────────────────────────────────────────────────────────────────────────────────

/**
 * Names of databases, roles and settings cannot be parameters, and one message of several statements carries none: these
 * files check each value by itself. The ledger's `query` is handed constants, which this rule sees at its callers.
 */
const ownStatements = /^server\/(platform\/(postgres|database|migrate|session|backup\/)|engines\/ledger\/store\.ts)/;

/** A word that is in the source, or a choice between two. */
const isConstant = (node: Node): boolean =>
  node.type === 'Literal' ||
  (node.type === 'ConditionalExpression' &&
    isConstant(node['consequent'] as Node) &&
    isConstant(node['alternate'] as Node));

/** A value never becomes part of a statement's text: kysely's tagged `sql` and `$1` carry it beside. */
function checkSql(path: string, node: Node, report: Report): void {
  if (!path.startsWith('server/') || isTest(path) || isFixture(path) || ownStatements.test(path)) return;
  if (node.type !== 'CallExpression') return;
  const callee = node['callee'] as Node;
  const name = ((callee['property'] as Node | undefined) ?? callee)['name'];
  if (name !== 'query' && name !== 'raw') return;
  const args = node['arguments'] as readonly Node[];
  const isBuilt = (arg: Node): boolean =>
    arg.type === 'BinaryExpression' ||
    (arg.type === 'TemplateLiteral' && !(arg['expressions'] as readonly Node[]).every(isConstant));
  if (
    args.some(isBuilt) ||
    (name === 'raw' && args.some((arg) => arg.type !== 'Literal' && arg.type !== 'TemplateLiteral'))
  )
    report(node, 'sql', 'a statement is built from strings. Use the tagged sql template or parameters.');
}
