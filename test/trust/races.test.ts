/** What many do at the same instant, what a right that ends leaves open, and what a clock that jumps must not break. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { TOTP, Secret } from 'otpauth';
import { hour_ms } from '../../server/platform/clock.ts';
import { inTransaction } from '../../server/platform/database.ts';
import { done } from '../../server/platform/outcome.ts';
import { limit } from '../../server/platform/rate.ts';
import { giveStaffAccount } from '../../server/systems/accounts/sign-in.ts';
import { good, workWorld, type WorkWorld } from '../../server/engines/work/work-fixture.ts';
import type { Answer, Someone, World } from '../world.ts';

const codesOf = (answers: readonly Answer<any>[]): Record<string, number> => {
  const counted: Record<string, number> = {};
  for (const a of answers) {
    const code = a.status === 200 ? 'ok' : String(a.body.code);
    counted[code] = (counted[code] ?? 0) + 1;
  }
  return counted;
};
/** Ends every role of a person as of now, in the database and nowhere else. */
const revoke = (w: World, who: Someone) =>
  inTransaction(w.deps.db, { persons: [who.id] }, async (tx) => {
    await tx.updateTable('role_grant').set({ valid_to: w.clock.now() }).where('person_id', '=', who.id).execute();
    return done(null);
  });
const until = async (holds: () => boolean | Promise<boolean>) => {
  for (let i = 0; i < 500; i += 1) {
    if (await holds()) return;
    await new Promise((r) => setTimeout(r, 20));
  }
  assert.fail('what was waited for did not come');
};

describe('many at once', () => {
  let x: WorkWorld;
  before(async () => {
    x = await workWorld();
  });
  after(() => x?.w.close());

  it('gives one slot to one of 200 who accept it at the same moment', { timeout: 180_000 }, async () => {
    const slot = await x.slot();
    const people: Someone[] = [];
    for (let i = 0; i < 200; i += 1) people.push(await x.w.member(`党员${i}`));
    const answers = await Promise.all(people.map((p) => x.claim(p, slot)));
    assert.deepEqual(codesOf(answers), { ok: 1, SLOT_FULL: 199 });
    assert.deepEqual(
      await x.w.rows(
        `select s.taken, s.state, (select count(*)::int from claim c where c.slot_id = s.slot_id) as claims,
           (select count(*)::int from calendar_entry where person_id = any($2)) as entries from slot s where slot_id = $1`,
        [slot, people.map((p) => p.id)],
      ),
      [{ taken: 1, state: 'filled', claims: 1, entries: 1 }],
    );
  });

  it('does once what one key asks 50 times at once', async () => {
    const body = { text: '楼道的灯坏了三天，晚上看不见路' };
    const orders = async () => Number((await x.w.rows('select count(*)::int as n from demand_order'))[0]?.['n']);
    const before_n = await orders();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        x.w.call(x.elder.token, 'orders.place', { params: x.c, body, key: 'one-key-for-fifty' }),
      ),
    );
    assert.deepEqual(codesOf(answers), { ok: 50 });
    assert.equal(new Set(answers.map((a) => JSON.stringify(a.body))).size, 1);
    assert.equal(await orders(), before_n + 1);
  });
});

describe('a right that ends while it is used', () => {
  let x: WorkWorld;
  before(async () => {
    x = await workWorld();
    await x.need();
  });
  after(() => x?.w.close());

  it('ends an export in the middle with its refusal and without a row', async () => {
    const colleague = await x.w.staff('community_worker');
    const params = { ...x.c, table: 'needs' };
    assert.equal((await x.w.call(colleague.token, 'exports.table', { params })).status, 200);
    const holder = await x.w.asOwner();
    // The export stands still before its rows until this transaction ends.
    await holder.query('begin; lock table demand_order in access exclusive mode');
    const exporting = x.w.call(colleague.token, 'exports.table', { params });
    await until(
      async () =>
        (await holder.query(`select 1 from pg_locks where relation = 'demand_order'::regclass and not granted`)).rows
          .length === 1,
    );
    await revoke(x.w, colleague);
    await holder.query('commit');
    holder.release();
    const answer = await exporting;
    assert.equal(answer.status, 403);
    assert.equal(answer.body.code, 'FORBIDDEN');
    assert.ok(answer.body.next.length > 1);
    assert.doesNotMatch(JSON.stringify(answer.body), /读读信/);
  });

  it(
    'tells an open event stream nothing of the community after the role was revoked',
    { timeout: 60_000 },
    async () => {
      const address = await x.w.app.server.app.listen({ port: 0, host: '127.0.0.1' });
      const [stays, goes] = [await x.w.staff('community_worker'), await x.w.staff('community_worker')];
      const hear = async (who: Someone) => {
        const leave = new AbortController();
        const answer = await fetch(`${address}/api/live`, {
          headers: { authorization: `Bearer ${who.token}` },
          signal: leave.signal,
        });
        let text = '';
        const reading = (async () => {
          for await (const chunk of answer.body!) text += Buffer.from(chunk).toString();
        })().catch(() => undefined);
        return { text: () => text, ends: reading, leave: async () => (leave.abort(), reading) };
      };
      const [a, b] = [await hear(stays), await hear(goes)];
      const publish = (subject: string) =>
        x.w.deps.live.publish({ tenant: x.w.community, kind: 'order.placed', subject, persons: [] });
      publish('before-the-end');
      await until(() => a.text().includes('before-the-end') && b.text().includes('before-the-end'));
      await revoke(x.w, goes);
      publish('after-the-end');
      // What concerns a person is still theirs, and comes after whatever was held back.
      for (const who of [stays, goes])
        x.w.deps.live.publish({ tenant: x.w.community, kind: 'notice.sent', subject: 'own', persons: [who.id] });
      await until(() => a.text().includes('notice.sent') && b.text().includes('notice.sent'));
      assert.match(a.text(), /after-the-end/);
      assert.doesNotMatch(b.text(), /after-the-end/);
      // A session that ends closes the stream at the next event.
      await inTransaction(x.w.deps.db, { persons: [goes.id] }, async (tx) => {
        await tx.updateTable('session').set({ revoked_at: x.w.clock.now() }).where('person_id', '=', goes.id).execute();
        return done(null);
      });
      x.w.deps.live.publish({ tenant: x.w.community, kind: 'notice.sent', subject: 'too-late', persons: [goes.id] });
      await b.ends;
      assert.doesNotMatch(b.text(), /too-late/);
      await a.leave();
    },
  );
});

