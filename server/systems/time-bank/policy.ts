/** Who may: the roles of the three operating models (TBK-10, N-24, R-43), and who stands too near to judge. */
import type { Role, TimeBankModel } from '../../../contract/codes.ts';
import { household } from '../../engines/people/index.ts';
import { grantFor, me, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { refuse, type Refused } from '../../platform/outcome.ts';

export type Part = 'lead' | 'operator' | 'supervisor';
/** 三社 are the community, social organisations and social workers. */
export const modelRoles: Readonly<Record<TimeBankModel, Readonly<Record<Part, readonly Role[]>>>> = {
  party_linkage: {
    lead: ['community_secretary'],
    operator: ['community_worker', 'social_organisation', 'social_worker'],
    supervisor: ['street_staff'],
  },
  community_led: {
    lead: ['community_secretary'],
    operator: ['social_worker'],
    supervisor: ['street_staff', 'community_worker'],
  },
  civil_affairs: {
    lead: ['street_staff'],
    operator: ['community_worker'],
    supervisor: ['district_staff', 'community_secretary'],
  },
};
/** Until a community chooses, its own staff and partners run it under its Party organisation. */
export const firstModel: TimeBankModel = 'party_linkage';

export async function bankOf(tx: Tx, tenant: number) {
  return tx.selectFrom('time_bank').selectAll().where('tenant_id', '=', tenant).executeTakeFirst();
}
export async function modelOf(tx: Tx, tenant: number): Promise<TimeBankModel> {
  return ((await bankOf(tx, tenant))?.model as TimeBankModel | undefined) ?? firstModel;
}

/** Null when the actor has one of these parts under the model in force. */
export async function notPart(ctx: Ctx, tx: Tx, tenant: number, ...parts: Part[]): Promise<Refused | null> {
  const roles = modelRoles[await modelOf(tx, tenant)];
  return grantFor(
    ctx,
    tenant,
    parts.flatMap((p) => [...roles[p]]),
  )
    ? null
    : refuse('TIME_BANK_ROLE');
}

const desk: readonly Role[] = ['community_secretary', 'community_worker', 'hotline_operator'];
/** TBK-08: the service desk, telephone agents, and whoever runs the time bank. */
export async function mayActFor(ctx: Ctx, tx: Tx, tenant: number): Promise<boolean> {
  return grantFor(ctx, tenant, desk) !== null || (await notPart(ctx, tx, tenant, 'operator')) === null;
}

/** nobody decides about oneself or the own household. */
export async function isNear(ctx: Ctx, tenant: number, persons: readonly (string | null)[]): Promise<boolean> {
  const self = me(ctx).personId;
  if (persons.includes(self)) return true;
  return sameHousehold(ctx, tenant, self, persons);
}
export async function sameHousehold(
  ctx: Ctx,
  tenant: number,
  one: string,
  others: readonly (string | null)[],
): Promise<boolean> {
  const home = await household(ctx, tenant, one);
  if (home === null) return false;
  for (const p of others) if (p !== null && (await household(ctx, tenant, p)) === home) return true;
  return false;
}
