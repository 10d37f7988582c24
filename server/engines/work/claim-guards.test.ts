import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { centre, type Someone } from '../../../test/world.ts';
import { dispatched } from '../../../test/acts.ts';
import { good, refusedAs, saturday, workWorld, type WorkWorld } from './work-fixture.ts';

describe('the guards of a claim', () => {
  let x: WorkWorld;
  before(async () => {
    x = await workWorld();
  });
  after(() => x.w.close());

  it('refuses the own order with SELF_DEALING, and that of the own household', async () => {
    const asker = await x.w.member('点单党员');
    const { need } = await x.need(asker);
    const slot = await x.slot({ need });
    await refusedAs(x, 'SELF_DEALING', () => x.claim(asker, slot));
    const household = x.w.deps.ids.next();
    const mother = await x.w.resident('母亲', { household });
    const son = await x.w.member('儿子');
    await x.w.rows('update membership set household_id = $1 where tenant_id = $2 and person_id = $3', [
      household,
      x.w.community,
      son.id,
    ]);
    const ofMother = await x.slot({ need: (await x.need(mother)).need });
    await refusedAs(x, 'SELF_DEALING', () => x.claim(son, ofMother));
    assert.equal((await x.claim(await x.w.member('邻居'), ofMother)).status, 200);
  });

  it('refuses overlapping hours with TIME_CONFLICT and at most three times that fit', async () => {
    const busy = await x.w.member('忙人');
    good(await x.claim(busy, await x.slot()));
    const overlapping = await x.slot({ slot: { ...saturday('10:30', '11:30') } });
    const refusal = await refusedAs(x, 'TIME_CONFLICT', () => x.claim(busy, overlapping));
    const times = refusal.details.alternatives as { start: string; end: string }[];
    assert.ok(times.length >= 1 && times.length <= 3, JSON.stringify(times));
    for (const t of times) {
      assert.equal(Date.parse(t.end) - Date.parse(t.start), 60 * 60_000);
      const apart =
        Date.parse(t.end) <= Date.parse('2026-11-28T10:00:00+08:00') ||
        Date.parse(t.start) >= Date.parse('2026-11-28T11:00:00+08:00');
      assert.ok(apart, `${t.start} overlaps the accepted service`);
    }
  });

  it('refuses the own declared working hours with TIME_CONFLICT', async () => {
    const shift = await x.w.member('周六上班', { work_pattern: [{ from: 5 * 1440 + 8 * 60, to: 5 * 1440 + 17 * 60 }] });
    const slot = await x.slot();
    await refusedAs(x, 'TIME_CONFLICT', () => x.claim(shift, slot));
  });

  it('refuses by distance, limits, skills and intentions', async () => {
    const far = await x.w.member('远处', { max_distance_m: 500 });
    const distant = await x.slot({ task: { point: { lat: centre.lat + 0.02, lng: centre.lng } } });
    await refusedAs(x, 'TOO_FAR', () => x.claim(far, distant));

    const limited = await x.w.member('腰不好', { limits: ['lifting'] });
    const heavy = await x.slot({ slot: { demands: ['lifting'] } });
    await refusedAs(x, 'PHYSICAL_LIMIT', () => x.claim(limited, heavy));

    const unskilled = await x.w.member('不会修', { expertise: ['书法'], willing_to_try: false });
    const skilled = await x.slot({ slot: { role: 'professional', skills: ['电工'] } });
    await refusedAs(x, 'SKILL_MISMATCH', () => x.claim(unskilled, skilled));
    await refusedAs(x, 'SKILL_MISMATCH', () => x.claim(unskilled, skilled, { willing_to_try: true }));
    const general = await x.slot({ slot: { skills: ['电工'] } });
    await refusedAs(x, 'SKILL_MISMATCH', () => x.claim(unskilled, general));
    good(await x.claim(unskilled, general, { willing_to_try: true }));
  });

  it('refuses a full slot, a second claim of the same place, and people who are no members', async () => {
    const first = await x.w.member('先到');
    const second = await x.w.member('后到');
    const slot = await x.slot();
    good(await x.claim(first, slot));
    await refusedAs(x, 'SLOT_FULL', () => x.claim(second, slot));
    await refusedAs(x, 'ILLEGAL_TRANSITION', () => x.claim(first, slot));
    await refusedAs(x, 'NOT_AVAILABLE', async () => x.claim(await x.w.resident('普通居民'), slot));
    await refusedAs(x, 'NOT_FOUND', () => x.claim(second, x.w.deps.ids.next()));
  });

  it('refuses without the consent to serve', async () => {
    const shy = await x.w.member('未同意');
    await x.w.consent(shy, 'service', false);
    const slot = await x.slot();
    await refusedAs(x, 'CONSENT_MISSING', () => x.claim(shy, slot));
  });

  it('answers the same key once', async () => {
    const m = await x.w.member('连点两下');
    const id = await x.slot();
    const send = () => x.w.call(m.token, 'tasks.claim', { params: { ...x.c, id }, body: {}, key: 'same-key-001' });
    const [a, b] = await Promise.all([send(), send()]);
    assert.equal(good(a).id, good(b).id);
    assert.equal((await x.w.rows('select claim_id from claim where slot_id = $1', [id])).length, 1);
  });
});

