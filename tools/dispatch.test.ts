import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

describe('npm run dispatch', () => {
  let dir = '';
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'shaoying-dispatch-'));
    writeFileSync(join(dir, 'v.csv'), 'member_id,capacity\nanna,1\nbert,1\n');
    writeFileSync(join(dir, 'c.csv'), 'order_id,member_id,score\nb,anna,8\na,bert,9\na,anna,10\n');
    writeFileSync(join(dir, 'o.csv'), 'order_id,people\na,2\nc,1\n');
  });
  after(() => rmSync(dir, { recursive: true, force: true }));

  function run(...words: readonly string[]) {
    const args = words.map((word) => (word.endsWith('.csv') ? join(dir, word) : word));
    const script = join(import.meta.dirname, 'dispatch.ts');
    return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  }

  it('ends with one line of JSON and writes the plan', () => {
    const { status, stdout } = run('--candidates', 'c.csv', '--capacities', 'v.csv', '--out', 'plan.csv');
    assert.equal(status, 0);
    const report = JSON.parse(stdout.trimEnd().split('\n').at(-1)!) as Record<string, unknown>;
    assert.deepEqual(Object.keys(report), ['objective', 'assigned', 'bound', 'optimal', 'cpu_s', 'wall_s', 'rss_mb']);
    assert.partialDeepStrictEqual(report, { objective: 17, assigned: 2, bound: 17, optimal: true });
    assert.equal(readFileSync(join(dir, 'plan.csv'), 'utf8'), 'order_id,member_id,score\na,bert,9\nb,anna,8\n');
  });

  it('reads how many people an order needs', () => {
    const { status, stdout } = run('--candidates', 'c.csv', '--capacities', 'v.csv', '--need', 'o.csv');
    assert.equal(status, 0);
    assert.partialDeepStrictEqual(JSON.parse(stdout), { objective: 19, assigned: 2, optimal: true });
  });

  it('refuses with a sentence', () => {
    writeFileSync(join(dir, 'bad.csv'), 'a,anna,ten\n');
    const bad = run('--candidates', 'bad.csv', '--capacities', 'v.csv');
    assert.equal(bad.status, 2);
    assert.match(bad.stderr, /bad\.csv, line 1: score is "ten" and must be a whole number from 1 to 1000000000\./);
    for (const words of [[], ['--candidates', 'c.csv'], ['--candidates', 'c.csv', '--sizes']]) {
      const { status, stderr } = run(...words);
      assert.equal(status, 2);
      assert.match(stderr, /Usage: npm run -s dispatch/);
    }
    const absent = run('--candidates', 'absent.csv', '--capacities', 'v.csv');
    assert.equal(absent.status, 2);
    assert.match(absent.stderr, /no such file/);
  });
});
