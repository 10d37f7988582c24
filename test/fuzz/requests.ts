/** One request as it goes over the wire: well formed, nearly so, or broken in a way that no client library would send. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Operation } from './document.ts';
import { atPresent, valueOf, type Present } from './values.ts';

/** What is drawn beforehand; identifiers and instants are filled in when it is sent. */
export interface Plan {
  readonly body: unknown;
  readonly query: unknown;
  readonly places: readonly number[];
  readonly actor: number;
  /** Below 6 of 10 an actor who may call the operation, if there is one. */
  readonly able: number;
  readonly where: number;
  readonly key: number;
  readonly english: boolean;
  /** How the bytes are broken; 'none' most of the time. */
  readonly breakage: Breakage;
  readonly at: number;
}
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | null;
}

const breakages = [
  'none',
  'cut',
  'huge number',
  'tiny number',
  'long number',
  'key twice',
  'nul',
  'surrogate',
  'deep',
  'bytes',
  'bom',
  'utf16',
  'gzip',
  'plain',
  'form',
  'multipart',
  'charset',
  'no type',
  'empty',
  'scalar',
  'large',
  'odd place',
  'odd query',
  'odd token',
  'odd key',
  'odd method',
] as const;
export type Breakage = (typeof breakages)[number];

export function plansOf(operation: Operation): fc.Arbitrary<Plan> {
  const body =
    operation.body === null
      ? fc.constant(undefined)
      : fc.oneof(
          { weight: 5, arbitrary: valueOf(operation.body, 0) },
          { weight: 4, arbitrary: valueOf(operation.body, 3) },
        );
  const query =
    operation.query === null ? fc.constant({}) : fc.oneof(valueOf(operation.query, 0), valueOf(operation.query, 2));
  return fc.record({
    body,
    query,
    places: fc.array(fc.nat(9999), { minLength: 4, maxLength: 4 }),
    actor: fc.nat(999),
    able: fc.nat(9),
    where: fc.nat(19),
    key: fc.nat(9),
    english: fc.boolean(),
    breakage: fc.oneof(
      { weight: 4, arbitrary: fc.constant<Breakage>('none') },
      { weight: 1, arbitrary: fc.constantFrom(...breakages) },
    ),
    at: fc.nat(9999),
  });
}

const oddPlaces = [
  '%00',
  '..%2f..%2fetc',
  "'",
  '%F0%9F%98%80',
  'NaN',
  '0',
  '-1',
  '9999999999',
  'x'.repeat(300),
  '%E0%A4',
  '__proto__',
];
const oddQueries = [
  '%',
  '%00=1',
  'limit=1&limit=2',
  'a[]=1',
  'after=%ED%A0%80',
  `q=${'x'.repeat(3000)}`,
  'limit=1e3',
  '__proto__=1',
  '&&&==&',
];
const oddTokens = [
  'x',
  'x'.repeat(5000),
  'null',
  '00000000-0000-0000-0000-000000000000.00000000-0000-0000-0000-000000000000.x',
  "' or 1=1",
];

export interface Wire {
  readonly token: string | null;
  readonly present: Present;
  /** What stands in a place of the path: a community, an identifier that was seen there, a word of an enumeration. */
  place(operation: Operation, index: number, plan: Plan): string;
}

