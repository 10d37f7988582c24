/** Service record certificates through HTTP (民发〔2015〕149号). */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { good, serviceWorld, at, type Job, type ServiceWorld } from '../../../test/service-world.ts';
import { inTransaction } from '../../platform/database.ts';
import { done } from '../../platform/outcome.ts';
import { openSession } from '../../platform/session.ts';
import type { Someone } from '../../../test/world.ts';

const identity = { identity_type: 'resident', identity_number: '11010519491231002X' };

describe('service record certificates', () => {
  let s: ServiceWorld;
  let secretary: Someone;
  let job: Job;
  let worker: Someone;
  /** Sessions end: whoever comes later signs in anew. */
  const again = async (who: Someone, strong = false): Promise<Someone> => {
    const token = await inTransaction(s.w.deps.db, { persons: [who.id] }, async (tx) =>
      done(await openSession(s.w.deps, tx, { personId: who.id, strong, device: 'test' })),
    );
    assert.ok(token.ok);
    return { ...who, token: token.value };
  };
  let helper: Someone;
  const c = () => ({ community: s.w.community });
  const inC = (id: string) => ({ params: { ...c(), id } });
  const span = { from: '2026-11-01', to: '2026-11-28' };
  const request = (who: Someone, change: object = {}, key = s.key()) =>
    s.w.call(who.token, 'certificates.request', {
      params: c(),
      body: { ...span, ...identity, agreed: true, ...change },
      key,
    });
  const state = async (id: string) =>
    (await s.w.rows('select state from certificate where certificate_id = $1', [id]))[0]?.['state'];
  const count = async () => Number((await s.w.rows('select count(*)::int as n from certificate'))[0]?.['n']);

  before(async () => {
    s = await serviceWorld();
    job = await s.job();
    await s.serve(job, '10:00', '11:00');
    assert.equal((await s.audit(job, 'pass')).state, 'passed');
    await s.w.advanceTo(at('20:00'));
    worker = await again(s.worker, true);
    helper = s.helper;
  });
  after(() => s.w.close());

  let id = '';
  it('shows before the request what it would say, and refuses what cannot be certified', async () => {
    const seen = good(await s.w.call(helper.token, 'certificates.preview', { params: c(), query: span }));
    assert.equal(seen.services, 1);
    assert.equal(seen.minutes, 60);
    assert.ok(seen.first && seen.publicity_d === 7);
    assert.equal((await request(helper, { from: '2026-01-01', to: '2026-01-31' })).body.code, 'NOTHING_TO_CERTIFY');
    assert.equal((await request(helper, { agreed: false })).body.code, 'CONSENT_MISSING');
    for (const [change, path] of [
      [{ from: '2026-11-28', to: '2026-11-01' }, 'to'],
      [{ to: '2026-12-31' }, 'to'],
      [{ identity_number: '110105194912310021' }, 'identity_number'],
    ] as const) {
      const refused = await request(helper, change);
      assert.equal(refused.body.code, 'INPUT_INVALID');
      assert.equal(refused.body.fields[0].path, path);
    }
    assert.equal(await count(), 0);
  });

  it('puts the first one up for seven whole days under a masked name, once', async () => {
    const key = s.key();
    const view = good(await request(helper, {}, key));
    id = view.id;
    assert.equal(view.state, 'publicity');
    assert.deepEqual(good(await request(helper, {}, key)), view, 'a repeated send is the same request');
    assert.equal((await request(helper)).body.code, 'CERTIFICATE_WAITING');
    const { items } = good(await s.w.call(null, 'certificates.publicity', { params: c() }));
    assert.equal(items.length, 1);
    assert.equal(items[0].name, '李**');
    assert.ok(!JSON.stringify(items).includes('1949'), 'no identity number is put up');
    assert.equal((await s.w.call(worker.token, 'certificates.prepare', inC(id))).body.code, 'ILLEGAL_TRANSITION');
    await s.w.advanceTo('2026-12-05T23:00:00+08:00');
    assert.equal(await state(id), 'publicity', 'the seventh day is not over');
  });

  it('waits for the answer to an objection even when the days are over', async () => {
    const object = () =>
      s.w.call(s.elder.token, 'certificates.object', {
        ...inC(id),
        body: { text: '那天好像是两个人。' },
        key: s.key(),
      });
    const { id: objection } = good(await object());
    assert.equal((await object()).body.code, 'ILLEGAL_TRANSITION', 'one a person');
    await s.w.advanceTo('2026-12-06T00:01:00+08:00');
    assert.equal(await state(id), 'publicity');
    worker = await again(s.worker, true);
    const answered = good(
      await s.w.call(worker.token, 'certificates.answerObjection', {
        params: { ...c(), id, objection },
        body: { answer: '已核对签到，另一位没有接单。', upheld: false },
      }),
    );
    assert.equal(answered.state, 'ready');
    assert.equal(answered.objections[0].answer, '已核对签到，另一位没有接单。');
  });

  it('needs two people, none of them the holder, and freezes what it says', async () => {
    secretary = await s.w.staff('community_secretary', { name: '书记' });
    const own = await s.w.call(helper.token, 'certificates.prepare', inC(id));
    assert.equal(own.status, 403);
    const prepared = good(await s.w.call(secretary.token, 'certificates.prepare', inC(id)));
    assert.equal(prepared.state, 'prepared');
    assert.match(prepared.identity_number, /^110105\*+002X$/);
    assert.equal((await s.w.call(secretary.token, 'certificates.issue', inC(id))).body.code, 'SECOND_PERSON_REQUIRED');
    assert.equal((await s.w.call(worker.token, 'certificates.issue', inC(id))).status, 403);
    const second = await s.w.staff('community_secretary', { name: '副书记' });
    const issued = good(await s.w.call(second.token, 'certificates.issue', inC(id)));
    assert.equal(issued.state, 'issued');
    assert.equal(issued.number, 'ZF340207003023-2026-00001');
    assert.equal((await s.w.call(second.token, 'certificates.issue', inC(id))).body.code, 'ILLEGAL_TRANSITION');
  });

  const verify = async (code?: string) => {
    const { items } = good(await s.w.call(helper.token, 'me.certificates'));
    const mine = items.find((i: { id: string }) => i.id === id);
    return s.w.call(null, 'certificates.verify', {
      params: { number: mine.number },
      query: { code: code ?? mine.check_code },
    });
  };

  it('verifies without an account, masked; a wrong code is like no number; hours that come later change nothing', async () => {
    const first = good(await verify());
    assert.equal(first.state, 'valid');
    assert.equal(first.name, '李**');
    assert.ok(!JSON.stringify(first).includes(identity.identity_number));
    assert.equal(first.minutes, 60);
    assert.equal((await verify('2222222222')).status, 404);
    const row = (await s.w.rows('select snapshot_enc, signature from certificate where certificate_id = $1', [id]))[0]!;
    await s.w.advanceTo('2027-06-01T09:00:00+08:00');
    helper = await again(s.helper);
    assert.deepEqual(good(await verify()), first);
    const later = (
      await s.w.rows('select snapshot_enc, signature from certificate where certificate_id = $1', [id])
    )[0]!;
    assert.deepEqual(later, row);
  });

  it('gives the holder a PDF with everything embedded, and nobody else but the community', async () => {
    const paper = await s.w.app.server.app.inject({
      url: `/api/c/${s.w.community}/certificates/${id}/pdf`,
      headers: { authorization: `Bearer ${helper.token}` },
    });
    assert.equal(paper.statusCode, 200);
    assert.equal(paper.headers['content-type'], 'application/pdf');
    assert.equal(paper.rawPayload.subarray(0, 5).toString(), '%PDF-');
    assert.match(paper.rawPayload.toString('latin1'), /NotoSerifSC-Regular/);
    assert.equal((await s.w.call((await again(s.elder)).token, 'certificates.pdf', inC(id))).status, 404);
    worker = await again(s.worker, true);
    assert.equal((await s.w.call(worker.token, 'certificates.pdf', inC(id))).status, 200);
  });

  it('finds a changed signature, marks a certificate whose service was reversed, and revokes with a reason', async () => {
    secretary = await s.w.staff('community_secretary', { name: '书记' });
    good(
      await s.w.call(secretary.token, 'ledger.proposeReversal', {
        ...inC(job.claim),
        body: { reason: '误记' },
        key: s.key(),
      }),
    );
    const deputy = await s.w.staff('community_secretary', { name: '副书记' });
    const { items: proposed } = good(await s.w.call(deputy.token, 'ledger.reversals', { params: c(), query: {} }));
    good(
      await s.w.call(deputy.token, 'ledger.decideReversal', {
        ...inC(proposed[0].id),
        body: { approve: true },
        key: s.key(),
      }),
    );
    await s.w.settle();
    const { items } = good(await s.w.call(worker.token, 'certificates.list', { params: c(), query: {} }));
    assert.equal(items[0].questioned, true);
    assert.equal(good(await verify()).state, 'valid', 'somebody decides, not the machine');
    const without = await s.w.call(secretary.token, 'certificates.revoke', { ...inC(id), body: { reason: '' } });
    assert.equal(without.body.code, 'REASON_REQUIRED');
    good(await s.w.call(secretary.token, 'certificates.revoke', { ...inC(id), body: { reason: '所列服务已冲正' } }));
    const revoked = good(await verify());
    assert.equal(revoked.state, 'revoked');
    assert.equal(revoked.revoked_because, '所列服务已冲正');
    await s.w.rows(
      `update certificate set signature = set_byte(signature, 0, get_byte(signature, 0) # 1) where certificate_id = $1 returning 1`,
      [id],
    );
    assert.equal(good(await verify()).state, 'broken');
  });
});