describe('the guards of an invitation', () => {
  let x: WorkWorld;
  let free: Someone;
  before(async () => {
    x = await workWorld();
    free = await x.w.member('有空');
  });
  after(() => x.w.close());

  it('refuses a filtered-out person with the filter’s code, asks nobody, and names no fact', async () => {
    const slot = await x.slot();
    const filtered: readonly [string, Someone][] = [
      ['NOT_AVAILABLE', await x.w.member('暂停', { paused: true })],
      [
        'OUTSIDE_AVAILABILITY',
        await x.w.member('只有周日', { availability: [{ from: 6 * 1440 + 480, to: 6 * 1440 + 1200 }] }),
      ],
      ['NO_INTENTION', await x.w.member('别的意向', { intentions: ['harmony'], willing_to_try: false })],
      ['SELF_DEALING', await x.w.member('点单人')],
    ];
    const own = await x.slot({ need: (await x.need(filtered[3]![1])).need });
    for (const [code, who] of filtered) {
      const refusal = await refusedAs(x, code, () => x.invite(code === 'SELF_DEALING' ? own : slot, free, who));
      assert.deepEqual(refusal.details, { person: who.id });
    }
  });

  it('shows the code of the excluded to the cadre, the fact to the person alone, and candidates to no member', async () => {
    const slot = await x.slot({ slot: { demands: ['lifting'] } });
    const limited = await x.w.member('腰伤', { limits: ['lifting'] });
    const list = good(
      await x.w.call(x.worker.token, 'tasks.candidates', { params: { ...x.c, id: slot }, query: { excluded: 'true' } }),
    );
    assert.ok(list.items.some((i: any) => i.person.id === free.id && i.parts.length > 0));
    const out = list.excluded.find((i: any) => i.person.id === limited.id);
    assert.equal(out.excluded, 'PHYSICAL_LIMIT');
    assert.deepEqual(out.parts, []);
    assert.equal((await x.w.call(free.token, 'tasks.candidates', { params: { ...x.c, id: slot } })).status, 403);
    const task = (await x.w.rows('select task_id from slot where slot_id = $1', [slot]))[0]!['task_id'];
    const own = good(await x.w.call(limited.token, 'tasks.read', { params: { ...x.c, id: task } }));
    assert.ok(
      own.why.some((y: { key: string }) => y.key === 'PHYSICAL_LIMIT'),
      'the person reads the fact',
    );
  });

  it('lets nobody but the person accept: CONSENT_REQUIRED, on record', async () => {
    const slot = await x.slot();
    const id = good(await x.invite(slot, free)).invitations[0];
    await refusedAs(x, 'CONSENT_REQUIRED', () =>
      x.w.call(x.worker.token, 'tasks.setAccepted', { params: { ...x.c, id }, body: { state: 'accepted' } }),
    );
    const attempts = good(await x.w.call(x.worker.token, 'policy.attempts', { params: { tenant: x.w.community } }));
    assert.equal(attempts.counts.CONSENT_REQUIRED, 1);
    await refusedAs(x, 'NOT_FOUND', async () => x.respond(await x.w.member('旁人'), id, { answer: 'accept' }));
  });

  it('assigns under 下派, openly as an assignment', async () => {
    const sent = await x.w.member('下派干部');
    await dispatched(x.w, x.w.community, sent, 'assist_dispatch');
    const id = good(await x.invite(await x.slot(), sent)).invitations[0];
    good(await x.w.call(x.worker.token, 'tasks.setAccepted', { params: { ...x.c, id }, body: { state: 'accepted' } }));
    const claim = (await x.w.rows('select origin, accepted_by from claim where person_id = $1', [sent.id]))[0];
    assert.deepEqual(claim, { origin: 'assignment', accepted_by: x.worker.id });
  });
});

describe('the leader of three or more (SCH-10)', () => {
  it('is refused while only named, and stands after the own act', async () => {
    const x = await workWorld();
    try {
      const named = await x.w.member('带队人');
      const { need } = await x.need();
      const three = { slot: { capacity: 3 }, need };
      const alone = await refusedAs(x, 'NO_OWNER', () => x.task(three));
      assert.equal(alone.details.missing, 'team_leader');
      const unasked = await refusedAs(x, 'NO_OWNER', () => x.task({ ...three, task: { team_leader: named.id } }));
      assert.equal(unasked.details.missing, 'team_leader_consent');

      const draft = good(await x.task({ ...three, task: { team_leader: named.id, publish: false } }));
      const publish = () => x.w.call(x.worker.token, 'tasks.publish', { params: { ...x.c, id: draft.id } });
      await refusedAs(x, 'NO_OWNER', publish);
      await refusedAs(x, 'NOT_FOUND', () => x.claim(named, draft.slots[0].id));
      const id = good(await x.invite(draft.slots[0].id, named)).invitations[0];
      good(await x.respond(named, id, { answer: 'accept' }));
      assert.equal(good(await publish()).state, 'published');
      assert.deepEqual(await x.w.rows('select is_leader from claim where person_id = $1', [named.id]), [
        { is_leader: true },
      ]);
    } finally {
      await x.w.close();
    }
  });
});
