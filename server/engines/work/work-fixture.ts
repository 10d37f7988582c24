/** For the tests of work: a world with one decided need, and short words for the acts of staff and members. */
import assert from 'node:assert/strict';
import { centre, testWorld, type Someone, type World } from '../../../test/world.ts';

/** A reply of any route; each test asserts what it reads of it. */
type Reply = Awaited<ReturnType<World['call']>>;

type Span = { readonly start: string; readonly end: string };
/** Hours of the free Saturday that follows the Monday on which these worlds begin. */
export const saturday = (from: string, to: string): Span => ({
  start: `2026-11-28T${from}:00+08:00`,
  end: `2026-11-28T${to}:00+08:00`,
});
export const good = (answer: Reply): Reply['body'] => {
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
};

export interface WorkWorld {
  readonly w: World;
  readonly c: { community: number };
  readonly worker: Someone;
  readonly elder: Someone;
  readonly key: () => string;
  /** An order of this person, accepted for volunteers. */
  need(asker?: Someone): Promise<{ need: string; order: string }>;
  /** Publishes a task for a need; `slot` and `task` change the plain form. Answers as the route does. */
  task(change?: { need?: string; slot?: Record<string, unknown>; task?: Record<string, unknown> }): Promise<Reply>;
  /** The same, and the id of its first slot. */
  slot(change?: { need?: string; slot?: Record<string, unknown>; task?: Record<string, unknown> }): Promise<string>;
  claim(who: Someone, slot: string, body?: Record<string, unknown>): Promise<Reply>;
  invite(slot: string, ...who: Someone[]): Promise<Reply>;
  respond(who: Someone, invitation: string, body: Record<string, unknown>): Promise<Reply>;
  /** The invitations of this person that wait for an answer. */
  offers(who: Someone): Promise<{ id: string; slot: string }[]>;
  /** Everything that a refused act must leave as it was. */
  state(): Promise<unknown>;
}

/** A community on Monday evening, 2026-11-23 at 20:00, with a worker and an elder. */
export async function workWorld(at = '2026-11-23T20:00:00+08:00'): Promise<WorkWorld> {
  const w = await testWorld({ at });
  const c = { community: w.community };
  const worker = await w.staff('community_worker', { name: '周主任' });
  const elder = await w.resident('王秀英');
  let n = 0;
  const key = () => `key-${String((n += 1)).padStart(8, '0')}`;
  const self: WorkWorld = {
    w,
    c,
    worker,
    elder,
    key,
    async need(asker = elder) {
      const receipt = good(
        await w.call(asker.token, 'orders.place', { params: c, body: { text: '想请人读读信、聊聊天' }, key: key() }),
      );
      good(
        await w.call(worker.token, 'needs.decideBoundary', {
          params: { ...c, id: receipt.need },
          body: { result: 'volunteer', reason: '邻里互助' },
          key: key(),
        }),
      );
      return receipt;
    },
    async task({ need, slot = {}, task = {} } = {}) {
      const source = need ?? (await self.need()).need;
      const place = { ...saturday('10:00', '11:00'), role: 'general', capacity: 1, skills: [], demands: [], ...slot };
      return w.call(worker.token, 'tasks.create', {
        params: c,
        body: {
          title: '读信陪聊',
          work_content: 'volunteer_service',
          deliverable_type: 'resident_confirmation',
          deliverable: '居民确认已读完来信',
          responsible: worker.id,
          estimate_minutes: 60 * place.capacity,
          point: centre,
          place_name: '柏庄小区3号楼',
          needs: [source],
          slots: [place],
          ...task,
        },
        key: key(),
      });
    },
    slot: async (change) => good(await self.task(change)).slots[0].id,
    claim: (who, slot, body = {}) => w.call(who.token, 'tasks.claim', { params: { ...c, id: slot }, body, key: key() }),
    invite: (slot, ...who) =>
      w.call(worker.token, 'tasks.invite', {
        params: { ...c, id: slot },
        body: { persons: who.map((p) => p.id) },
        key: key(),
      }),
    respond: (who, id, body) => w.call(who.token, 'tasks.respond', { params: { ...c, id }, body, key: key() }),
    offers: async (who) =>
      good(await w.call(who.token, 'me.invitations')).items.filter((i: { state: string }) => i.state === 'offered'),
    state: async () => ({
      tasks: await w.rows('select task_id, state, team_leader_id from task order by task_id'),
      slots: await w.rows('select slot_id, taken, state, searching from slot order by slot_id'),
      invitations: await w.rows('select invitation_id, state from invitation order by invitation_id'),
      claims: await w.rows('select claim_id, state, version from claim order by claim_id'),
      calendar: await w.rows('select entry_id, during::text from calendar_entry order by entry_id'),
      needs: await w.rows('select need_id, state from need order by need_id'),
    }),
  };
  return self;
}

/** The act is refused with this code, and nothing of the business state has changed. Returns the refusal. */
export async function refusedAs(world: WorkWorld, code: string, act: () => Promise<Reply>): Promise<Reply['body']> {
  const before = await world.state();
  const answer = await act();
  assert.equal(answer.body.code, code, JSON.stringify(answer.body));
  assert.deepEqual(await world.state(), before);
  return answer.body;
}
