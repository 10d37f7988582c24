/** The order ends at the row's second, by whoever may end it, with an answer (LST-06, WHI-03). */
import type { Case } from './cases.ts';
import { giveUp } from './dispatching.ts';
import { answerOf, decide } from './handling.ts';
import { inside, type Scene } from './scene.ts';

/** Closes the case now. Tells by exception when nobody could: the row's time would be lost. */
export async function close(scene: Scene, one: Case): Promise<void> {
  // What was merged ends with the case that it joined, whose row ends at the same second.
  if (one.closed || one.merged) return;
  // A helper who was awaited and cannot have come any more is told before the need ends.
  if (one.task && !one.served && !(await giveUp(scene, one, '到期未能服务，由社区工作人员答复')))
    await answerInstead(scene, one);
  const asksStaff = scene.draws.chance(`asks-staff:${one.row.id}`, 0.12);
  if (one.answered && !asksStaff && (await byRating(scene, one))) return;
  await byStaff(scene, one);
}

/** The asker confirms with a score: on the own page, or to the operator on the phone. */
async function byRating(scene: Scene, one: Case): Promise<boolean> {
  const { row } = one;
  if (one.asker.account !== null || row.way === 'property') return false;
  const body = {
    score: scene.draws.weighted(`score:${row.id}`, [
      [10, 40],
      [9, 25],
      [8, 20],
      [7, 10],
      [6, 5],
    ] as const),
    solved: true,
    text: '谢谢',
  };
  const byCall = row.way === 'hotline' && scene.draws.chance(`rates-by-call:${row.id}`, 0.15);
  const sent = { params: inside(one, one.order!), body };
  const answer = byCall
    ? await scene.client.call(one.community.operator, 'orders.recordRating', sent)
    : await scene.client.call(one.asker, 'orders.rate', sent);
  one.closed = answer.ok && !answer.value.reopened;
  return one.closed;
}

/** Who came but told of no result: staff give the result themselves, so that the need ends by its own way. */
async function answerInstead(scene: Scene, one: Case): Promise<void> {
  const told = await scene.client.call(one.worker, 'needs.answer', {
    params: inside(one, one.need!),
    body: { answer: answerOf(scene, one) },
  });
  one.answered = told.ok;
}

/** Staff give the answer and close; what stands in the way is taken away first. */
async function byStaff(scene: Scene, one: Case): Promise<void> {
  if (!one.decided) await decide(scene, one, one.family === 'volunteer' ? 'community' : one.family);
  const answer = one.served ? '志愿者已上门服务，社区电话确认问题已解决。' : answerOf(scene, one);
  for (let turn = 0; turn < 4; turn += 1) {
    const closed = await scene.client.call(one.worker, 'needs.close', {
      params: inside(one, one.need!),
      body: { answer },
    });
    if (closed.ok) {
      one.closed = true;
      return;
    }
    const read = await scene.client.call(one.worker, 'needs.read', { params: inside(one, one.need!) });
    if (!read.ok) break;
    const { state } = read.value;
    if (state === 'submitted' || state === 'reopened')
      await decide(scene, one, one.reopened || one.family === 'volunteer' ? 'community' : one.family);
    else if (state === 'matched') {
      if (!(await giveUp(scene, one, '到期未能服务，由社区工作人员答复'))) await answerInstead(scene, one);
    } else if (state === 'served')
      await scene.client.call(one.worker, 'needs.answer', { params: inside(one, one.need!), body: { answer } });
    else if (state === 'closed' || state === 'confirmed') {
      one.closed = state === 'closed';
      return;
    } else await scene.client.call(one.worker, 'needs.answer', { params: inside(one, one.need!), body: { answer } });
  }
  if (!one.closed) process.stderr.write(`Row ${one.row.id} could not be closed at its time\n`);
}
