/** Triage by a rule of thumb, and what staff, property and departments do with what is theirs (WHI-05, WHI-06). */
import type { Case } from './cases.ts';
import { lead_min } from './cases.ts';
import { daytime } from './calendar.ts';
import { publishFor } from './dispatching.ts';
import { here, hour_ms, inside, minute_ms, type Scene } from './scene.ts';

const reasons: Readonly<Record<string, string>> = {
  market: '属于市场化服务，社区可提供参考渠道，由居民自行选择。',
  family: '属于家庭内部事务，社区可以倾听和提供调解渠道。',
  not_accepted: '不在社区服务范围内，已向反映人说明办理途径。',
  community: '由社区工作人员办理。',
  volunteer: '邻里可以相助。',
  property: '属物业服务合同约定事项。',
  department: '属政府部门职责，已转交。',
};

/** Below this the call is answered while it lasts: decided and closed at its closing second. */
const atOnce_ms = 5 * minute_ms;

/** Plans the triage of a case that has just been placed. */
export function planTriage(scene: Scene, one: Case): void {
  const { row } = one;
  const life = row.closeAt === null ? null : row.closeAt - row.openAt;
  if (life !== null && life < atOnce_ms) return;
  const delay = scene.draws.whole(`triage:${row.id}`, 1, 12) * minute_ms;
  const soon = row.openAt + (life === null ? delay : Math.min(delay, Math.floor(life / 2)));
  const morning = daytime(soon, scene.draws.whole(`morning:${row.id}`, 5, 40));
  // A night order waits for the morning unless it ends before that.
  const when = row.closeAt !== null && morning > row.closeAt - lead_min * minute_ms ? soon : morning;
  scene.loop.plan(when, () => triage(scene, one));
}

async function triage(scene: Scene, one: Case): Promise<void> {
  if (one.closed || one.decided) return;
  if (one.sameAs?.need && !one.sameAs.closed && (await merge(scene, one))) return;
  const published =
    one.family === 'volunteer' &&
    one.inTime &&
    (await decide(scene, one, 'volunteer')) &&
    (await publishFor(scene, one));
  if (published) return;
  const result = one.family === 'volunteer' ? 'community' : one.family;
  if (!one.decided) await decide(scene, one, result);
  planOwnWork(scene, one);
}

/** The second row about the same thing joins the first; every original stays. */
async function merge(scene: Scene, one: Case): Promise<boolean> {
  const first = one.sameAs!;
  const answer = await scene.client.call(one.worker, 'needs.merge', {
    params: inside(one, first.need!),
    body: { other: one.need, reason: '同一地点同一事项' },
  });
  one.merged = answer.ok || (await isMerged(scene, one));
  one.decided = one.merged;
  return one.merged;
}

/** A merge that was sent again after a crash is refused because the first sending did it. */
async function isMerged(scene: Scene, one: Case): Promise<boolean> {
  const read = await scene.client.call(one.worker, 'needs.read', { params: inside(one, one.need!) });
  return read.ok && read.value.state === 'merged';
}

/** Reads the need and decides; the rule that the list suggests is cited when it says the same. */
export async function decide(scene: Scene, one: Case, result: string): Promise<boolean> {
  const read = await scene.client.call(one.worker, 'needs.read', { params: inside(one, one.need!) });
  const suggestion = read.ok ? read.value.suggestion : null;
  const body = {
    result,
    rule: suggestion && suggestion.result === result ? suggestion.rule : null,
    reason: reasons[result] ?? '',
  };
  const answer = await scene.client.call(one.worker, 'needs.decideBoundary', { params: inside(one, one.need!), body });
  if (answer.ok) one.decided = true;
  return answer.ok;
}

/** What is not for members: the property company works on its hand-over, staff answer what is theirs. */
function planOwnWork(scene: Scene, one: Case): void {
  const { row } = one;
  const now = scene.loop.now();
  const left = row.closeAt === null ? 72 * hour_ms : row.closeAt - now;
  const share = (part: number) => now + Math.floor(Math.min(left, 72 * hour_ms) * part);
  const mine = one.family;
  if (mine === 'property') {
    scene.loop.plan(share(scene.draws.at(`property-answers:${row.id}`) * 0.3 + 0.1), () => propertyAnswers(scene, one));
    if (row.closeAt !== null) scene.loop.plan(share(0.9), () => propertyFinishes(scene, one));
  } else if ((mine === 'community' || mine === 'volunteer') && row.closeAt !== null && left > hour_ms) {
    scene.loop.plan(share(0.7), () => staffAnswers(scene, one));
  }
}

async function findHandover(scene: Scene, one: Case): Promise<string | null> {
  if (one.handover) return one.handover;
  const list = await scene.client.call(one.community.propertyStaff, 'handovers.list', {
    params: here(one),
    query: { state: 'sent' },
  });
  one.handover = list.ok ? (list.value.items.find((h) => h.need === one.need)?.id ?? null) : null;
  return one.handover;
}

/** Field staff take the case; a few say that it is not theirs and send it back with the reason. */
async function propertyAnswers(scene: Scene, one: Case): Promise<void> {
  const handover = one.closed ? null : await findHandover(scene, one);
  if (!handover) return;
  const returns = scene.draws.chance(`returns:${one.row.id}`, 0.06);
  const body = returns
    ? { act: 'return', text: '不在物业服务合同范围内，请另行安排。' }
    : { act: 'answer', text: '已派维修人员到场查看。' };
  const answer = await scene.client.call(one.community.propertyStaff, 'handovers.act', {
    params: inside(one, handover),
    body,
  });
  if (!answer.ok || !returns) return;
  one.handover = null;
  one.decided = false;
  await decide(scene, one, 'community');
}

async function propertyFinishes(scene: Scene, one: Case): Promise<void> {
  if (one.closed || !one.handover) return;
  const answer = await scene.client.call(one.community.propertyStaff, 'handovers.act', {
    params: inside(one, one.handover),
    body: { act: 'close', text: '已处理完毕并现场清理，请反映人查看。' },
  });
  one.answered = answer.ok;
}

async function staffAnswers(scene: Scene, one: Case): Promise<void> {
  if (one.closed || !one.decided || one.served) return;
  const answer = await scene.client.call(one.worker, 'needs.answer', {
    params: inside(one, one.need!),
    body: { answer: answerOf(scene, one) },
  });
  one.answered = answer.ok;
}

export const answerOf = (scene: Scene, one: Case): string =>
  scene.draws.pick(`answer:${one.row.id}`, [
    '您反映的事项已经办理，情况已向您说明。',
    '经核实已处理，如仍有问题请随时联系社区。',
    '已联系责任单位办理并回复，感谢您的反映。',
  ]);
