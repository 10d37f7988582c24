import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { InstanceReader, type Instance, type InputFault } from './read.ts';

interface Texts {
  readonly capacities: string;
  readonly need?: string;
  readonly candidates: string;
}

/** Reads the texts in pieces of `size` bytes. */
function read(texts: Texts, size = 7): Instance | InputFault {
  const reader = new InstanceReader();
  for (const file of ['capacities', 'need', 'candidates'] as const) {
    const bytes = new TextEncoder().encode(texts[file] ?? '');
    for (let at = 0; at < bytes.length; at += size) {
      const fault = reader.feed(file, bytes.subarray(at, at + size));
      if (fault) return fault;
    }
    const fault = reader.end(file);
    if (fault) return fault;
  }
  return reader.finish();
}

function instance(texts: Texts, size?: number): Instance {
  const read_ = read(texts, size);
  assert.ok('problem' in read_, JSON.stringify(read_));
  return read_;
}

function fault(candidates: string, capacities = 'anna,1\nbert,2\n', need = ''): string {
  const read_ = read({ capacities, need, candidates });
  assert.ok('sentence' in read_);
  return `${read_.file} ${read_.line}: ${read_.sentence}`;
}

/** The pairs by name, as rows of text. */
function rows({ problem, orderId, memberId }: Instance): string[] {
  return Array.from({ length: problem.orders }, (_, i) => i).flatMap((i) =>
    Array.from({ length: problem.rowStart[i + 1]! - problem.rowStart[i]! }, (_, q) => {
      const k = problem.rowStart[i]! + q;
      return `${orderId(i)},${memberId(problem.member[k]!)},${problem.score[k]}`;
    }),
  );
}

describe('instances from CSV', () => {
  it('takes headers or none, quotes, CRLF, a BOM, blank lines and a last line without its break', () => {
    const found = instance({
      capacities: '\uFEFFmember_id,capacity\r\nanna,1\r\n\r\n"bert, ""the"" second",2\r\n',
      need: 'order_id,people\no2,3\n',
      candidates: 'order_id,member_id,score\no2,anna,5\n\no1,"bert, ""the"" second",1000000000\no1,anna , 7',
    });
    assert.deepEqual(rows(found), ['o1,anna,7', 'o1,bert, "the" second,1000000000', 'o2,anna,5']);
    assert.deepEqual([...found.problem.need], [1, 3]);
    assert.deepEqual([...found.problem.capacity], [1, 2]);
  });

  it('reads the same whatever the pieces and the order of the rows', () => {
    const id = fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom('a', 'b', '1', '2', '社', '区') });
    const pairs = fc.uniqueArray(fc.tuple(id, id, fc.integer({ min: 1, max: 99 })), {
      selector: ([order, member]) => `${order},${member}`,
      maxLength: 60,
      size: 'max',
    });
    fc.assert(
      fc.property(pairs, fc.integer({ min: 1, max: 40 }), (list, size) => {
        const capacities = [...new Set(list.map((row) => row[1]))].map((member) => `${member},1\n`);
        const lines = list.map((row) => `${row.join(',')}\n`);
        const one = instance({ capacities: capacities.join(''), candidates: lines.join('') }, size);
        const other = instance({
          capacities: capacities.toReversed().join(''),
          candidates: lines.toReversed().join(''),
        });
        assert.deepEqual(other.problem, one.problem);
        const bytewise = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
        const key = (row: readonly unknown[]): string => row.slice(0, 2).join('\0');
        const wanted = list.toSorted((a, b) => bytewise(key(a), key(b))).map((row) => row.join(','));
        assert.deepEqual(rows(one), wanted);
      }),
    );
  });

  it('says what is wrong, where, and what to do', () => {
    const from = 'must be a whole number from';
    assert.equal(
      fault('o1,anna,0'),
      `candidates 1: score is "0" and ${from} 1 to 1000000000. Leave the row out if this member must not serve this order.`,
    );
    assert.match(fault('order_id,member_id,score\no1,anna,1.5'), /^candidates 2: score is "1.5" and must be/);
    assert.match(fault('o1,anna,-3'), /score is "-3"/);
    assert.match(fault('o1,anna,1000000001'), /score is "1000000001"/);
    assert.match(fault('o1,anna,'), /score is ""/);
    assert.equal(
      fault('o1,anna,1\no1,carl,1'),
      'candidates 2: member "carl" has no capacity. Add a row "carl,1" to the capacities.',
    );
    assert.equal(
      fault('o1,anna'),
      'candidates 1: the row has 2 fields and needs 3: order_id,member_id,score. Correct it.',
    );
    assert.match(fault('o1,anna,1,2,3,4'), /has 6 fields/);
    assert.equal(fault(',anna,1'), 'candidates 1: the order_id is empty. Fill it in.');
    assert.match(fault('o1,"anna,1'), /a quote is opened and not closed/);
    assert.match(fault(`o1,${'x'.repeat(5000)},1`), /line is longer than 4096 bytes/);
    assert.equal(
      fault('order_id,member_id,score\n\no1,anna,1\n\no2,bert,1\no1,anna,2\n'),
      'candidates 6: order "o1" and member "anna" stand on line 3 and again here. Keep one of the two rows.',
    );
    assert.match(fault('', 'anna,1\nanna,1\n'), /^capacities 2: member "anna" stands here twice/);
    assert.match(fault('', 'anna,-1\n'), /^capacities 1: capacity is "-1" and must be a whole number from 0/);
    assert.match(fault('', '', 'o1,0\n'), /^need 1: people is "0" and must be a whole number from 1/);
    assert.match(fault('', '', 'o1,1\no1,2'), /^need 2: order "o1" stands here twice/);
  });
});
