import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Answer, Someone } from '../../../test/world.ts';
import { good, saturday, workWorld, type WorkWorld } from './work-fixture.ts';

/** Times that each race is run: a race that is lost once in a few is still lost. */
const rounds = 8;

describe('races for a place', () => {
  let x: WorkWorld;
  let people: Someone[];
  before(async () => {
    x = await workWorld();
    people = [];
    for (const name of ['甲', '乙', '丙', '丁', '戊', '己']) people.push(await x.w.member(`${name}同志`));
  });
  after(() => x.w.close());
  const codes = (answers: Answer<any>[]) => answers.map((a) => (a.status === 200 ? 'ok' : a.body.code)).toSorted();
  const slotRow = async (id: string) =>
    (
      await x.w.rows(
        `select s.taken, s.capacity, s.state, (select count(*)::int from claim c where c.tenant_id = s.tenant_id and c.slot_id = s.slot_id and c.state = 'accepted') as held from slot s where s.slot_id = $1`,
        [id],
      )
    )[0];
  /** An hour of a weekend day that no other round uses. */
  const hour = (round: number, from = '00', to = '00') => ({
    start: `2026-11-${28 + (round % 2)}T${String(8 + Math.floor(round / 2) * 2).padStart(2, '0')}:${from}:00+08:00`,
    end: `2026-11-${28 + (round % 2)}T${String(9 + Math.floor(round / 2) * 2).padStart(2, '0')}:${to}:00+08:00`,
  });

  it('gives the last place to one of six, and the others read SLOT_FULL', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const slot = await x.slot({ slot: hour(round) });
      const answers = await Promise.all(people.map((p) => x.claim(p, slot)));
      assert.deepEqual(codes(answers), ['SLOT_FULL', 'SLOT_FULL', 'SLOT_FULL', 'SLOT_FULL', 'SLOT_FULL', 'ok']);
      assert.deepEqual(await slotRow(slot), { taken: 1, capacity: 1, state: 'filled', held: 1 });
    }
  });

  it('gives one person one of two overlapping slots, and the other stays free', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const person = await x.w.member(`赶场${round}`);
      const both = [await x.slot({ slot: hour(round) }), await x.slot({ slot: hour(round, '30', '30') })];
      const answers = await Promise.all(both.map((slot) => x.claim(person, slot)));
      assert.deepEqual(codes(answers), ['TIME_CONFLICT', 'ok']);
      const rows = await Promise.all(both.map(slotRow));
      assert.equal(
        rows.reduce((n, r) => n + Number(r?.['taken']), 0),
        1,
      );
      assert.equal((await x.w.rows('select entry_id from calendar_entry where person_id = $1', [person.id])).length, 1);
    }
  });

  it('fills a task whose two slots are taken at the same moment', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const one = { ...hour(round), role: 'general', capacity: 1, skills: [], demands: [], deliverable: '' };
      const task = good(await x.task({ task: { slots: [one, one], estimate_minutes: 120 } }));
      const fresh = [await x.w.member(`左${round}`), await x.w.member(`右${round}`)];
      const answers = await Promise.all(fresh.map((p, i) => x.claim(p, task.slots[i].id)));
      assert.deepEqual(codes(answers), ['ok', 'ok']);
      const state = (await x.w.rows('select state from task where task_id = $1', [task.id]))[0]?.['state'];
      assert.equal(state, 'filled', `round ${round}`);
    }
  });

  it('makes one leader of two who offer to lead at the same moment', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const one = { ...hour(round), role: 'general', capacity: 1, skills: [], demands: [], deliverable: '' };
      const task = good(await x.task({ task: { slots: [one, one], estimate_minutes: 120 } }));
      const fresh = [await x.w.member(`领左${round}`), await x.w.member(`领右${round}`)];
      await Promise.all(fresh.map((p, i) => x.claim(p, task.slots[i].id, { lead: true })));
      const leaders = await x.w.rows('select person_id from claim where task_id = $1 and is_leader', [task.id]);
      const named = (await x.w.rows('select team_leader_id from task where task_id = $1', [task.id]))[0];
      assert.deepEqual(leaders, [{ person_id: named?.['team_leader_id'] }], `round ${round}`);
    }
  });

  it('accepts or lapses at the end of an invitation, never both', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const person = await x.w.member(`赶点${round}`);
      const slot = await x.slot({ slot: { ...hour(round) } });
      // An urgent invitation lives half an hour, so all rounds end before the worker's session does.
      const urgent = { params: { ...x.c, id: slot }, body: { persons: [person.id], urgent: true }, key: x.key() };
      const id = good(await x.w.call(x.worker.token, 'tasks.invite', urgent)).invitations[0];
      const end = (await x.w.rows('select expires_at from invitation where invitation_id = $1', [id]))[0]![
        'expires_at'
      ] as Date;
      x.w.clock.set(new Date(end.getTime() + (round % 2 === 0 ? -1 : 0)));
      const accepting = x.respond(person, id, { answer: 'accept' });
      x.w.clock.set(end);
      const [answer] = await Promise.all([accepting, x.w.settle()]);
      const state = (await x.w.rows('select state from invitation where invitation_id = $1', [id]))[0]?.['state'];
      const held = (await slotRow(slot))?.['held'];
      assert.ok(
        (answer.status === 200 && state === 'accepted' && held === 1) ||
          (answer.body.code === 'INVITATION_LAPSED' && state === 'lapsed' && held === 0),
        JSON.stringify({ status: answer.status, code: answer.body.code, state, held }),
      );
    }
  });

  it('keeps the count right while one releases and others claim', async () => {
    for (let round = 0; round < rounds; round += 1) {
      const [holder, ...rest] = [
        await x.w.member(`退${round}`),
        await x.w.member(`补${round}`),
        await x.w.member(`抢${round}`),
      ];
      const slot = await x.slot({ slot: { ...saturday('19:00', '20:00'), ...hour(round) } });
      const claim = good(await x.claim(holder!, slot));
      const [released, ...claims] = await Promise.all([
        x.w.call(holder!.token, 'tasks.release', { params: { ...x.c, id: claim.id }, body: {} }),
        ...rest.map((p) => x.claim(p, slot)),
      ]);
      assert.equal(released.status, 200);
      const won = claims.filter((a) => a.status === 200).length;
      const row = await slotRow(slot);
      assert.ok(won <= 1);
      assert.deepEqual([row?.['taken'], row?.['held']], [won, won]);
      assert.equal(row?.['state'], won === 1 ? 'filled' : 'open');
    }
  });
});
