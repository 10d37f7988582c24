/** From a need to somebody's own yes: the task, the invitations, and what members answer (DSP-03, DSP-04, LST-05, SCH-05). */
import type { Case } from './cases.ts';
import { shortest_min } from './cases.ts';
import { daytime, lawfulStarts } from './calendar.ts';
import type { Reply } from './client.ts';
import { here, hour_ms, inside, iso, minute_ms, type Scene } from './scene.ts';
import { planService } from './serving.ts';
import type { Neighbour } from './town.ts';

/** No member is asked more often for one case; then staff take it on. */
const mostReplies = 10;

/** Publishes a task for the need and asks members. False when the platform refuses the task: then staff handle it. */
export async function publishFor(scene: Scene, one: Case): Promise<boolean> {
  const time = chooseTime(scene, one);
  if (!time) return false;
  const draft = await scene.client.call(one.worker, 'tasks.draft', { params: inside(one, one.need!) });
  if (!draft.ok) return false;
  const body = taskBody(scene, one, draft.value, time);
  let created = await scene.client.call(one.worker, 'tasks.create', { params: here(one), body });
  if (!created.ok && created.code === 'UNIFORM_WORK_REASON') {
    created = await scene.client.call(one.worker, 'tasks.create', {
      params: here(one),
      body: { ...body, uniform_reason: '居民提出的具体需求，须如期回应。' },
    });
  }
  if (!created.ok) return false;
  const slot = created.value.slots[0];
  if (!slot) return false;
  one.task = created.value.id;
  one.slot = { id: slot.id, start: Date.parse(slot.start), end: Date.parse(slot.end) };
  scene.loop.plan(one.slot.start, () => unfilled(scene, one, 0));
  if (scene.draws.chance(`square:${one.row.id}`, 0.22)) {
    scene.loop.plan(
      Math.min(
        scene.loop.now() + scene.draws.whole(`looks:${one.row.id}`, 2, 30) * minute_ms,
        one.slot.start - 5 * minute_ms,
      ),
      () => fromSquare(scene, one),
    );
  } else await invite(scene, one);
  return true;
}

interface Time {
  readonly start: number;
  readonly minutes: number;
}

/** A lawful slot within the row's time, before the deadline when that is possible, among the first that come. */
function chooseTime(scene: Scene, one: Case): Time | null {
  const { row } = one;
  const now = scene.loop.now();
  const until = row.closeAt === null ? Number.MAX_SAFE_INTEGER : row.closeAt - 3 * minute_ms;
  for (const minutes of [scene.draws.pick(`minutes:${row.id}`, [30, 45, 60, 60, 90]), shortest_min]) {
    for (const lead of [4 * hour_ms, 30 * minute_ms, 15 * minute_ms]) {
      const starts = lawfulStarts(now + lead, until, minutes);
      const dueInTime = row.dueAt === null ? starts : starts.filter((s) => s + minutes * minute_ms <= row.dueAt!);
      const pool = (dueInTime.length > 0 ? dueInTime : starts).slice(0, 16);
      if (pool.length > 0) return { start: scene.draws.pick(`start:${row.id}`, pool), minutes };
    }
  }
  return null;
}

function taskBody(scene: Scene, one: Case, draft: Reply<'tasks.draft'>, time: Time) {
  const first = draft.slots[0];
  const skills = first?.skills ?? [];
  const professional = skills.length > 0 && scene.draws.chance(`professional:${one.row.id}`, 0.7);
  const slot = {
    start: iso(time.start),
    end: iso(time.start + time.minutes * minute_ms),
    role: professional ? 'professional' : 'general',
    capacity: 1,
    skills: professional ? skills.slice(0, 1) : [],
    demands: first?.demands ?? [],
    deliverable: first?.deliverable ?? '',
  };
  return {
    ...draft,
    // Two or three characters do not say what is done; staff write a few more.
    title: draft.title.trim().length < 4 ? `上门帮助：${draft.title.trim()}` : draft.title,
    form: 'on_site',
    responsible: draft.responsible ?? one.worker.id,
    place: one.home.place,
    place_name: draft.place_name || one.home.name,
    point: one.home.point,
    deliverable_type: draft.deliverable_type || 'resident_confirmation',
    deliverable: draft.deliverable || '居民确认已得到帮助',
    estimate_minutes: time.minutes,
    slots: [slot],
    urgent: false,
    publish: true,
  };
}

/** Asks the best two who have not been asked; three at once when little time is left. */
async function invite(scene: Scene, one: Case): Promise<void> {
  if (!one.slot || one.claim || one.closed) return;
  const left = one.slot.start - scene.loop.now();
  if (left < 5 * minute_ms || one.replies >= mostReplies) return;
  const ranked = await scene.client.call(one.worker, 'tasks.candidates', { params: inside(one, one.slot.id) });
  if (!ranked.ok) return;
  const persons = ranked.value.items
    .filter((c) => !c.asked && c.excluded === null && c.person.id !== null)
    .slice(0, left < 3 * hour_ms ? 3 : 2)
    .map((c) => c.person.id!);
  if (persons.length === 0) return;
  await scene.client.call(one.worker, 'tasks.invite', {
    params: inside(one, one.slot.id),
    body: { persons, urgent: false },
  });
  await watch(scene, one);
}

