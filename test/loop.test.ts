/** Walkthroughs W-01, W-02 and W-03 of the catalogue through the HTTP interface, step by step. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { centre, testWorld, type Answer, type Someone, type World } from './world.ts';

const saturday = { start: '2026-11-28T10:00:00+08:00', end: '2026-11-28T11:00:00+08:00' };
const tuesday = { start: '2026-11-24T10:00:00+08:00', end: '2026-11-24T11:00:00+08:00' };
const fix = (at: string, metres = 0) => ({
  point: { lat: centre.lat + metres / 111_320, lng: centre.lng },
  accuracy_m: 15,
  fix_at: at,
});
const good = (answer: Answer<any>) => {
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
};

/** A task form as the page sends it, from the server's own draft. */
async function publish(w: World, worker: Someone, need: string, change: Record<string, unknown>): Promise<Answer<any>> {
  const draft = good(await w.call(worker.token, 'tasks.draft', { params: { community: w.community, id: need } }));
  return w.call(worker.token, 'tasks.create', {
    params: { community: w.community },
    body: { ...draft, ...change, publish: true },
    key: `publish-${need}-${JSON.stringify(change).length}`,
  });
}

describe('W-01 from order to postings', () => {
  let w: World;
  before(async () => {
    w = await testWorld({ at: '2026-11-23T20:00:00+08:00' });
  });
  after(() => w.close());

  it('walks one order through four parties and posts exactly once', async () => {
    const c = { community: w.community };
    const teacher = await w.member('李老师', { expertise: ['教学'], limits: ['lifting'] });
    const other = await w.member('张工', { expertise: ['电工'] });
    const elder = await w.resident('王秀英');
    const hotline = await w.staff('hotline_operator', { name: '接线员' });
    const worker = await w.staff('community_worker', { name: '周主任' });

    const receipt = good(
      await w.call(hotline.token, 'orders.intake', {
        params: c,
        body: {
          channel: 'hotline',
          who: { person: elder.id },
          consent: 'spoken',
          text: '想请人给孙子辅导作业',
          tag: '教学',
          windows: [saturday],
        },
        key: 'call-0001',
      }),
    );
    const again = good(
      await w.call(hotline.token, 'orders.intake', {
        params: c,
        body: {
          channel: 'hotline',
          who: { person: elder.id },
          consent: 'spoken',
          text: '想请人给孙子辅导作业',
          tag: '教学',
          windows: [saturday],
        },
        key: 'call-0001',
      }),
    );
    assert.equal(again.receipt, receipt.receipt);
    const seen = good(
      await w.call(null, 'orders.lookUp', { body: { receipt: receipt.receipt, phone_tail: elder.phone.slice(-4) } }),
    );
    assert.equal(seen.need_state, 'submitted');

    const queue = good(await w.call(worker.token, 'needs.queue', { params: c, query: { view: 'triage' } }));
    assert.deepEqual(
      queue.items.map((n: { id: string }) => n.id),
      [receipt.need],
    );
    good(
      await w.call(worker.token, 'needs.decideBoundary', {
        params: { ...c, id: receipt.need },
        body: { result: 'volunteer', reason: '邻里互助' },
        key: 'boundary-1',
      }),
    );

    const task = good(
      await publish(w, worker, receipt.need, {
        title: '周六辅导作业',
        work_content: 'volunteer_service',
        deliverable_type: 'session_log',
        deliverable: '辅导记录一份',
        responsible: worker.id,
        estimate_minutes: 60,
        point: centre,
        place_name: '柏庄小区3号楼',
        slots: [
          { ...saturday, role: 'professional', capacity: 1, skills: ['教学'], demands: [], deliverable: '辅导记录' },
        ],
      }),
    );
    assert.equal(task.state, 'published');
    assert.ok(task.slots[0].points_estimate.hundredths > 0);
    assert.match(task.slots[0].points_estimate.formula, /\d/);
    const slot = { ...c, id: task.slots[0].id };
    const ranked = good(await w.call(worker.token, 'tasks.candidates', { params: slot, query: { excluded: 'true' } }));
    assert.equal(ranked.items[0].person.id, teacher.id);
    assert.ok(ranked.items[0].parts.length > 0);
    assert.equal(
      ranked.excluded.find((x: { person: { id: string } }) => x.person.id === other.id)?.excluded,
      'SKILL_MISMATCH',
    );
    assert.equal(
      (await w.call(worker.token, 'tasks.invite', { params: slot, body: { persons: [other.id] }, key: 'invite-x1' }))
        .body.code,
      'SKILL_MISMATCH',
    );
    good(
      await w.call(worker.token, 'tasks.invite', { params: slot, body: { persons: [teacher.id] }, key: 'invite-01' }),
    );
    await w.settle();

    const invitation = good(await w.call(teacher.token, 'me.invitations')).items[0];
    assert.equal(
      (
        await w.call(worker.token, 'tasks.setAccepted', {
          params: { ...c, id: invitation.id },
          body: { state: 'accepted' },
        })
      ).body.code,
      'CONSENT_REQUIRED',
    );
    const answer = good(
      await w.call(teacher.token, 'tasks.respond', {
        params: { ...c, id: invitation.id },
        body: { answer: 'accept' },
        key: 'accept-1',
      }),
    );
    const claim = { ...c, id: answer.claim };
    await w.settle();
    assert.equal(
      good(await w.call(elder.token, 'orders.read', { params: { ...c, id: receipt.order } })).need_state,
      'matched',
    );

    await w.advanceTo('2026-11-28T09:58:00+08:00');
    const at = w.clock.now().toISOString();
    assert.equal(
      (
        await w.call(teacher.token, 'claims.checkIn', {
          params: claim,
          body: { position: fix(at, 2000) },
          key: 'in-far-1',
        })
      ).body.code,
      'OUT_OF_RANGE',
    );
    const pin = good(await w.call(elder.token, 'accounts.me')).pin as string;
    const inside = good(
      await w.call(teacher.token, 'claims.checkIn', {
        params: claim,
        body: { position: fix(at, 120), pin },
        key: 'in-near-1',
      }),
    );
    assert.equal(inside.state, 'checked_in');
    assert.equal(inside.proven, true);
    await w.advanceTo('2026-11-28T11:02:00+08:00');
    good(
      await w.call(teacher.token, 'claims.checkOut', {
        params: claim,
        body: { position: fix(w.clock.now().toISOString(), 100) },
        key: 'out-0001',
      }),
    );
    assert.equal(
      (
        await w.call(teacher.token, 'claims.submit', {
          params: claim,
          body: { photos: ['01990000-0000-7000-8000-000000000001'] },
          key: 'photo-01',
        })
      ).body.code,
      'PHOTO_ONLY_EVIDENCE',
    );
    good(
      await w.call(teacher.token, 'claims.submit', {
        params: claim,
        body: { text: '辅导数学一小时，作业完成' },
        key: 'result-1',
      }),
    );
    await w.settle();

    const rated = good(
      await w.call(elder.token, 'orders.rate', {
        params: { ...c, id: receipt.order },
        body: { score: 9, solved: true, text: '讲得清楚' },
        key: 'rate-001',
      }),
    );
    assert.equal(rated.reopened, false);
    assert.equal((await w.rows('select count(*)::int as n from ledger_transfer'))[0]?.['n'], 0);
    const auditor = await w.staff('points_auditor', { name: '审核员' });
    const audit = { params: c, body: { claims: [answer.claim], verdict: 'pass' } };
    const passed = good(await w.call(auditor.token, 'audits.decide', { ...audit, key: 'audit-01' }));
    assert.equal(passed.results[0].refusal, null);
    good(await w.call(auditor.token, 'audits.decide', { ...audit, key: 'audit-01' }));
    const twice = good(await w.call(auditor.token, 'audits.decide', { ...audit, key: 'audit-02' }));
    assert.equal(twice.results[0].refusal, 'ILLEGAL_TRANSITION');
    await w.settle();
    const balances = async () =>
      Object.fromEntries(
        good(await w.call(teacher.token, 'me.passbook')).balances.map((b: { asset: string; balance: number }) => [
          b.asset,
          b.balance,
        ]),
      ) as Record<string, number>;
    assert.deepEqual(
      [(await balances())['annual_minutes'], (await balances())['time_minutes'], (await balances())['honour_points']],
      // The year counts in steps of five minutes (CHK-04), the passbook every minute (TBK-01).
      [60, 64, 0],
    );

    // Sessions of staff end within the day, so these two begin now; members stay signed in for 30 days.
    const leader = await w.staff('group_leader', { name: '组长' });
    const branch = await w.staff('grid_branch', { name: '网格支部' });
    good(
      await w.call(leader.token, 'confirmations.decide', {
        params: c,
        body: { step: 'group', claims: [answer.claim], verdict: 'confirm' },
        key: 'group-01',
      }),
    );
    good(
      await w.call(branch.token, 'confirmations.decide', {
        params: c,
        body: { step: 'branch', claims: [answer.claim], verdict: 'confirm' },
        key: 'branch-1',
      }),
    );
    await w.settle();
    const final = await balances();
    assert.ok((final['honour_points'] ?? 0) > 100, 'the professional coefficient shows');
    assert.equal(final['honour_points'], final['redeemable_points']);
    const story = good(await w.call(teacher.token, 'claims.read', { params: claim }));
    assert.equal(story.state, 'credited');
    assert.deepEqual(
      new Set(story.entries.map((e: { asset: string }) => e.asset)),
      new Set(['annual_minutes', 'time_minutes', 'honour_points', 'redeemable_points']),
    );
    const check = good(await w.call(auditor.token, 'ledger.check', { params: c }));
    assert.equal(check.difference, 0);
    const need = (await w.rows('select state, closed_by, staff_acts from need where need_id = $1', [receipt.need]))[0];
    assert.equal(need?.['state'], 'closed');
    assert.ok(Number(need?.['staff_acts']) <= 3, `staff acts ${need?.['staff_acts']}`);
  });
});

