/** For the tests of review: a Saturday with a helper who has accepted, and short words for everyone's acts. */
import assert from 'node:assert/strict';
import { centre, testWorld, type Someone, type World } from './world.ts';

type Reply = Awaited<ReturnType<World['call']>>;
export const at = (time: string): string => `2026-11-28T${time}:00+08:00`;
export const good = (answer: Reply) => {
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
};
export interface Job {
  readonly claim: string;
  readonly slot: string;
  readonly task: string;
  readonly need: string;
  readonly order: string;
}
export interface ServiceWorld {
  readonly w: World;
  readonly c: { community: number };
  readonly worker: Someone;
  readonly elder: Someone;
  readonly helper: Someone;
  readonly auditor: Someone;
  readonly leader: Someone;
  readonly branch: Someone;
  readonly key: () => string;
  /** An order of the asker that the helper has accepted for this span of the Saturday. */
  job(o?: {
    from?: string;
    to?: string;
    who?: Someone;
    asker?: Someone;
    task?: Record<string, unknown>;
    slot?: Record<string, unknown>;
  }): Promise<Job>;
  checkIn(job: Job, body?: Record<string, unknown>, who?: Someone): Promise<Reply>;
  checkOut(job: Job, body?: Record<string, unknown>, who?: Someone): Promise<Reply>;
  submit(job: Job, body?: Record<string, unknown>, who?: Someone): Promise<Reply>;
  audit(job: Job, verdict?: string, reason?: string, who?: Someone): Promise<{ state: string; refusal: string | null }>;
  confirm(job: Job, step: 'group' | 'branch', who?: Someone, more?: Record<string, unknown>): Promise<Reply>;
  /** What the service posted is taken back: the auditor proposes, somebody who has signed nothing decides. */
  reverse(job: Job, reason: string): Promise<Reply>;
  /** Checked in by PIN and position, out again and submitted. */
  serve(job: Job, from: string, to: string, who?: Someone): Promise<void>;
  fix(metres?: number, more?: Record<string, unknown>): Record<string, unknown>;
  pin(who?: Someone): Promise<string>;
  balances(who?: Someone): Promise<Record<string, number>>;
  /** Business state that a refused act leaves alone. */
  state(job: Job): Promise<unknown>;
}

/** `world`: one that is there already, such as that of a walk with a browser. */
export async function serviceWorld(
  start = at('08:00'),
  options: Parameters<typeof testWorld>[0] = {},
  world?: World,
): Promise<ServiceWorld> {
  const w = world ?? (await testWorld({ at: start, ...options }));
  const c = { community: w.community };
  const [worker, elder, helper] = [
    await w.staff('community_worker'),
    await w.resident('王秀英'),
    await w.member('李老师'),
  ];
  const [auditor, leader, branch] = [
    await w.staff('points_auditor', { name: '审核员' }),
    await w.staff('group_leader', { name: '组长' }),
    await w.staff('grid_branch', { name: '网格支部' }),
  ];
  let n = 0;
  let second: Someone | null = null;
  const key = () => `key-${String((n += 1)).padStart(8, '0')}`;
  const act = (route: 'claims.checkIn' | 'claims.checkOut' | 'claims.submit', job: Job, body: unknown, who: Someone) =>
    w.call(who.token, route, { params: { ...c, id: job.claim }, body, key: key() });
  const self: ServiceWorld = {
    w,
    c,
    worker,
    elder,
    helper,
    auditor,
    leader,
    branch,
    key,
    async job(o = {}) {
      const asker = o.asker ?? elder;
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
      const slot = {
        start: at(o.from ?? '10:00'),
        end: at(o.to ?? '11:00'),
        role: 'general',
        capacity: 1,
        skills: [],
        demands: [],
        deliverable: '',
        ...o.slot,
      };
      const draft = good(await w.call(worker.token, 'tasks.draft', { params: { ...c, id: receipt.need } }));
      const task = good(
        await w.call(worker.token, 'tasks.create', {
          params: c,
          body: {
            ...draft,
            title: '读信陪聊',
            work_content: 'volunteer_service',
            deliverable_type: 'session_log',
            deliverable: '读信记录一份',
            responsible: worker.id,
            estimate_minutes: 60,
            point: centre,
            place_name: '柏庄小区3号楼',
            slots: [slot],
            publish: true,
            ...o.task,
          },
          key: key(),
        }),
      );
      const claim = good(
        await w.call((o.who ?? helper).token, 'tasks.claim', {
          params: { ...c, id: task.slots[0].id },
          body: { willing_to_try: true },
          key: key(),
        }),
      );
      await w.settle();
      return { claim: claim.id, slot: task.slots[0].id, task: task.id, need: receipt.need, order: receipt.order };
    },
    checkIn: (job, body = {}, who = helper) => act('claims.checkIn', job, { position: null, ...body }, who),
    checkOut: (job, body = {}, who = helper) => act('claims.checkOut', job, { position: null, ...body }, who),
    submit: (job, body = { text: '读了三封信，聊了家常' }, who = helper) => act('claims.submit', job, body, who),
    async audit(job, verdict = 'pass', reason = '', who = auditor) {
      return good(
        await w.call(who.token, 'audits.decide', {
          params: c,
          body: { claims: [job.claim], verdict, reason },
          key: key(),
        }),
      ).results[0];
    },
    confirm: (job, step, who, more = {}) =>
      w.call((who ?? (step === 'group' ? leader : branch)).token, 'confirmations.decide', {
        params: c,
        body: { step, claims: [job.claim], verdict: 'confirm', ...more },
        key: key(),
      }),
    async reverse(job, reason) {
      const { id } = good(
        await w.call(auditor.token, 'ledger.proposeReversal', {
          params: { ...c, id: job.claim },
          body: { reason },
          key: key(),
        }),
      );
      second ??= await w.staff('community_secretary', { name: '第二人' });
      return w.call(second.token, 'ledger.decideReversal', {
        params: { ...c, id },
        body: { approve: true },
        key: key(),
      });
    },
    async serve(job, from, to, who = helper) {
      await w.advanceTo(at(from));
      good(await self.checkIn(job, { position: self.fix(80), pin: await self.pin() }, who));
      await w.advanceTo(at(to));
      good(await self.checkOut(job, { position: self.fix(90) }, who));
      good(await self.submit(job, undefined, who));
      await w.settle();
    },
    fix: (metres = 0, more = {}) => ({
      point: { lat: centre.lat + metres / 111_320, lng: centre.lng },
      accuracy_m: 15 + (n % 7),
      fix_at: w.clock.now().toISOString(),
      ...more,
    }),
    pin: async (who = elder) => good(await w.call(who.token, 'accounts.me')).pin as string,
    async balances(who = helper) {
      const book = good(await w.call(who.token, 'me.passbook'));
      return Object.fromEntries(book.balances.map((b: { asset: string; balance: number }) => [b.asset, b.balance]));
    },
    state: (job) =>
      w.rows(
        `select c.*, (select count(*)::int from ledger_transfer) as transfers, (select count(*)::int from audit) as audits,
           (select state from need where need_id = $2) as need_state from claim c where claim_id = $1`,
        [job.claim, job.need],
      ),
  };
  return self;
}
