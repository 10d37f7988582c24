/** Values that fit a JSON schema, or nearly: with a grain of evil any part of one may be something hostile instead. */
import fc from 'fast-check';
import type { Json } from './document.ts';

/** Stands for an identifier that the run has seen by the time of sending; see `withIds`. */
const idMark = '\u0001id:';
/** Stands for an instant so many minutes from the platform's present. */
const instantMark = '\u0001in:';
const dateMark = '\u0001on:';

const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, 0, -0, -1, 1.5, 1e308, -1e21, 2 ** 31, 2 ** 53, 5e-324, [], {}, [
    [[[[]]]],
  ]),
  fc.constantFrom<unknown>(
    '',
    ' ',
    '0',
    'true',
    'null',
    '１２',
    '\u200b\u200d\ufeff',
    "'; drop table person; --",
    '$1',
    '%s%n${x}{{x}}',
    '../../etc/passwd',
    '<script>alert(1)</script>',
    '=HYPERLINK("http://x")',
    'a'.repeat(5000),
    '😀'.repeat(300),
    'e\u0301'.repeat(200),
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\udfff文',
    '\u202etxt.exe',
    '2026-02-30',
    '2026-11-21T09:00:00',
    '9999-12-31T23:59:59Z',
    '0000-01-01T00:00:00Z',
    '-271821-04-20T00:00:00Z',
    '99999999-9999-9999-9999-999999999999',
    '__proto__',
    'constructor',
  ),
  fc.constantFrom<unknown>({ __proto__: 1, constructor: 1 }, JSON.parse('{"__proto__":{"x":1}}'), { toString: 1 }),
  fc.array(fc.constantFrom<unknown>(null, 'x', 1), { minLength: 300, maxLength: 300 }),
);

/** A value for this schema; `evil` of 20 parts are hostile. */
export function valueOf(schema: Json, evil: number, name = ''): fc.Arbitrary<unknown> {
  const fit = fitting(schema, evil, name);
  return evil === 0 ? fit : fc.oneof({ weight: 20, arbitrary: fit }, { weight: evil, arbitrary: hostile });
}

function fitting(schema: Json, evil: number, name: string): fc.Arbitrary<unknown> {
  if (schema['const'] !== undefined) return fc.constant(schema['const']);
  if (schema['enum']) return fc.constantFrom(...(schema['enum'] as unknown[]));
  const choices = (schema['anyOf'] ?? schema['oneOf']) as Json[] | undefined;
  if (choices) return fc.oneof(...choices.map((c) => valueOf(c, evil, name)));
  const whole = (key: string, otherwise: number): number => (schema[key] as number | undefined) ?? otherwise;
  switch (schema['type']) {
    case 'object':
      return objectOf(schema, evil);
    case 'array':
      return fc.array(valueOf((schema['items'] ?? {}) as Json, evil, name), {
        minLength: Math.min(whole('minItems', 0), 3),
        maxLength: Math.max(1, Math.min(whole('maxItems', 3), 3)),
      });
    case 'integer': {
      const [least, most] = [Math.max(whole('minimum', -5), -1e9), Math.min(whole('maximum', 1000), 1e9)];
      return fc.oneof(fc.integer({ min: least, max: most }), fc.constantFrom(least, most));
    }
    case 'number':
      return fc.oneof(
        fc.double({ min: whole('minimum', -200), max: whole('maximum', 200), noNaN: true }),
        fc.constantFrom(31.3482, 118.4221, 15),
      );
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return textOf(schema, name);
    default:
      return evil === 0 ? fc.constantFrom<unknown>('x', 1, null) : hostile;
  }
}

