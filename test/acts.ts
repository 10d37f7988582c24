/** Acts of several people that tests of more than one room need, done through the routes. */
import assert from 'node:assert/strict';
import type { Answer, Someone, World } from './world.ts';

const good = (answer: Answer): Answer<any>['body'] => {
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
};

/** An agreed and running engagement of this kind: the community proposes it, unit and person agree by their own acts (DR-10). */
export async function dispatched(
  w: World,
  community: number,
  who: Someone,
  type: 'assist_dispatch' | 'develop_dispatch' | 'emergency',
): Promise<void> {
  const secretary = await w.staff('community_secretary');
  const day = (days: number) =>
    new Date(w.clock.now().getTime() + (days * 24 + 8) * 3_600_000).toISOString().slice(0, 10);
  const { id } = good(
    await w.call(secretary.token, 'registration.propose', {
      params: { community },
      body: { person: who.id, type, text: '驻点帮扶', origin: 'community', term: { from: day(0), to: day(90) } },
    }),
  );
  const unit = await w.staff('unit_secretary', { tenant: w.unit });
  for (const [by, as] of [
    [unit, 'unit'],
    [who, 'member'],
  ] as const)
    good(
      await w.call(by.token, 'registration.consult', {
        params: { community, id },
        body: { as, mark: 'agree', note: '' },
      }),
    );
}
