/** What is wrong with an entry is said in the reader's language, beside the entry, and never repeats what was sent. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { z } from 'zod';
import { routes } from '../../contract/index.ts';
import { testWorld, type Someone, type World } from '../../test/world.ts';
import { fieldWords, wordsOf, type FieldWords } from './field-words.ts';

interface Field {
  path: string;
  message: string;
}
const said = (schema: z.ZodType, value: unknown): FieldWords => {
  const result = schema.safeParse(value, { reportInput: true });
  assert.ok(!result.success, 'the value was meant to be wrong');
  return wordsOf(result.error.issues[0]!);
};

describe('field words', () => {
  it('has words of its own for every kind of mistake', () => {
    const cases: [z.ZodType, unknown, string, string][] = [
      [z.string(), undefined, '请填写这一项。', 'Fill this in.'],
      [z.string(), null, '请填写这一项。', 'Fill this in.'],
      [z.string().trim().min(1), '  ', '请填写这一项。', 'Fill this in.'],
      [z.string(), 7, '这里要填文字。', 'Text is expected here.'],
      [z.string().min(4), 'abc', '至少填写4个字。', 'Enter at least 4 characters.'],
      [z.string().max(1), 'abc', '最多填写1个字。', 'Enter at most 1 character.'],
      [z.string().length(3), 'ab', '应为3个字。', 'Enter exactly 3 characters.'],
      [z.number(), '7', '这里要填数字。', 'A number is expected here.'],
      [z.int(), 1.5, '这里要填整数。', 'A whole number is expected here.'],
      [z.int().min(1), 0, '不能小于1。', 'This must be 1 or more.'],
      [z.int().max(10), 11, '不能大于10。', 'This must be 10 or less.'],
      [z.number().gt(0), 0, '须大于0。', 'This must be more than 0.'],
      [z.number().lt(5), 5, '须小于5。', 'This must be less than 5.'],
      [z.int(), 1e300, '数字太大。', 'This number is too large.'],
      [z.boolean(), 'true', '请选择“是”或“否”。', 'Choose yes or no.'],
      [z.literal(true), false, '请先确认这一项。', 'Confirm this first.'],
      [z.enum(['a', 'b']), 'c', '请从列出的选项中选择。', 'Choose one of the options.'],
      [z.enum(['a', 'b']), undefined, '请填写这一项。', 'Fill this in.'],
      [z.array(z.string()).min(1), [], '至少要有1项。', 'Give at least 1 entry.'],
      [z.array(z.string()).max(2), ['a', 'b', 'c'], '最多2项。', 'Give at most 2 entries.'],
      [z.uuid(), 'x', '编号不正确。', 'This number or link is not right.'],
      [z.iso.date(), '2026-02-30', '请填写有效的日期。', 'Enter a valid date.'],
      [z.iso.datetime({ offset: true }), '9:00', '请填写有效的时间。', 'Enter a valid time.'],
      [z.string().regex(/^1\d{10}$/), '139', '请填写有效的电话号码。', 'Enter a valid phone number.'],
      [z.string().regex(/^\d{6}$/), '12', '应为6位数字。', 'Enter 6 digits.'],
      [
        z.strictObject({}),
        { more: 1 },
        '有表单以外的内容，请刷新页面后重填。',
        'This form does not know one of the entries. Reload the page.',
      ],
    ];
    for (const [schema, value, zh, en] of cases) assert.deepEqual(said(schema, value), { zh, en });
  });

  it('lets a rule of the contract say its own sentence, in both languages or not at all', () => {
    const both = { zh: '两次填写不一致。', en: 'The two entries differ.' };
    assert.deepEqual(
      said(
        z.string().refine(() => false, { params: both }),
        'x',
      ),
      both,
    );
    assert.deepEqual(
      said(
        z.string().refine(() => false, 'Only English'),
        'x',
      ),
      fieldWords.form,
    );
    assert.deepEqual(
      said(
        z.string().refine(() => false, { params: { zh: both.zh } }),
        'x',
      ),
      fieldWords.form,
    );
  });

  it('knows the words for every pattern of the contract that a person fills in', () => {
    const unworded = new Set<string>();
    const patterns = new Set<string>();
    const seen = new Set<unknown>();
    const walk = (value: unknown): void => {
      if (typeof value !== 'object' || value === null || seen.has(value)) return;
      seen.add(value);
      const check = value as { check?: string; pattern?: RegExp; format?: string };
      if (check.check === 'custom') assert.fail('a rule of the contract beyond form needs its sentences: see `own`');
      if (check.check === 'string_format' && check.format === 'regex' && check.pattern) {
        const pattern = String(check.pattern);
        patterns.add(pattern);
        const words = wordsOf({
          code: 'invalid_format',
          format: 'regex',
          pattern,
          path: [],
          message: '',
        });
        if (words === fieldWords.form) unworded.add(pattern);
      }
      if (value instanceof z.ZodType) walk(value._zod.def);
      else if ('_zod' in value) walk((value as { _zod: { def: unknown } })._zod.def);
      else for (const part of Object.values(value)) walk(part);
    };
    for (const route of routes as readonly { params?: unknown; query?: unknown; body?: unknown }[])
      for (const part of [route.params, route.query, route.body]) walk(part);
    assert.ok(patterns.size >= 5, `only ${patterns.size} patterns were found`);
    // The keys of a browser's push registration are written by the browser.
    assert.deepEqual([...unworded].sort(), ['/^[\\w-]{22}$/', '/^[\\w-]{87}$/']);
  });
});

describe('an answer to wrong input', () => {
  let w: World;
  let resident: Someone;
  before(async () => {
    w = await testWorld();
    resident = await w.resident();
  });
  after(() => w.close());

  const secret = '王小明的钥匙在门垫下';
  /** An order with many mistakes; two of them hold what must not come back. */
  const body = { text: 7, urgency: secret, windows: [{ start: secret, end: secret }], [secret]: secret };
  const ask = async (locale: 'zh' | 'en') => {
    const answer = await w.call(resident.token, 'orders.place', { params: { community: w.community }, body, locale });
    assert.equal(answer.status, 400);
    assert.equal(answer.body.code, 'INPUT_INVALID');
    return answer.body as { message: string; fields: Field[] };
  };

  it('names each field in the language of the request and echoes nothing', async () => {
    const [zh, en] = [await ask('zh'), await ask('en')];
    const at = (fields: Field[], path: string) => fields.find((f) => f.path === path)?.message;
    assert.equal(at(zh.fields, 'text'), '这里要填文字。');
    assert.equal(at(en.fields, 'text'), 'Text is expected here.');
    assert.equal(at(zh.fields, 'windows.0.start'), '请填写有效的时间。');
    assert.equal(at(en.fields, 'windows.0.start'), 'Enter a valid time.');
    assert.equal(zh.fields.length, en.fields.length);
    for (const f of zh.fields) assert.match(f.message, /^[\p{Script=Han}0-9“”，；]+。$/u);
    for (const f of en.fields) assert.match(f.message, /^[A-Z][ -~]+\.$/);
    for (const answer of [zh, en]) assert.ok(!JSON.stringify(answer).includes(secret));
  });

  it('speaks so in a path, a query and where no body came', async () => {
    const path = await w.call(resident.token, 'orders.read', {
      params: { community: w.community, id: 'x' },
      locale: 'en',
    });
    assert.deepEqual(path.body.fields, [{ path: 'id', message: 'This number or link is not right.' }]);
    const none = await w.call(resident.token, 'orders.place', { params: { community: w.community }, locale: 'en' });
    assert.equal(none.body.fields[0].message, 'Fill this in.');
  });

  it('has a sentence from a use case too', async () => {
    const empty = { text: ' ', voice: null };
    for (const [locale, message] of [
      ['zh', fieldWords.textOrVoice.zh],
      ['en', fieldWords.textOrVoice.en],
    ] as const) {
      const answer = await w.call(resident.token, 'orders.place', {
        params: { community: w.community },
        body: empty,
        locale,
      });
      assert.deepEqual(answer.body.fields, [{ path: 'text', message }]);
    }
  });
});