function textOf(schema: Json, name: string): fc.Arbitrary<string> {
  if (schema['format'] === 'uuid') return fc.nat(9999).map((n) => `${idMark}${name}:${n}`);
  if (schema['format'] === 'date-time')
    return fc
      .oneof({ weight: 9, arbitrary: fc.integer({ min: -3000, max: 20_000 }) }, fc.integer({ min: -1e7, max: 1e7 }))
      .map((n) => `${instantMark}${n}`);
  if (schema['format'] === 'date')
    return fc.oneof(
      fc.integer({ min: -40, max: 60 }).map((n) => `${dateMark}${n}`),
      fc.constantFrom('2000-02-29', '9999-12-31', '0001-01-01'),
    );
  const pattern = schema['pattern'] as string | undefined;
  if (pattern?.startsWith('^1\\d{10}')) return fc.nat(30).map((n) => String(13_900_000_001 + n));
  if (pattern === '^\\d{6}$') return fc.constantFrom('000000', '123456', '246810');
  if (pattern) return fc.stringMatching(new RegExp(pattern));
  const most = (schema['maxLength'] as number | undefined) ?? 4000;
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom('楼道灯坏了', '帮忙辅导作业', '清倒垃圾桶', '协助社区工作', '迎检', '拍照', '张三'),
    },
    { weight: 3, arbitrary: fc.string({ maxLength: 20 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
    { weight: 1, arbitrary: fc.constant('文'.repeat(Math.min(most, 6000))) },
  );
}

function objectOf(schema: Json, evil: number): fc.Arbitrary<unknown> {
  const required = new Set((schema['required'] ?? []) as string[]);
  const shape: Record<string, fc.Arbitrary<unknown>> = {};
  for (const [key, sub] of Object.entries((schema['properties'] ?? {}) as Record<string, Json>))
    shape[key] = valueOf(sub, evil, key);
  const keys = Object.keys(shape);
  const needed = keys.filter((k) => required.has(k));
  // Every part that may be left out is one more that may not fit: half of the values are lean, but say something.
  const lean = fc.record(
    Object.fromEntries(
      keys.filter((k) => required.has(k) || k === 'text' || k === 'reason').map((k) => [k, shape[k]!]),
    ),
  );
  const known = fc.oneof(lean, fc.record(shape, { requiredKeys: needed })).map(inOrder);
  if (evil === 0) return known;
  const without = fc
    .tuple(known, fc.nat(Math.max(0, keys.length - 1)))
    .map(([o, n]) => Object.fromEntries(Object.entries(o).filter(([key]) => key !== keys[n])));
  return fc.oneof(
    { weight: 15, arbitrary: known },
    { weight: 1, arbitrary: known.map((o) => ({ ...o, surprise: 1 })) },
    { weight: 1, arbitrary: without },
  );
}

/** Mostly a span begins before it ends; nine in ten that do not would only say so again. */
function inOrder(value: Record<string, unknown>): Record<string, unknown> {
  const { start, end } = value;
  if (
    typeof start !== 'string' ||
    typeof end !== 'string' ||
    !start.startsWith(instantMark) ||
    !end.startsWith(instantMark)
  )
    return value;
  const from = Number(start.slice(instantMark.length));
  const long = Math.abs(Number(end.slice(instantMark.length))) % 10 === 0 ? -60 : 60;
  return { ...value, end: `${instantMark}${from + long}` };
}

export interface Present {
  /** The n-th identifier of this kind that the run has seen. */
  id(kind: string, n: number): string;
  now(): Date;
}
/** Puts identifiers and instants where the marks stand. */
export function atPresent(value: unknown, present: Present): unknown {
  if (typeof value === 'string') return textAtPresent(value, present);
  if (Array.isArray(value)) return value.map((one) => atPresent(one, present));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, atPresent(one, present)]));
}
function textAtPresent(text: string, present: Present): string {
  if (text.startsWith(idMark)) {
    const [kind = '', n] = text.slice(idMark.length).split(':');
    return present.id(kind, Number(n));
  }
  const later = (mark: string, unit_ms: number): string =>
    new Date(present.now().getTime() + Number(text.slice(mark.length)) * unit_ms).toISOString();
  if (text.startsWith(instantMark)) return later(instantMark, 60_000);
  if (text.startsWith(dateMark)) return later(dateMark, 86_400_000).slice(0, 10);
  return text;
}
