import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkSources } from './house-rules.ts';

/** What the rules say of one planted file, without the place. */
function rulesOf(path: string, text: string): string[] {
  return checkSources([{ path, text }]).map((line) => line.replace(/^\S+ (\w+):.*$/s, '$1'));
}

describe('arrows', () => {
  const planted: readonly [path: string, text: string, rule: string][] = [
    ['server/systems/time-bank/a.ts', "import { b } from '../accounts/index.ts';", 'arrow'],
    ['server/engines/ledger/a.ts', "import { b } from '../../systems/accounts/index.ts';", 'arrow'],
    ['server/platform/a.ts', "import type { B } from '../engines/ledger/index.ts';", 'arrow'],
    ['server/platform/a.ts', "export * from '../app.ts';", 'arrow'],
    ['contract/orders/index.ts', "import { b } from '../../server/platform/ids.ts';", 'arrow'],
    ['contract/orders/index.ts', "import pg from 'pg';", 'arrow'],
    ['contract/codes.ts', "import { z } from 'zod';", 'arrow'],
    ['dispatch/score.ts', "import { randomUUID } from 'node:crypto';", 'arrow'],
    ['dispatch/score.ts', "import { codes } from '../contract/codes.ts';", 'arrow'],
    ['web/m/a.tsx', "import { routes } from '../../contract/index.ts';", 'arrow'],
    ['web/m/a.tsx', "const later = import('../desk/board.tsx');", 'arrow'],
    ['web/m/a.tsx', "import { Table } from 'antd';", 'arrow'],
    ['web/kit/a.tsx', "import { a } from '../m/app.tsx';", 'arrow'],
    ['server/engines/demand/a.ts', "import { post } from '../ledger/store.ts';", 'inside'],
    ['server/app.ts', "import { rules } from './systems/accounts/rules.ts';", 'inside'],
    ['server/engines/work/a.ts', "import { score } from '../../../dispatch/score.ts';", 'inside'],
  ];
  for (const [path, text, rule] of planted) {
    it(`finds ${text} in ${path}`, () => assert.deepEqual(rulesOf(path, text), [rule]));
  }

  it('lets what points the right way pass', () => {
    assert.deepEqual(
      checkSources([
        {
          path: 'server/systems/accounts/a.ts',
          text: `import { b } from '../../engines/people/index.ts'; import { c } from '../../platform/ids.ts';
            import { d } from '../../../contract/codes.ts'; import { e } from './rules.ts'; import pg from 'pg';`,
        },
        {
          path: 'server/engines/work/a.ts',
          text: "import { d } from '../../../dispatch/index.ts'; import { l } from '../ledger/index.ts';",
        },
        {
          path: 'web/m/a.tsx',
          text: "import type { Routes } from '../../contract/index.ts'; import { call } from '../kit/index.ts';",
        },
        { path: 'server/systems/accounts/a.test.ts', text: "import { world } from '../../../test/world.ts';" },
        { path: 'server/app.ts', text: "import { mount } from './systems/accounts/index.ts';" },
      ]),
      [],
    );
  });
});

describe('time and chance', () => {
  const planted: readonly [text: string, rule: string][] = [
    ['const at = Date.now();', 'clock'],
    ['const at = new Date();', 'clock'],
    ['const n = Math.random();', 'chance'],
    ['const id = randomUUID();', 'chance'],
    ['const id = crypto.randomUUID();', 'chance'],
    ["const q = 'select now()';", 'clock'],
    ['const q = sql`update a set at = ${x}, seen = current_timestamp where b`;', 'clock'],
    ['const q = sql`insert into a values (gen_random_uuid())`;', 'chance'],
    ['const q = sql`now()`;', 'clock'],
  ];
  for (const [text, rule] of planted) {
    it(`finds ${text}`, () => assert.deepEqual(rulesOf('server/engines/work/a.ts', text), [rule]));
  }

  it('lets pass what is given, spoken of, or outside business code', () => {
    const fine = [
      'const d = new Date(at);',
      '// Date.now() and now() are forbidden here',
      "const s = 'Do it now (please)';",
    ];
    assert.deepEqual(rulesOf('server/engines/work/a.ts', fine.join('\n')), []);
    assert.deepEqual(rulesOf('server/platform/clock.ts', 'export const now = () => new Date();'), []);
    assert.deepEqual(rulesOf('server/engines/work/a.test.ts', 'const at = Date.now();'), []);
  });

  it('finds the database clock in the platform too', () => {
    assert.deepEqual(rulesOf('server/platform/a.ts', "const q = 'delete from a where at < now()';"), ['clock']);
  });
});

describe('the rest', () => {
  it('finds a refusal without a sentence', () => {
    assert.deepEqual(rulesOf('server/engines/work/a.ts', "const a = refuse('NO_SUCH_CODE', {});"), ['refusal']);
    assert.deepEqual(rulesOf('server/engines/work/a.ts', "const a = refuse('FORBIDDEN');"), []);
  });

  it('finds a file of 501 lines and names the line of what it finds', () => {
    assert.deepEqual(rulesOf('web/kit/a.css', '\n'.repeat(501)), ['length']);
    assert.deepEqual(rulesOf('web/kit/a.css', '\n'.repeat(500)), []);
    assert.deepEqual(rulesOf('server/platform/database.generated.ts', '\n'.repeat(900)), []);
    assert.match(
      checkSources([{ path: 'dispatch/a.ts', text: '\n\nconst a = Math.random();' }])[0]!,
      /^dispatch\/a\.ts:3 chance: /,
    );
  });

  it('finds half-width marks in Chinese sentences, and lets codes and English pass', () => {
    assert.deepEqual(rulesOf('web/m/a.ts', "const a = '已办理,待确认';"), ['punctuation']);
    assert.deepEqual(rulesOf('web/m/a.ts', 'const a = `还可报名${n}人,线上`;'), ['punctuation']);
    assert.deepEqual(rulesOf('web/m/a.tsx', 'const a = <p>谢谢(您)</p>;'), ['punctuation']);
    assert.deepEqual(
      rulesOf('web/m/a.ts', "const a = ['已办理，8:30–18:00', 'Read the ledger of refusals (加码台账)'];"),
      [],
    );
    assert.deepEqual(rulesOf('web/m/a.ts', '// 已办理,待确认'), []);
  });

  it('finds a file that cannot be read', () => {
    assert.deepEqual(rulesOf('dispatch/a.ts', 'const = ;'), ['syntax']);
  });
});

describe('statements', () => {
  const rule = (text: string, path = 'server/systems/accounts/a.ts') => rulesOf(path, text);
  it('finds a statement that is built from strings', () => {
    for (const text of [
      'await client.query(`select * from person where name = ${name}`);',
      "await client.query('select * from ' + table);",
      'sql.raw(`order by ${column}`);',
      'sql.raw(column);',
      'await query(tx, `select ${id}`, []);',
    ])
      assert.deepEqual(rule(text), ['sql'], text);
  });
  it('lets parameters and the tagged template pass, and the few files that check names by themselves', () => {
    for (const text of [
      "await client.query('select * from person where name = $1', [name]);",
      'const rows = sql`select * from person where name = ${name}`;',
      "sql.raw('rollback');",
      "await query(tx, `select * from t where ${byId ? 'id' : 'key'} = $1`, [id]);",
    ])
      assert.deepEqual(rule(text), [], text);
    assert.deepEqual(rule('sql.raw(`set local app.tenant = ${id}`);', 'server/platform/database.ts'), []);
  });
});