describe('a clock that jumps', () => {
  const secret = 'KRSXG5CTMVRXEZLUKN2XAZLS';
  let x: WorkWorld;
  let account: Someone;
  before(async () => {
    x = await workWorld();
    account = await x.w.staff('community_secretary');
    await inTransaction(x.w.deps.db, { persons: [account.id] }, async (tx) => {
      await giveStaffAccount(x.w.deps, tx, {
        personId: account.id,
        account: 'shuji',
        password: 'Qingfeng-shuji',
        totpSecret: secret,
      });
      return done(null);
    });
  });
  after(() => x?.w.close());
  const jump = (ms: number) => x.w.clock.jump(new Date(x.w.clock.now().getTime() + ms));
  const signIn = (away_ms = 0) =>
    x.w.call(null, 'accounts.signInByPassword', {
      body: {
        account: 'shuji',
        password: 'Qingfeng-shuji',
        totp: new TOTP({ secret: Secret.fromBase32(secret) }).generate({
          timestamp: x.w.clock.now().getTime() + away_ms,
        }),
      },
    });
  const byCode = async (phone: string, name: string) => {
    good(await x.w.call(null, 'accounts.requestCode', { body: { phone } }));
    return x.w.call(null, 'accounts.signInByCode', { body: { phone, code: x.w.codes.get(phone), name } });
  };

  it('of ten years ends what has expired, and coming back leaves neither a lock nor an endless session', async () => {
    const decade_ms = 10 * 365.25 * 24 * hour_ms;
    const slot = await x.slot();
    const invited = await x.w.member();
    good(await x.invite(slot, invited));
    const [offer] = await x.offers(invited);
    jump(decade_ms);
    await x.w.settle();
    assert.equal((await x.w.call(x.elder.token, 'accounts.me')).status, 401);
    assert.equal((await x.w.call(x.worker.token, 'accounts.me')).status, 401);
    const states = () => x.w.rows('select state from invitation where invitation_id = $1', [offer?.id]);
    assert.deepEqual(await states(), [{ state: 'lapsed' }]);
    assert.equal((await signIn(-decade_ms)).body.code, 'SIGN_IN_FAILED');
    const staff = good(await signIn());
    const resident = good(await byCode('13800009001', '赵来'));
    assert.equal((await x.w.call(staff.token, 'accounts.me')).status, 200);
    jump(-decade_ms);
    await x.w.settle();
    assert.deepEqual(await states(), [{ state: 'lapsed' }]);
    for (const token of [staff.token, resident.token])
      assert.equal((await x.w.call(token, 'accounts.me')).status, 401, 'a session of the far future is not believed');
    good(await signIn());
    good(await byCode('13800009001', '赵来'));
  });

  it('of two hours back keeps sessions, codes, the second factor and what is over', async () => {
    const phone = '13800009002';
    const resident = good(await byCode(phone, '钱去'));
    const staff = good(await signIn());
    good(await x.w.call(null, 'accounts.requestCode', { body: { phone: '13800009003' } }));
    const old = x.w.codes.get('13800009003')!;
    jump(-2 * hour_ms);
    await x.w.settle();
    for (const token of [resident.token, staff.token]) assert.equal((await x.w.call(token, 'accounts.me')).status, 200);
    // A code of a later hour is no longer one of five minutes.
    const late = await x.w.call(null, 'accounts.signInByCode', {
      body: { phone: '13800009003', code: old, name: '孙' },
    });
    assert.equal(late.body.code, 'CODE_WRONG');
    good(await byCode('13800009003', '孙回'));
    assert.equal((await signIn(2 * hour_ms)).body.code, 'SIGN_IN_FAILED');
    good(await signIn());
    const placed = await x.w.call(resident.token, 'orders.mine');
    assert.equal(placed.status, 200);
  });

  it('leaves no limit on guessing standing for years', () => {
    const twice = limit(2, 600);
    const [now, later] = [new Date('2026-11-24T08:00:00Z'), new Date('2036-11-24T08:00:00Z')];
    for (let i = 0; i < 3; i += 1) twice.take('a', later);
    assert.equal(twice.take('a', later), false);
    assert.equal(twice.take('a', now), true);
    assert.equal(twice.take('a', now), true);
    assert.equal(twice.take('a', now), false);
  });
});
