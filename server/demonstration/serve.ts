/** One simulated day: rounds of staff, property, members, auditors and residents over what really waits in the database. */
import { addMs, civilDate, day_ms, hour_ms, minute_ms, startOfDay } from '../platform/clock.ts';
import { workdays } from '../engines/policy/index.ts';
import { castId } from './accounts.ts';
import { wishes, type Wish } from './cast.ts';
import type { Memory, Town } from './simulate.ts';
import type { Stage } from './stage.ts';

type Round = (stage: Stage, town: Town, memory: Memory) => Promise<void>;

export function serveDay(stage: Stage, town: Town, memory: Memory, morning: Date, workday: boolean): void {
  const plan = (hour: number, round: Round) =>
    stage.at(addMs(morning, hour * hour_ms), () => round(stage, town, memory));
  for (const hour of workday ? [9, 11.5, 15, 17.5] : [10]) plan(hour, triage);
  for (const hour of [10.5, 16]) plan(hour, repair);
  for (const hour of [8, 12, 18, 19.5, 21]) plan(hour, answerInvitations);
  for (const hour of [7.5, 13, 18.2]) plan(hour, planServices);
  if (workday) {
    plan(16.5, audit);
    plan(20, confirmFacts);
    plan(17, approvePoints);
  }
  plan(20.5, rate);
  plan(21.5, readNotices);
}
const params = (stage: Stage, id?: string) =>
  id === undefined ? { community: stage.community } : { community: stage.community, id };

/** Staff decide what waits: each need in one tap, and publish what neighbours can help with. */
const triage: Round = async (stage, town, memory) => {
  const worker = castId('worker');
  const queue = await stage.as(
    worker,
    'needs.queue',
    { params: params(stage), query: { view: 'triage', limit: '60' } },
    true,
  );
  for (const need of queue?.items ?? []) {
    const wish = memory.wishOf.get(need.id) ?? wishes.find((w) => w.text === need.text);
    if (!wish || (need.state !== 'submitted' && need.state !== 'reopened')) continue;
    memory.wishOf.set(need.id, wish);
    const decided = await stage.as(
      worker,
      'needs.decideBoundary',
      {
        params: params(stage, need.id),
        body: {
          result: wish.boundary,
          rule: need.suggestion?.result === wish.boundary ? need.suggestion.rule : null,
          reason: wish.boundary === 'market' || wish.boundary === 'family' ? wish.answer : '',
        },
      },
      true,
    );
    if (!decided) continue;
    if (wish.boundary === 'volunteer')
      stage.at(addMs(stage.now(), (5 + memory.d.below(50)) * minute_ms), () =>
        publish(stage, town, memory, need.id, wish),
      );
    if (wish.boundary === 'community' || wish.boundary === 'department')
      stage.at(
        addMs(stage.now(), (4 + memory.d.below(60)) * hour_ms),
        async () =>
          void (await stage.as(
            memory.d.pick([worker, ...town.workers]),
            'needs.answer',
            { params: params(stage, need.id), body: { answer: wish.answer } },
            true,
          )),
      );
  }
};

/** A weekend slot from the pre-filled form, then the three best candidates are asked. */
async function publish(stage: Stage, town: Town, memory: Memory, need: string, wish: Wish): Promise<void> {
  const worker = castId('worker');
  const draft = await stage.as(worker, 'tasks.draft', { params: params(stage, need) }, true);
  if (!draft) return;
  const start = await nextFree(stage, memory);
  const minutes = memory.d.pick([60, 60, 90]);
  const slot = {
    start: start.toISOString(),
    end: addMs(start, minutes * minute_ms).toISOString(),
    role: wish.skill ? 'professional' : 'general',
    capacity: 1,
    skills: wish.skill ? [wish.skill] : [],
  };
  const body = {
    ...draft,
    form: 'on_site',
    deliverable_type: 'resident_confirmation',
    deliverable: draft.deliverable || '居民确认问题已解决',
    responsible: draft.responsible ?? worker,
    estimate_minutes: minutes,
    slots: [slot],
    publish: true,
    point: draft.point ?? town.estatePoint,
    place_name: draft.place_name || '居民家中',
    work_content: wish.content,
  };
  const task = await stage.as(worker, 'tasks.create', { params: params(stage), body }, true);
  const id = task?.slots?.[0]?.id;
  if (!id) return;
  // Most of the last two days' places are still open, so that there is something to plan.
  if (stage.until.getTime() - stage.now().getTime() < 2 * day_ms && memory.d.chance(75)) return;
  const found = await stage.as(worker, 'tasks.candidates', { params: params(stage, id) }, true);
  const persons = (found?.items ?? []).slice(0, 3).flatMap((c) => (c.person.id ? [c.person.id] : []));
  if (persons.length > 0)
    await stage.as(worker, 'tasks.invite', { params: params(stage, id), body: { persons } }, true);
}
/** A start on one of the next rest days, or on an evening when it may not wait. */
async function nextFree(stage: Stage, memory: Memory): Promise<Date> {
  const calendar = await workdays(stage.deps);
  for (let day = 1; day <= 9; day += 1) {
    const date = civilDate(addMs(stage.now(), day * day_ms));
    const kind = calendar.kindOf(date);
    if ((kind === 'weekend' || kind === 'holiday') && memory.d.chance(60))
      return addMs(startOfDay(date), memory.d.pick([9, 10, 14, 15, 16]) * hour_ms);
    if (memory.d.chance(10)) return addMs(startOfDay(date), 19.5 * hour_ms);
  }
  return addMs(startOfDay(civilDate(addMs(stage.now(), 2 * day_ms))), 19.5 * hour_ms);
}