describe('W-02 the refusals', () => {
  let w: World;
  let worker: Someone;
  let need: string;
  before(async () => {
    w = await testWorld({ at: '2026-11-23T09:00:00+08:00' });
    worker = await w.staff('community_worker');
    const elder = await w.resident();
    const receipt = good(
      await w.call(elder.token, 'orders.place', {
        params: { community: w.community },
        body: { text: '小区环境要整治一下', windows: [saturday] },
        key: 'order-001',
      }),
    );
    need = receipt.need;
    good(
      await w.call(worker.token, 'needs.decideBoundary', {
        params: { community: w.community, id: need },
        body: { result: 'volunteer', reason: '可以一起做' },
        key: 'boundary-1',
      }),
    );
  });
  after(() => w.close());

  const base = {
    title: '清理楼道杂物',
    work_content: 'volunteer_service',
    deliverable_type: 'count',
    deliverable: '清理楼道 6 处',
    estimate_minutes: 120,
    point: centre,
    place_name: '柏庄小区',
  };
  const slot = { ...saturday, role: 'general', capacity: 2, skills: [], demands: [], deliverable: '楼道' };
  const refusedAs: readonly [string, string, Record<string, unknown>][] = [
    ['a Tuesday at ten', 'WORK_HOURS_BLOCKED', { slots: [{ ...slot, ...tuesday }] }],
    ['copying ledgers for the staff', 'DUTY_TRANSFER', { title: '代填台账', description: '帮社区录入台账' }],
    ['thirty people in one slot', 'UNCLEAR_TASK', { slots: [{ ...slot, capacity: 30 }], estimate_minutes: 1800 }],
    ['a photograph as the result', 'PHOTO_ONLY_EVIDENCE', { deliverable_type: '照片', deliverable: '照片' }],
    [
      'more people than the work needs',
      'HEADCOUNT_UNJUSTIFIED',
      { slots: [{ ...slot, capacity: 8 }], estimate_minutes: 60 },
    ],
    ['risk without guarantees', 'GUARANTEE_REQUIRED', { physical_risk: true }],
    ['a show for inspectors', 'SHOW_TASK', { title: '迎检站台', description: '迎检时到场站台' }],
    ['nobody responsible', 'NO_OWNER', { responsible: null }],
    ['no demand behind it', 'NO_DEMAND_SOURCE', { needs: [], plan_item: null }],
  ];
  for (const [what, code, change] of refusedAs) {
    it(`refuses ${what} with ${code} and changes nothing`, async () => {
      const before_ = await w.rows('select count(*)::int as n from task');
      const answer = await publish(w, worker, need, { ...base, responsible: worker.id, slots: [slot], ...change });
      assert.equal(answer.body.code, code, JSON.stringify(answer.body));
      assert.ok(answer.body.message.length > 3 && answer.body.next.length > 3);
      assert.deepEqual(await w.rows('select count(*)::int as n from task'), before_);
    });
  }

  it('refuses a proof of absence, an unlisted consequence and a point without service, and all are on record', async () => {
    const c = { community: w.community };
    const member = await w.member();
    const task = good(await publish(w, worker, need, { ...base, responsible: worker.id, slots: [slot] }));
    const claim = good(
      await w.call(member.token, 'tasks.claim', { params: { ...c, id: task.slots[0].id }, body: {}, key: 'claim-01' }),
    );
    assert.equal(
      (await w.call(member.token, 'tasks.release', { params: { ...c, id: claim.id }, body: { proof: 'base64…' } })).body
        .code,
      'NO_ABSENCE_PROOF',
    );
    assert.equal(good(await w.call(member.token, 'claims.read', { params: { ...c, id: claim.id } })).state, 'accepted');
    const unit = await w.staff('unit_secretary', { tenant: w.unit });
    assert.equal(
      (
        await w.call(unit.token, 'policy.addConsequence', {
          params: { tenant: w.unit },
          body: { purpose: '职称评审', class: 'ordinary_member', clause: null },
          key: 'conseq-1',
        })
      ).body.code,
      'OVERREACH_CONSEQUENCE',
    );
    assert.equal(
      (
        await w.call(worker.token, 'points.credit', {
          params: c,
          body: { person: member.id, for: 'like', hundredths: 100 },
        })
      ).body.code,
      'NO_SERVICE_NO_CREDIT',
    );
    assert.equal(
      (
        await w.call(worker.token, 'points.deduct', {
          params: c,
          body: { person: member.id, hundredths: 100, reason: '缺席' },
        })
      ).body.code,
      'REGIME_MISMATCH',
    );
    const attempts = good(await w.call(worker.token, 'policy.attempts', { params: { tenant: w.community } }));
    for (const code of [
      'WORK_HOURS_BLOCKED',
      'DUTY_TRANSFER',
      'UNCLEAR_TASK',
      'PHOTO_ONLY_EVIDENCE',
      'NO_ABSENCE_PROOF',
    ])
      assert.ok(attempts.counts[code] >= 1, code);
  });
});

