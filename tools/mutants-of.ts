/** Makes the mutants of a source file: each is one small change of the kind that a careless edit would make. Pure. */
import { parseAst } from 'vite';

export interface Mutant {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly line: number;
  /** What was there and what is there now, for the report. */
  readonly what: string;
}
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const operators: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '**': ['*'],
  '%': ['*'],
  '&': ['|'],
  '|': ['&'],
  '&&': ['||'],
  '||': ['&&'],
  '??': ['&&'],
  '+=': ['-='],
  '-=': ['+='],
};
const methods: Readonly<Record<string, string>> = {
  min: 'max',
  max: 'min',
  floor: 'ceil',
  some: 'every',
  every: 'some',
};
/** Methods whose call may be left out: what they were called on is used as it is. */
const droppable = new Set(['filter', 'toSorted', 'toReversed', 'slice', 'trim', 'map']);
const isText = (node: Node): boolean =>
  node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node['value'] === 'string');
const isTypeOnly = (node: Node): boolean =>
  node.type.startsWith('TS') && !['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression'].includes(node.type);

export function mutantsOf(source: string): Mutant[] {
  const found: Mutant[] = [];
  const lineOf = (at: number): number => source.slice(0, at).split('\n').length;
  const add = (start: number, end: number, text: string): void => {
    const shown = (part: string): string => part.replaceAll(/\s+/g, ' ').slice(0, 60);
    const what = `${shown(source.slice(start, end))} → ${text === '' ? '(nothing)' : shown(text)}`;
    found.push({ start, end, text, line: lineOf(start), what });
  };
  const operatorAt = (left: Node, operator: string, right: Node): readonly [number, number] => {
    const at = source.indexOf(operator, left.end);
    if (at < 0 || at > right.start) throw new Error(`No ${operator} at line ${lineOf(left.end)}`);
    return [at, at + operator.length];
  };
  const rules: Readonly<Record<string, (node: Node) => void>> = {
    BinaryExpression: binary,
    LogicalExpression: binary,
    AssignmentExpression: binary,
    UnaryExpression(node) {
      if (node['operator'] === '!' || node['operator'] === '-') add(node.start, (node['argument'] as Node).start, '');
    },
    ConditionalExpression: condition,
    IfStatement: condition,
    Literal(node) {
      const value = node['value'];
      if (typeof value === 'boolean') add(node.start, node.end, String(!value));
      else if (typeof value === 'number') add(node.start, node.end, String(value + 1));
      else if (typeof value === 'string' && value !== '') add(node.start, node.end, `''`);
    },
    ExpressionStatement(node) {
      if (typeof node['directive'] !== 'string') add(node.start, node.end, ';');
    },
    CallExpression: call,
  };
  function binary(node: Node): void {
    const [left, right] = [node['left'] as Node, node['right'] as Node];
    const operator = node['operator'] as string;
    if (operator === '+' && (isText(left) || isText(right))) return;
    const [start, end] = operators[operator] ? operatorAt(left, operator, right) : [0, 0];
    for (const other of operators[operator] ?? []) add(start, end, other);
  }
  function condition(node: Node): void {
    const test = node['test'] as Node;
    add(test.start, test.end, 'true');
    add(test.start, test.end, 'false');
  }
  function call(node: Node): void {
    const callee = node['callee'] as Node;
    if (callee.type !== 'MemberExpression' || callee['computed'] === true) return;
    const property = callee['property'] as Node;
    const name = property['name'] as string;
    if (Object.hasOwn(methods, name)) add(property.start, property.end, methods[name]!);
    if (droppable.has(name)) add(callee['object'] ? (callee['object'] as Node).end : 0, node.end, '');
  }
  const visit = (node: Node): void => {
    // Types are gone at run time; the words of an exception are for people, and no test quotes them whole.
    if (isTypeOnly(node) || /^(Import|ExportAll)/.test(node.type)) return;
    if (node.type === 'ExportNamedDeclaration' && node['source']) return;
    rules[node.type]?.(node);
    const isComplaint = node.type === 'NewExpression' || (node.type === 'CallExpression' && isMust(node));
    for (const [key, value] of Object.entries(node)) {
      if (key === 'typeAnnotation' || key === 'returnType' || key === 'typeParameters' || key === 'typeArguments')
        continue;
      if (key === 'key' && node['computed'] !== true) continue;
      for (const child of Array.isArray(value) ? value : [value]) {
        if (typeof child !== 'object' || child === null || typeof (child as Node).type !== 'string') continue;
        if (isComplaint && isText(child as Node)) continue;
        // A fixed statement of SQL is the business of the mutants of SQL; an empty one would be killed for nothing.
        if ((child as Node).type === 'Literal' && isStatement(child as Node)) continue;
        visit(child as Node);
      }
    }
  };
  visit(parseAst(source, { lang: 'ts' }) as unknown as Node);
  return found.toSorted((a, b) => a.start - b.start);
}

const isMust = (node: Node): boolean => (node['callee'] as Node)['name'] === 'must';
const isStatement = (node: Node): boolean =>
  typeof node['value'] === 'string' &&
  /^(select|insert|update|declare|fetch|close|savepoint|release|rollback) /.test(node['value']);