/** Looks who has been asked, by staff or by the platform going on to the next, and plans what they will answer. */
async function watch(scene: Scene, one: Case): Promise<boolean> {
  if (!one.task || one.claim || one.closed) return false;
  const seen = await scene.client.call(one.worker, 'tasks.invitations', { params: inside(one, one.task) });
  if (!seen.ok) return false;
  const waiting = seen.value.waiting.filter((i) => i.state === 'offered');
  for (const invitation of waiting) {
    if (one.invitations.has(invitation.id)) continue;
    one.invitations.add(invitation.id);
    const member = one.community.members.find((m) => m.id === invitation.person?.id);
    if (member) planReply(scene, one, member, { id: invitation.id, expires: Date.parse(invitation.expires_at) });
  }
  return waiting.length > 0;
}

interface Asked {
  readonly id: string;
  readonly expires: number;
}

function planReply(scene: Scene, one: Case, member: Neighbour, asked: Asked): void {
  one.replies += 1;
  const key = `${one.row.id}:${one.replies}`;
  const now = scene.loop.now();
  const latest = Math.min(asked.expires, (one.slot?.start ?? now) - 6 * minute_ms);
  const tight = latest - now < 2 * hour_ms;
  const reply = scene.draws.weighted(
    `reply:${key}`,
    tight
      ? ([
          ['accept', 88],
          ['decline', 9],
          ['lapse', 3],
        ] as const)
      : ([
          ['accept', 64],
          ['decline', 17],
          ['another_time', 5],
          ['lapse', 14],
        ] as const),
  );
  if (reply === 'lapse') return scene.loop.plan(asked.expires + 1000, () => goOn(scene, one));
  const thinking = tight
    ? scene.draws.at(`thinks:${key}`) * (latest - now) * 0.8
    : scene.draws.whole(`thinks:${key}`, 4, 100) * minute_ms;
  const when = tight
    ? now + thinking
    : Math.min(daytime(now + thinking, scene.draws.whole(`wakes:${key}`, 0, 60)), latest - minute_ms);
  scene.loop.plan(when, () =>
    reply === 'accept'
      ? accept(scene, one, member, asked.id)
      : reply === 'decline'
        ? decline(scene, one, member, asked.id)
        : another(scene, one, member, asked.id),
  );
}

/** After a reply or a lapse: the platform may have asked the next already, else staff ask again. */
async function goOn(scene: Scene, one: Case): Promise<void> {
  if (one.claim || one.closed) return;
  if (!(await watch(scene, one))) await invite(scene, one);
}

/** The invitation has left the list when somebody else was first; a few tap in the same moment and are told so. */
const isGone = (scene: Scene, one: Case): boolean =>
  one.closed || (one.claim !== null && !scene.draws.chance(`taps:${one.row.id}`, 0.1));

async function accept(scene: Scene, one: Case, member: Neighbour, invitation: string): Promise<void> {
  if (isGone(scene, one)) return;
  const answer = await scene.client.call(member, 'tasks.respond', {
    params: inside(one, invitation),
    body: { answer: 'accept' },
  });
  if (answer.ok && answer.value.claim) return took(scene, one, member, answer.value.claim);
  soon(scene, one);
}

async function decline(scene: Scene, one: Case, member: Neighbour, invitation: string): Promise<void> {
  if (isGone(scene, one)) return;
  await scene.client.call(member, 'tasks.respond', { params: inside(one, invitation), body: { answer: 'decline' } });
  soon(scene, one);
}

/** The platform asks the next by itself as soon as the reply has been relayed; a minute later staff look. */
const soon = (scene: Scene, one: Case): void => scene.loop.plan(scene.loop.now() + minute_ms, () => goOn(scene, one));

/** The member would come at another lawful time; staff agree when it fits the row's time. */
async function another(scene: Scene, one: Case, member: Neighbour, invitation: string): Promise<void> {
  if (one.closed || one.claim || !one.slot) return;
  const minutes = (one.slot.end - one.slot.start) / minute_ms;
  const start = lawfulStarts(one.slot.start + hour_ms, Number.MAX_SAFE_INTEGER, minutes)[3];
  if (start === undefined) return;
  const end = start + minutes * minute_ms;
  const answer = await scene.client.call(member, 'tasks.respond', {
    params: inside(one, invitation),
    body: { answer: 'another_time', start: iso(start), end: iso(end) },
  });
  if (!answer.ok) return goOn(scene, one);
  const agree = one.row.closeAt === null || end < one.row.closeAt - 5 * minute_ms;
  scene.loop.plan(Math.min(scene.loop.now() + 15 * minute_ms, one.slot.start - 4 * minute_ms), async () => {
    if (one.closed || one.claim) return;
    await scene.client.call(one.worker, 'tasks.decideProposedTime', {
      params: inside(one, invitation),
      body: { agree },
    });
    if (agree && (await moved(scene, one, member))) return;
    await goOn(scene, one);
  });
}

