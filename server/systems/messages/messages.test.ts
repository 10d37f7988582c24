import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { notify, templates } from '../../engines/notice/index.ts';
import { inTransaction } from '../../platform/database.ts';
import { done } from '../../platform/outcome.ts';
import { testWorld, type Someone, type World } from '../../../test/world.ts';

describe('messages', () => {
  let w: World;
  let elder: Someone;

  before(async () => {
    w = await testWorld({ at: '2026-11-21T21:30:00+08:00' });
    elder = await w.resident('王秀英');
  });
  after(() => w.close());

  const tell = (person: Someone, onceKey?: string) =>
    inTransaction(w.deps.db, { tenant: w.community }, async (tx) => {
      await notify(w.deps, tx, {
        tenant: w.community,
        persons: [person.id],
        kind: 'M-10.result',
        params: { receipt: 'QF8K2M', answer: '灯修好了' },
        ...(onceKey ? { onceKey } : {}),
      });
      return done(null);
    });

  it('puts a notice into the inbox once and keeps its language', async () => {
    await tell(elder, 'a');
    await tell(elder, 'a');
    const zh = await w.call(elder.token, 'me.inbox');
    assert.equal(zh.body.items.length, 1);
    assert.equal(zh.body.items[0].text, '编号QF8K2M：灯修好了');
    const en = await w.call(elder.token, 'me.inbox', { locale: 'en' });
    assert.equal(en.body.items[0].title, 'The result of your order');
  });

  it('holds back in quiet hours, becomes a call after a day unseen, and leaves the list once reached', async () => {
    await w.advanceTo('2026-11-21T22:30:00+08:00');
    await tell(elder, 'b');
    await w.settle();
    const state = async () => (await w.rows(`select state from notice where once_key = 'b'`))[0]?.['state'];
    assert.equal(await state(), 'queued');
    await w.advanceTo('2026-11-22T07:00:00+08:00');
    assert.equal(await state(), 'sent');
    await w.advanceTo('2026-11-23T07:01:00+08:00');
    assert.equal(await state(), 'needs_call');
    const worker = await w.staff('community_worker');
    const calls = await w.call(worker.token, 'notices.calls', { params: { community: w.community } });
    const mine = calls.body.items.find((i: { text: string }) => i.text.includes('QF8K2M'));
    assert.equal(mine.person.name, '王秀英');
    assert.equal(mine.person.phone, elder.phone);
    for (const item of calls.body.items)
      assert.equal(
        (
          await w.call(worker.token, 'notices.called', {
            params: { community: w.community, id: item.id },
            body: { outcome: 'reached' },
          })
        ).status,
        200,
      );
    assert.deepEqual(
      (await w.call(worker.token, 'notices.calls', { params: { community: w.community } })).body.items,
      [],
    );
  });

  it('needs no call for what was seen', async () => {
    await tell(elder, 'c');
    await w.settle();
    const inbox = await w.call(elder.token, 'me.inbox');
    await w.call(elder.token, 'me.seen', { body: { ids: inbox.body.items.map((i: { id: string }) => i.id) } });
    await w.advanceTo('2026-11-25T12:00:00+08:00');
    const worker = await w.staff('community_worker');
    assert.equal(
      (await w.call(worker.token, 'notices.calls', { params: { community: w.community } })).body.items.length,
      0,
    );
    assert.equal((await w.call(elder.token, 'accounts.me')).body.unread, 0);
  });

  it('streams what changed to the person concerned and to nobody else', async () => {
    const address = await w.app.server.app.listen({ port: 0, host: '127.0.0.1' });
    const other = await w.resident('李四');
    const read = async (who: Someone) => {
      const gone = new AbortController();
      const answer = await fetch(`${address}/api/live`, {
        headers: { authorization: `Bearer ${who.token}` },
        signal: gone.signal,
      });
      let text = '';
      const reading = (async () => {
        for await (const chunk of answer.body!) text += Buffer.from(chunk).toString();
      })().catch(() => undefined);
      return { text: () => text, stop: async () => (gone.abort(), reading) };
    };
    const [hers, his] = [await read(elder), await read(other)];
    await tell(elder, 'd');
    await w.settle();
    for (let i = 0; i < 100 && !hers.text().includes('notice.sent'); i += 1)
      await new Promise((r) => setTimeout(r, 20));
    assert.match(hers.text(), /event: notice.sent/);
    assert.doesNotMatch(his.text(), /notice.sent/);
    await hers.stop();
    await his.stop();
  });

  it('invites volunteers and never commands them (G-45)', () => {
    for (const [kind, t] of Object.entries(templates)) {
      assert.doesNotMatch(t.zh.title + t.zh.body, /必须|务必|不得缺席/, kind);
      assert.doesNotMatch(t.en.title + t.en.body, /\bmust\b|\bmandatory\b/i, kind);
    }
  });
});
