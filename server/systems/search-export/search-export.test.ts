import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { testWorld, type World } from '../../../test/world.ts';
import { cell, csv } from './export.ts';

describe('search and export', () => {
  let w: World;
  before(async () => {
    w = await testWorld();
  });
  after(() => w.close());

  it('finds a person by any three digits and by characters', async () => {
    const worker = await w.staff('community_worker');
    const elder = await w.resident('欧阳淑珍');
    for (const q of [elder.phone.slice(5, 8) + elder.phone.slice(8), '淑珍', '欧阳']) {
      const hits = await w.call(worker.token, 'search.everything', {
        params: { community: w.community },
        query: { q },
      });
      assert.ok(
        hits.body.items.some((i: { id: string }) => i.id === elder.id),
        q,
      );
    }
  });

  it('exports with a mark for spreadsheets and nothing that a spreadsheet would run', async () => {
    const worker = await w.staff('community_worker');
    const answer = await w.call(worker.token, 'exports.table', { params: { community: w.community, table: 'needs' } });
    assert.equal(answer.status, 200);
    assert.ok((answer.body as unknown as string).startsWith('\uFEFF编号,原话'));
    assert.equal(cell('=HYPERLINK("x")'), `"'=HYPERLINK(""x"")"`);
    assert.equal(csv(['a'], [['-1+2'], [-5], ['两\n行']]), `\uFEFFa\r\n'-1+2\r\n-5\r\n"两\n行"\r\n`);
  });
});
