/**
 * Hostile and merely odd input on every route: never a 5xx, never coerced, every refusal a known code with its sentence.
 * Bounded here; FUZZ_RUNS lengthens it.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { z } from 'zod';
import { refusals } from '../contract/refusals/index.ts';
import { routes, type Routes } from '../contract/index.ts';
import { testWorld, type Someone, type World } from './world.ts';

type Json = Record<string, any>;
const runs = Number(process.env['FUZZ_RUNS'] ?? 6);
const hostile = fc.constantFrom<unknown>(
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  '',
  ' ',
  '0',
  'true',
  '\u200b\u200d',
  "'; drop table person; --",
  '${x}',
  '../../etc/passwd',
  'a'.repeat(5000),
  '😀'.repeat(300),
  '\u0000',
  '２０２６',
  [],
  {},
  [[[[[]]]]],
  { __proto__: 1, constructor: 1 },
  '2026-02-30',
  '2026-11-21T09:00:00',
  '99999999-9999-9999-9999-999999999999',
);

/** A value that fits a JSON schema, or nearly: each node may be replaced by something hostile. */
function valueOf(schema: Json, evil: number): fc.Arbitrary<unknown> {
  const fit = fitting(schema, evil);
  return evil === 0 ? fit : fc.oneof({ weight: 20, arbitrary: fit }, { weight: evil, arbitrary: hostile });
}
function fitting(schema: Json, evil: number): fc.Arbitrary<unknown> {
  if (schema['const'] !== undefined) return fc.constant(schema['const']);
  if (schema['enum']) return fc.constantFrom(...(schema['enum'] as unknown[]));
  const choices = (schema['anyOf'] ?? schema['oneOf']) as Json[] | undefined;
  if (choices) return fc.oneof(...choices.map((c) => valueOf(c, evil)));
  switch (schema['type']) {
    case 'object':
      return objectOf(schema, evil);
    case 'array':
      return fc.array(valueOf(schema['items'] ?? {}, evil), {
        minLength: Math.min(schema['minItems'] ?? 0, 3),
        maxLength: 3,
      });
    case 'integer':
      return fc.integer({
        min: Math.max(schema['minimum'] ?? -5, -1e9),
        max: Math.min(schema['maximum'] ?? 1000, 1e9),
      });
    case 'number':
      return fc.double({ min: schema['minimum'] ?? -200, max: schema['maximum'] ?? 200, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return textOf(schema);
    default:
      return hostile;
  }
}
function textOf(schema: Json): fc.Arbitrary<string> {
  if (schema['format'] === 'uuid')
    return fc.constantFrom('01990000-0000-7000-8000-000000000001', '01990000-0000-7000-8000-0000000000ff');
  if (schema['format'] === 'date-time')
    return fc
      .date({ min: new Date('2026-01-01'), max: new Date('2027-06-01'), noInvalidDate: true })
      .map((d) => d.toISOString());
  if (schema['format'] === 'date') return fc.constantFrom('2026-11-21', '2026-12-01', '2030-01-01');
  const pattern = schema['pattern'] as string | undefined;
  if (pattern?.startsWith('^1\\d{10}')) return fc.constantFrom('13900000077', '13900000078');
  if (pattern?.startsWith('^\\d{')) return fc.constantFrom('123456', '1234', '000000');
  if (pattern) return fc.stringMatching(new RegExp(pattern));
  return fc.oneof(
    fc.constantFrom('楼道灯坏了', '帮忙辅导作业', '清倒垃圾桶', '协助社区工作', '迎检', '拍照'),
    fc.string({ maxLength: 20 }),
  );
}
function objectOf(schema: Json, evil: number): fc.Arbitrary<unknown> {
  const required = new Set((schema['required'] ?? []) as string[]);
  const shape: Record<string, fc.Arbitrary<unknown>> = {};
  for (const [key, sub] of Object.entries((schema['properties'] ?? {}) as Record<string, Json>))
    shape[key] = valueOf(sub, evil);
  const known = fc.record(shape, { requiredKeys: Object.keys(shape).filter((k) => required.has(k)) });
  return evil === 0
    ? known
    : fc.oneof({ weight: 15, arbitrary: known }, { weight: 1, arbitrary: known.map((o) => ({ ...o, surprise: 1 })) });
}
const schemaOf = (type: z.ZodType): Json => z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' }) as Json;

describe('fuzz', () => {
  let w: World;
  const actors: (Someone | null)[] = [];
  before(async () => {
    w = await testWorld({ seed: 'fuzz' });
    actors.push(
      null,
      await w.resident(),
      await w.member(),
      await w.staff('community_secretary'),
      await w.staff('points_auditor'),
      await w.staff('property_manager'),
      await w.staff('unit_secretary', { tenant: w.unit }),
      await w.staff('city_staff', { tenant: w.city }),
      await w.staff('group_leader'),
    );
  });
  after(() => w.close());

  for (const route of routes) {
    if (['live', 'accounts.closeAccount', 'accounts.signOut'].includes(route.id)) continue;
    it(`${route.id} survives`, async () => {
      const contract = route as { body?: z.ZodType; query?: z.ZodType };
      const body = contract.body
        ? fc.oneof(valueOf(schemaOf(contract.body), 0), valueOf(schemaOf(contract.body), 3))
        : fc.constant(undefined);
      const query = contract.query ? valueOf(schemaOf(contract.query), 0) : fc.constant({});
      const known = fc.constantFrom('01990000-0000-7000-8000-000000000001', w.estate, w.home);
      await fc.assert(
        fc.asyncProperty(
          body,
          query,
          known,
          fc.nat(actors.length - 1),
          fc.boolean(),
          async (payload, asked, id, who, english) => {
            const params: Record<string, string | number> = {};
            for (const [, name] of route.path.matchAll(/:(\w+)/g))
              params[name!] =
                name === 'community'
                  ? w.community
                  : name === 'unit'
                    ? w.unit
                    : name === 'tenant'
                      ? w.community
                      : name === 'kind'
                        ? 'order'
                        : name === 'purpose'
                          ? 'service'
                          : name === 'table'
                            ? 'needs'
                            : name === 'key'
                              ? 'quiet_from_min'
                              : name === 'token'
                                ? 'x'.repeat(43)
                                : id;
            const text = Object.fromEntries(
              Object.entries(asked as Record<string, unknown>).map(([k, v]) => [k, String(v)]),
            );
            const answer = await w.call(actors[who]?.token ?? null, route.id as keyof Routes, {
              params,
              query: text,
              ...(payload === undefined ? {} : { body: payload }),
              locale: english ? 'en' : 'zh',
            });
            assert.ok(
              answer.status < 500,
              `${route.id} answered ${answer.status} to ${JSON.stringify({ params, text, payload }).slice(0, 600)}`,
            );
            if (answer.status >= 400) {
              const refused = answer.body as { code: string; message: string; next: string };
              assert.ok(refused.code in refusals, `unknown code ${refused.code}`);
              assert.ok(refused.message.length > 1 && refused.next.length > 1);
            }
          },
        ),
        { numRuns: runs, seed: 20261121 },
      );
      await w.settle();
    });
  }

  it('posts nothing for odd shapes: minutes as text, true as a number', async () => {
    const secretary = actors[3]!;
    const answer = await w.call(secretary.token, 'points.deduct', {
      params: { community: w.community },
      body: { person: secretary.id, hundredths: '7', reason: '' },
    });
    assert.equal(answer.body.code, 'INPUT_INVALID');
  });
});