describe('W-03 “我去不了”', () => {
  it('releases at the tap, finds the substitute, tells the resident the new name and marks nobody', async () => {
    const w = await testWorld({ at: '2026-11-23T20:00:00+08:00' });
    const c = { community: w.community };
    const worker = await w.staff('community_worker');
    const elder = await w.resident('王秀英');
    const first = await w.member('甲一');
    const second = await w.member('乙二');
    const third = await w.member('丙三');
    const receipt = good(
      await w.call(elder.token, 'orders.place', {
        params: c,
        body: { text: '请人读读信', windows: [saturday] },
        key: 'order-001',
      }),
    );
    good(
      await w.call(worker.token, 'needs.decideBoundary', {
        params: { ...c, id: receipt.need },
        body: { result: 'volunteer', reason: '邻里互助' },
        key: 'boundary-1',
      }),
    );
    const task = good(
      await publish(w, worker, receipt.need, {
        title: '读信陪聊',
        work_content: 'volunteer_service',
        deliverable_type: 'resident_confirmation',
        deliverable: '居民确认',
        responsible: worker.id,
        estimate_minutes: 60,
        point: centre,
        place_name: '柏庄小区3号楼',
        slots: [{ ...saturday, role: 'general', capacity: 1, skills: [], demands: [], deliverable: '' }],
      }),
    );
    const claim = good(
      await w.call(first.token, 'tasks.claim', { params: { ...c, id: task.slots[0].id }, body: {}, key: 'claim-01' }),
    );
    await w.advanceTo('2026-11-28T05:00:00+08:00');
    const tap = good(await w.call(first.token, 'tasks.release', { params: { ...c, id: claim.id }, body: {} }));
    assert.deepEqual([tap.state, tap.urgent, tap.searching], ['released', false, true]);
    await w.settle();
    const asked = [];
    for (const m of [second, third])
      asked.push(
        ...good(await w.call(m.token, 'me.invitations'))
          .items.filter((i: { state: string }) => i.state === 'offered')
          .map((i: { id: string }) => ({ m, id: i.id })),
      );
    assert.ok(asked.length >= 1, 'ranked members were asked by the platform');
    assert.equal(good(await w.call(first.token, 'me.invitations')).items.length, 0);
    good(
      await w.call(asked[0].m.token, 'tasks.respond', {
        params: { ...c, id: asked[0].id },
        body: { answer: 'accept' },
        key: 'accept-1',
      }),
    );
    await w.settle();
    const order = good(await w.call(elder.token, 'orders.read', { params: { ...c, id: receipt.order } }));
    assert.equal(order.helpers.filter((h: { state: string }) => h.state === 'accepted')[0]?.name, asked[0].m.name);
    const told = good(await w.call(elder.token, 'me.inbox'))
      .items.map((i: { text: string }) => i.text)
      .join(' ');
    assert.match(told, new RegExp(asked[0].m.name));
    const trace = await w.rows(`select state, flags, mark, reason from claim where person_id = $1`, [first.id]);
    assert.deepEqual(trace, [{ state: 'released', flags: [], mark: null, reason: null }]);
    await w.close();
  });
});
