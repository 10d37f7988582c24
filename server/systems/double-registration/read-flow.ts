/** The written workflow is the software's workflow (DR-12): generated from the state machines, the own step marked. */
import type { z } from 'zod';
import type { policy } from '../../../contract/policy/index.ts';
import { claimStates, handoverStates, needStates, registrationStates, taskStates } from '../../../contract/codes.ts';
import { me, snapshot, type Ctx } from '../../platform/context.ts';
import { enterTenant } from '../../platform/database.ts';
import { done, type Outcome } from '../../platform/outcome.ts';
import { machines } from './machines.ts';
import { ownCommunities } from './store.ts';

type Reply = z.input<typeof policy.flow.reply>;
interface Step {
  readonly zh: string;
  readonly en: string;
  /** Machine and the states in which a person stands at this step. */
  readonly machine: string;
  readonly states: readonly string[];
}
const flow: readonly Step[] = [
  { zh: '报到', en: 'Register', machine: 'registration', states: ['draft', 'submitted', 'returned'] },
  { zh: '报备', en: 'File with the unit', machine: 'registration', states: ['accepted'] },
  { zh: '了解情况', en: 'Be briefed', machine: 'registration', states: ['filed'] },
  { zh: '认领', en: 'Claim', machine: 'registration', states: ['active'] },
  { zh: '服务', en: 'Serve', machine: 'claim', states: ['accepted', 'checked_in'] },
  { zh: '核验', en: 'Verify', machine: 'claim', states: ['checked_out', 'submitted', 'returned'] },
  { zh: '评价', en: 'Rate', machine: 'need', states: ['served'] },
  { zh: '入账', en: 'Credit', machine: 'claim', states: ['passed'] },
  { zh: '报告', en: 'Report', machine: 'claim', states: ['credited'] },
];
const labels: Readonly<Record<string, Readonly<Record<string, { zh: string; en: string }>>>> = {
  registration: registrationStates,
  claim: claimStates,
  need: needStates,
  handover: handoverStates,
  task: taskStates,
};

export async function readFlow(ctx: Ctx): Promise<Outcome<Reply>> {
  const position = await ownStep(ctx);
  const say = (machine: string, state: string) => labels[machine]?.[state]?.[ctx.locale] ?? state;
  // A step shows the states that its machine really has: a state taken out of a machine leaves the page.
  const known = new Map(machines.map((m) => [m.name, new Set(m.transitions.flatMap((t) => [t.from, t.to]))]));
  const steps = flow.map((s, i) => ({
    n: i + 1,
    title: s[ctx.locale],
    states: s.states.filter((x) => known.get(s.machine)?.has(x) ?? false).map((x) => say(s.machine, x)),
    done: i + 1 < position,
  }));
  return done({
    step: position,
    steps,
    machines: machines.map((m) => ({
      name: m[ctx.locale],
      transitions: m.transitions.map((t) => ({ from: say(m.name, t.from), to: say(m.name, t.to), by: t.by })),
    })),
  });
}

/** 1 for someone who has not begun; otherwise the step of the furthest open service, or of the registration. */
async function ownStep(ctx: Ctx): Promise<number> {
  const person = me(ctx).personId;
  return snapshot(ctx, { persons: [person] }, async (tx) => {
    let step = 1;
    for (const tenant of ownCommunities(ctx)) {
      await enterTenant(tx, tenant);
      const registration = await tx
        .selectFrom('registration')
        .select('state')
        .where('tenant_id', '=', tenant)
        .where('person_id', '=', person)
        .orderBy('registration_id', 'desc')
        .limit(1)
        .executeTakeFirst();
      step = Math.max(step, stepOf('registration', registration?.state));
      const claim = await tx
        .selectFrom('claim')
        .select('state')
        .where('tenant_id', '=', tenant)
        .where('person_id', '=', person)
        .where('state', 'not in', ['released', 'swapped', 'no_show', 'rejected'])
        .orderBy('claim_id', 'desc')
        .limit(1)
        .executeTakeFirst();
      step = Math.max(step, stepOf('claim', claim?.state));
    }
    return step;
  });
}
const stepOf = (machine: string, state: string | undefined): number =>
  state === undefined ? 1 : Math.max(1, flow.findIndex((s) => s.machine === machine && s.states.includes(state)) + 1);