/** The property companies take what is theirs: first an answer, then the result; now and then they send it back. */
const repair: Round = async (stage, town, memory) => {
  for (const manager of town.managers) {
    const list = await stage.as(manager, 'handovers.list', { params: params(stage) }, true);
    for (const h of list?.items ?? []) {
      const act =
        h.state === 'sent'
          ? memory.d.chance(5)
            ? 'return'
            : 'answer'
          : h.state === 'answered' && memory.d.chance(70)
            ? 'close'
            : null;
      if (!act) continue;
      const wish = memory.wishOf.get(h.need);
      const text =
        act === 'answer'
          ? '已派维修人员，24小时内处理。'
          : act === 'return'
            ? '该处不在我公司合同范围内。'
            : (wish?.answer ?? '已处理。');
      await stage.as(manager, 'handovers.act', { params: params(stage, h.id), body: { act, text } }, true);
    }
  }
};

/** Members answer in their own time: most accept or decline, some never look. */
const answerInvitations: Round = async (stage, _town, memory) => {
  const waiting = await stage.read((tx) =>
    tx
      .selectFrom('invitation')
      .select(['invitation_id', 'person_id'])
      .where('tenant_id', '=', stage.community)
      .where('state', '=', 'offered')
      .orderBy('invitation_id')
      .limit(300)
      .execute(),
  );
  for (const w of waiting) {
    const mood = memory.d.below(100);
    if (mood >= 70) continue;
    const answer = mood < 45 ? 'accept' : 'decline';
    stage.at(
      addMs(stage.now(), memory.d.below(90) * minute_ms),
      async () =>
        void (await stage.as(w.person_id, 'tasks.respond', {
          params: params(stage, w.invitation_id),
          body: { answer },
        })),
    );
  }
};

/** Services of the next hours: some members find they cannot go, the others check in, serve, check out and say what was done. */
const planServices: Round = async (stage, _town, memory) => {
  const now = stage.now();
  const claims = await stage.read((tx) =>
    tx
      .selectFrom('claim')
      .innerJoin('slot', (j) =>
        j.onRef('slot.tenant_id', '=', 'claim.tenant_id').onRef('slot.slot_id', '=', 'claim.slot_id'),
      )
      .innerJoin('task', (j) =>
        j.onRef('task.tenant_id', '=', 'claim.tenant_id').onRef('task.task_id', '=', 'claim.task_id'),
      )
      .leftJoin('task_need', (j) =>
        j.onRef('task_need.tenant_id', '=', 'claim.tenant_id').onRef('task_need.task_id', '=', 'claim.task_id'),
      )
      .select([
        'claim.claim_id',
        'claim.person_id',
        'claim.slot_id',
        'slot.starts_at',
        'slot.ends_at',
        'task.lat',
        'task.lng',
        'task_need.need_id',
      ])
      .where('claim.tenant_id', '=', stage.community)
      .where('claim.state', '=', 'accepted')
      .where('slot.starts_at', '>', now)
      .where('slot.starts_at', '<', addMs(now, 8 * hour_ms))
      .orderBy('claim.claim_id')
      .limit(300)
      .execute(),
  );
  for (const c of claims) {
    if (memory.planned.has(c.claim_id)) continue;
    memory.planned.add(c.claim_id);
    if (memory.d.chance(7)) {
      stage.at(
        addMs(now, 10 * minute_ms),
        async () =>
          void (await stage.as(c.person_id, 'tasks.release', { params: params(stage, c.claim_id), body: {} })),
      );
      continue;
    }
    const point = { lat: (c.lat ?? 0) + memory.d.below(60) / 100_000, lng: c.lng ?? 0 };
    const presence = async () => ({
      position: { point, accuracy_m: 25, datum: 'wgs84', fix_at: stage.now().toISOString() },
      on_site_code: memory.d.chance(40) ? await siteCode(stage, c.slot_id) : null,
      pin: null,
      captured_at: null,
    });
    stage.at(
      addMs(c.starts_at, -(1 + memory.d.below(8)) * minute_ms),
      async () =>
        void (await stage.as(c.person_id, 'claims.checkIn', {
          params: params(stage, c.claim_id),
          body: await presence(),
        })),
    );
    stage.at(addMs(c.ends_at, memory.d.below(6) * minute_ms), async () => {
      await stage.as(c.person_id, 'claims.checkOut', { params: params(stage, c.claim_id), body: await presence() });
      const wish = memory.wishOf.get(c.need_id ?? '');
      await stage.as(c.person_id, 'claims.submit', {
        params: params(stage, c.claim_id),
        body: { text: wish?.answer ?? '已完成，居民满意。' },
      });
      if (c.need_id) await confirmPresence(stage, memory, c.claim_id, c.need_id);
    });
  }
};
async function siteCode(stage: Stage, slot: string): Promise<string | null> {
  return (await stage.as(castId('worker'), 'slots.onSiteCode', { params: params(stage, slot) }, true))?.code ?? null;
}
/** The helped person says that the helper came; whoever uses no phone is called back. */
async function confirmPresence(stage: Stage, memory: Memory, claim: string, need: string): Promise<void> {
  const asker = await stage.read((tx) =>
    tx
      .selectFrom('demand_order')
      .select('asker_id')
      .where('tenant_id', '=', stage.community)
      .where('need_id', '=', need)
      .limit(1)
      .executeTakeFirst(),
  );
  if (!asker) return;
  if (memory.d.chance(75))
    await stage.as(asker.asker_id, 'claims.confirmPresence', {
      params: params(stage, claim),
      body: { as: 'helped_person' },
    });
  else
    await stage.as(
      castId('worker'),
      'claims.callBack',
      { params: params(stage, claim), body: { confirmed: true, note: '电话回访' } },
      true,
    );
}

