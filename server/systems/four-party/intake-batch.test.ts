import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { testWorld, type Answer, type Someone, type World } from '../../../test/world.ts';

const good = (a: Answer<any>) => {
  assert.equal(a.status, 200, JSON.stringify(a.body));
  return a.body;
};

describe('a batch of paper forms', () => {
  let w: World;
  let c: { community: number };
  let worker: Someone;
  let n = 0;
  const key = () => `paper-${String((n += 1)).padStart(8, '0')}`;
  before(async () => {
    w = await testWorld({ at: '2026-11-23T09:00:00+08:00' });
    c = { community: w.community };
    worker = await w.staff('community_worker');
  });
  after(() => w.close());

  it('enters a batch of paper once, and a bad row loses nothing', async () => {
    const batch = {
      channel: 'paper',
      rows: [
        { name: '甲', phone: '13755550001', address: '柏庄小区3号楼2单元', text: '要一张老花镜' },
        { name: '乙', phone: null, address: '', text: '想学用手机' },
      ],
    };
    const k = key();
    const first = good(await w.call(worker.token, 'orders.intakeBatch', { params: c, body: batch, key: k }));
    const again = good(await w.call(worker.token, 'orders.intakeBatch', { params: c, body: batch, key: k }));
    assert.deepEqual(again, first);
    assert.equal(first.rows.filter((r: { receipt: string | null }) => r.receipt).length, 2);
  });

  it('answers a batch row by row: a wrong form is refused with its field, the others get receipts, and once mended it joins them', async () => {
    const row = (name: string, more: object = {}) => ({ name, phone: null, address: '', text: '想学用手机', ...more });
    const rows: object[] = [
      row('甲'),
      row('乙', { phone: '12345' }),
      row('丙', { phone: '051088880001' }),
      row('丁', { text: '  ' }),
      row('戊', { text: `电\0梯` }),
      { name: '己', colour: '红' },
      row('庚', { severity: 'unheard' }),
      row('辛'),
    ];
    const before_ = (await w.rows(`select 1 from demand_order where channel = 'paper'`)).length;
    const k = key();
    const send = (all: object[]) =>
      w.call(worker.token, 'orders.intakeBatch', { params: c, body: { channel: 'paper', rows: all }, key: k });
    const answers = good(await send(rows)).rows as {
      row: number;
      receipt: string | null;
      error: string | null;
      code: string | null;
      field: string | null;
    }[];
    assert.deepEqual(
      answers.map((r) => [r.row, r.receipt !== null, r.code, r.field]),
      [
        [0, true, null, null],
        [1, false, 'INPUT_INVALID', 'phone'],
        [2, true, null, null],
        [3, false, 'INPUT_INVALID', 'text'],
        [4, false, 'INPUT_INVALID', 'text'],
        [5, false, 'INPUT_INVALID', 'phone'],
        [6, false, 'INPUT_INVALID', 'severity'],
        [7, true, null, null],
      ],
    );
    assert.equal(answers[1]!.error, '请填写有效的电话号码。');
    const placed = async () =>
      (await w.rows(`select receipt from demand_order where channel = 'paper' order by order_id`)).slice(before_);
    assert.deepEqual(
      (await placed()).map((r) => r['receipt']),
      [0, 2, 7].map((n) => answers[n]!.receipt),
    );
    assert.deepEqual(good(await send(rows)).rows, answers);
    assert.equal((await placed()).length, 3);
    const mended = good(await send(rows.map((r, n) => (n === 1 ? row('乙', { phone: '13755550002' }) : r)))).rows;
    assert.ok(mended[1].receipt);
    assert.deepEqual([mended[0], mended[7]], [answers[0], answers[7]]);
    assert.equal((await placed()).length, 4);
  });
});