/** After an agreed other time the slot has moved; the member's word was the acceptance, or the member confirms it now. */
async function moved(scene: Scene, one: Case, member: Neighbour): Promise<boolean> {
  const task = await scene.client.call(one.worker, 'tasks.read', { params: inside(one, one.task!) });
  const slots = task.ok ? task.value.slots : [];
  const mine = await scene.client.call(member, 'me.claims', {});
  const claim = mine.ok ? mine.value.items.find((c) => c.task === one.task && c.state === 'accepted') : undefined;
  const slot =
    slots.find((s) => s.id === claim?.slot) ?? slots.find((s) => Date.parse(s.start) !== one.slot?.start) ?? slots[0];
  if (slot) {
    one.slot = { id: slot.id, start: Date.parse(slot.start), end: Date.parse(slot.end) };
    scene.loop.plan(one.slot.start, () => unfilled(scene, one, 0));
  }
  if (!claim) return false;
  await took(scene, one, member, claim.id);
  return true;
}

/** Some tasks wait in the square for whoever likes to; nobody is asked. */
async function fromSquare(scene: Scene, one: Case): Promise<void> {
  if (!one.slot || one.closed) return;
  for (const [turn, member] of scene.draws
    .shuffled(`strolls:${one.row.id}`, one.community.members)
    .slice(0, 4)
    .entries()) {
    const square = await scene.client.call(member, 'tasks.square', {});
    const mine = square.ok && square.value.items.some((t) => t.id === one.task);
    if (!mine && turn < 3) continue;
    const claim = await scene.client.call(member, 'tasks.claim', {
      params: inside(one, one.slot.id),
      body: { willing_to_try: true },
    });
    if (claim.ok) return took(scene, one, member, claim.value.id);
  }
  await invite(scene, one);
}

async function took(scene: Scene, one: Case, member: Neighbour, claim: string): Promise<void> {
  one.claim = { id: claim, member };
  const slot = one.slot!;
  const left = slot.start - scene.loop.now();
  if (left > 90 * minute_ms && scene.draws.chance(`releases:${one.row.id}:${one.replies}`, 0.06)) {
    const when = scene.loop.now() + Math.floor(left * scene.draws.at(`leaves:${one.row.id}`) * 0.6);
    scene.loop.plan(when, () => release(scene, one, claim));
    return;
  }
  planService(scene, one);
}

/** “我去不了”: one tap, no reason; the platform asks the next by itself. */
async function release(scene: Scene, one: Case, claim: string): Promise<void> {
  if (one.closed || one.claim?.id !== claim) return;
  const answer = await scene.client.call(one.claim.member, 'tasks.release', { params: inside(one, claim) });
  if (!answer.ok && !(await hasLeft(scene, one, claim))) return planService(scene, one);
  one.claim = null;
  soon(scene, one);
}

/** A release that was sent again after a crash is refused because the first sending did it. */
async function hasLeft(scene: Scene, one: Case, claim: string): Promise<boolean> {
  const read = await scene.client.call(one.claim!.member, 'claims.read', { params: inside(one, claim) });
  return read.ok && read.value.state === 'released';
}

/** The slot begins and nobody has taken it: once it is moved when time allows, else staff do it themselves. */
async function unfilled(scene: Scene, one: Case, turn: number): Promise<void> {
  if (one.claim || one.closed || !one.slot || !one.task || one.slot.start > scene.loop.now()) return;
  const minutes = (one.slot.end - one.slot.start) / minute_ms;
  const until = one.row.closeAt === null ? Number.MAX_SAFE_INTEGER : one.row.closeAt - 3 * minute_ms;
  const start = turn < 2 ? lawfulStarts(scene.loop.now() + 2 * hour_ms, until, minutes)[0] : undefined;
  if (start !== undefined) {
    const body = {
      slot: one.slot.id,
      start: iso(start),
      end: iso(start + minutes * minute_ms),
      cause: 'community',
      note: '暂无合适人选，改期再约',
    };
    const answer = await scene.client.call(one.worker, 'tasks.reschedule', { params: inside(one, one.task), body });
    const slot = answer.ok
      ? (answer.value.slots.find((s) => Date.parse(s.start) === start) ?? answer.value.slots[0])
      : undefined;
    if (slot) {
      one.slot = { id: slot.id, start: Date.parse(slot.start), end: Date.parse(slot.end) };
      scene.loop.plan(one.slot.start, () => unfilled(scene, one, turn + 1));
      return goOn(scene, one);
    }
  }
  await giveUp(scene, one, '到时无人接单，由社区工作人员办理');
}

/** Takes the task back; who accepted is told, and the need waits for staff again. */
export async function giveUp(scene: Scene, one: Case, reason: string): Promise<boolean> {
  if (!one.task) return false;
  const answer = await scene.client.call(one.worker, 'tasks.cancel', {
    params: inside(one, one.task),
    body: { reason },
  });
  one.task = null;
  one.slot = null;
  one.claim = null;
  return answer.ok;
}