const audit: Round = async (stage) => {
  const auditor = castId('auditor');
  const list = await stage.as(auditor, 'audits.list', { params: params(stage), query: { view: 'due' } }, true);
  const items: { claim: { id: string }; batchable: boolean; independent_proofs: number }[] = list?.items ?? [];
  const batch = items
    .filter((i) => i.batchable)
    .map((i) => i.claim.id)
    .slice(0, 100);
  if (batch.length > 0)
    await stage.as(auditor, 'audits.decide', { params: params(stage), body: { claims: batch, verdict: 'pass' } }, true);
  for (const i of items.filter((x) => !x.batchable && x.independent_proofs > 0))
    await stage.as(
      auditor,
      'audits.decide',
      { params: params(stage), body: { claims: [i.claim.id], verdict: 'pass', reason: '已电话核实' } },
      true,
    );
};
const confirm = async (stage: Stage, person: string, step: 'group' | 'branch', strong: boolean): Promise<void> => {
  const list = await stage.as(person, 'confirmations.list', { params: params(stage), query: { step } }, strong);
  const claims = (list?.items ?? []).map((i: { claim: { id: string } }) => i.claim.id).slice(0, 100);
  if (claims.length > 0)
    await stage.as(
      person,
      'confirmations.decide',
      { params: params(stage), body: { step, claims, verdict: 'confirm' } },
      strong,
    );
};
const confirmFacts: Round = async (stage, town) => {
  for (const leader of town.leaders) await confirm(stage, leader, 'group', false);
};
const approvePoints: Round = (stage) => confirm(stage, castId('branch'), 'branch', true);

/** Residents rate what they were told is done: mostly well, sometimes badly, and many say nothing. */
const rate: Round = async (stage, town, memory) => {
  const waiting = await stage.read((tx) =>
    tx
      .selectFrom('demand_order')
      .select(['order_id', 'asker_id', 'channel', 'answered_at'])
      .where('tenant_id', '=', stage.community)
      .where('state', '=', 'answered')
      .orderBy('order_id')
      .limit(200)
      .execute(),
  );
  for (const o of waiting) {
    if (!memory.d.chance(45)) continue;
    const low = memory.d.chance(5);
    const body = {
      score: low ? 3 + memory.d.below(3) : 7 + memory.d.below(4),
      solved: !low,
      text: low ? '还是没有解决。' : memory.d.pick(['很好', '谢谢邻居', '办得快', '']),
    };
    const byCall = o.channel !== 'page' && o.channel !== 'proxy';
    if (byCall)
      await stage.as(castId('hotline'), 'orders.recordRating', { params: params(stage, o.order_id), body }, true);
    else
      await stage.as(o.channel === 'proxy' ? (town.proxies.get(o.asker_id) ?? o.asker_id) : o.asker_id, 'orders.rate', {
        params: params(stage, o.order_id),
        body,
      });
  }
};

/** In the evening most people read what came; some look another day. Grandma Wang has not looked for the last two. */
const readNotices: Round = async (stage, _town, memory) => {
  const unread = await stage.read((tx) =>
    tx
      .selectFrom('notice')
      .select(['notice_id', 'person_id'])
      .where('tenant_id', '=', stage.community)
      .where('seen_at', 'is', null)
      .where('not_before', '<=', stage.now())
      .orderBy('notice_id')
      .limit(2_000)
      .execute(),
  );
  const of = Map.groupBy(unread, (n) => n.person_id);
  const lately = stage.until.getTime() - stage.now().getTime() < 2 * day_ms;
  for (const [person, notices] of of)
    if (memory.d.chance(80) && !(lately && person === castId('elder')))
      await stage.as(person, 'me.seen', { body: { ids: notices.slice(0, 200).map((n) => n.notice_id) } }, true);
};
