/** Hours and points of earlier services, posted as an audit and the branch's approval would have posted them. */
import assert from 'node:assert/strict';
import { post, type Leg } from '../server/engines/ledger/index.ts';
import { enterTenant, inTransaction } from '../server/platform/database.ts';
import { done } from '../server/platform/outcome.ts';
import type { Someone, World } from './world.ts';

let n = 0;

export async function earnedBefore(
  w: World,
  who: Someone,
  earned: { points_hundredths?: number; minutes?: number; day: string; tenant?: number; kind?: string },
): Promise<void> {
  const tenant = earned.tenant ?? w.community;
  const legs = (asset: 'annual_minutes' | 'honour_points' | 'redeemable_points', amount: number): Leg[] =>
    amount === 0
      ? []
      : [
          { ownerKind: 'issue', ownerId: 'service', asset, amount: -amount },
          { ownerKind: 'person', ownerId: who.id, asset, amount },
        ];
  const points = earned.points_hundredths ?? 0;
  const posted = await inTransaction(w.deps.db, { tenant, persons: [who.id] }, async (tx) => {
    await tx
      .insertInto('person_tenant')
      .values({ person_id: who.id, tenant_id: tenant, since: w.clock.now() })
      .onConflict((c) => c.doNothing())
      .execute();
    await enterTenant(tx, tenant);
    const answer = await post(tx, {
      tenantId: tenant,
      key: `test:earned:${who.id}:${(n += 1)}`,
      kind: earned.kind ?? 'service.points',
      valueDate: earned.day,
      at: w.clock.now(),
      meta: { title: '此前的服务' },
      legs: [
        ...legs('annual_minutes', earned.minutes ?? 0),
        ...legs('honour_points', points),
        ...legs('redeemable_points', points),
      ],
    });
    assert.ok(answer.ok, JSON.stringify(answer));
    return done(null);
  });
  assert.ok(posted.ok);
}