export function requestOf(operation: Operation, plan: Plan, wire: Wire): Sent {
  const pick = <T>(of: readonly T[]): T => of[plan.at % of.length]!;
  let path = operation.path;
  operation.places.forEach((place, index) => {
    const odd = plan.breakage === 'odd place' && plan.at % operation.places.length === index;
    path = path.replace(
      `{${place.name}}`,
      odd ? pick(oddPlaces) : encodeURIComponent(wire.place(operation, index, plan)),
    );
  });
  const query =
    plan.breakage === 'odd query'
      ? pick(oddQueries)
      : new URLSearchParams(
          Object.entries((atPresent(plan.query, wire.present) ?? {}) as Record<string, unknown>)
            .filter(([, value]) => value !== undefined)
            .map(([key, value]) => [key, (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 500)])
            .slice(0, 60),
        ).toString();
  const headers: Record<string, string> = { 'accept-language': plan.english ? 'en' : 'zh-CN' };
  const token = plan.breakage === 'odd token' ? pick(oddTokens) : wire.token;
  if (token !== null) headers['authorization'] = `Bearer ${token}`;
  if (plan.breakage === 'odd key') headers['idempotency-key'] = pick(['', 'short', 'x'.repeat(500), 'ÿ'.repeat(20)]);
  // Few keys, so that a key meets another body and another route now and then.
  else if (plan.key < 8)
    headers['idempotency-key'] =
      plan.key < 1 ? `again-${plan.at % 7}-again` : `fuzz-${plan.actor}-${plan.at}-${plan.places[0]}`;
  const method =
    plan.breakage === 'odd method' ? pick(['PUT', 'DELETE', 'POST', 'PATCH', 'HEAD', 'OPTIONS']) : operation.method;
  const { bytes, type, encoding } = bodyOf(plan, atPresent(plan.body, wire.present));
  if (type !== null) headers['content-type'] = type;
  if (encoding !== null) headers['content-encoding'] = encoding;
  if (bytes !== null) headers['content-length'] = String(bytes.length);
  return { method, path: query === '' ? path : `${path}?${query}`, headers, body: bytes };
}

interface Body {
  readonly bytes: Buffer | null;
  readonly type: string | null;
  readonly encoding: string | null;
}
const json = 'application/json';
const typed: Partial<Record<Breakage, string | null>> = {
  plain: 'text/plain',
  form: 'application/x-www-form-urlencoded',
  multipart: 'multipart/form-data; boundary=x',
  charset: 'application/json; charset=utf-16',
  'no type': null,
};

function bodyOf(plan: Plan, value: unknown): Body {
  const { breakage, at } = plan;
  const of = (bytes: Buffer | string, type: string | null = json, encoding: string | null = null): Body => ({
    bytes: Buffer.from(bytes as string),
    type,
    encoding,
  });
  if (breakage === 'empty') return of('');
  if (breakage === 'scalar') return of(['null', '1', '"x"', 'true', '[]', 'NaN', '-'][at % 7]!);
  if (value === undefined) return { bytes: null, type: null, encoding: null };
  const text = JSON.stringify(value);
  const spot = at % Math.max(1, text.length);
  switch (breakage) {
    case 'cut':
      return of(text.slice(0, spot));
    case 'huge number':
      return of(text.replace(/(?<=[:[,])-?\d+(\.\d+)?/, '9999e400'));
    case 'tiny number':
      return of(text.replace(/(?<=[:[,])-?\d+(\.\d+)?/, '-1e-400'));
    case 'long number':
      return of(text.replace(/(?<=[:[,])-?\d+(\.\d+)?/, '9'.repeat(400)));
    case 'key twice':
      return of(text.replace(/^\{("[^"]+":)/, '{$1"x",$1'));
    case 'nul':
      return of(text.replaceAll(/"([^":]{1,40})"(?=[,}\]])/g, '"$1\\u0000"'));
    case 'surrogate':
      return of(text.replaceAll(/"([^":]{1,40})"(?=[,}\]])/g, '"$1\\ud83d"'));
    case 'deep':
      return of(text.replace(/(?<=":)("[^"]*"|\d+|null|true|false)/, '['.repeat(20_000) + ']'.repeat(20_000)));
    case 'bytes':
      return of(
        Buffer.concat([
          Buffer.from(text.slice(0, spot)),
          Buffer.from([0xc3, 0x28, 0xff]),
          Buffer.from(text.slice(spot)),
        ]) as never,
      );
    case 'bom':
      return of(`\ufeff${text}`);
    case 'utf16':
      return of(Buffer.from(text, 'utf16le') as never);
    case 'gzip':
      return of(gzipSync(text) as never, json, 'gzip');
    // Rarely, for it is slow: one body above every limit.
    case 'large':
      return of(at % 20 === 0 ? `{"x":"${'x'.repeat(7_000_000)}"}` : text);
    default:
      return of(text, typed[breakage] === undefined ? json : typed[breakage]);
  }
}
