/** The people who send: nobody, residents, members, every role in the community, some in another one. */
import { codesOf, roles, type Role } from '../../contract/codes.ts';
import { openPersons, inTransaction } from '../../server/platform/database.ts';
import { done } from '../../server/platform/outcome.ts';
import { openSession } from '../../server/platform/session.ts';
import { at, type ServiceWorld } from '../service-world.ts';
import type { Someone, World } from '../world.ts';

export interface Actor {
  readonly role: Role | 'nobody' | 'resident' | 'member';
  readonly person: string | null;
  token: string | null;
}

const scopes: Partial<Record<Role, 'unit' | 'city' | 'district' | 'street'>> = {
  unit_secretary: 'unit',
  unit_liaison: 'unit',
  street_staff: 'street',
  district_staff: 'district',
  city_staff: 'city',
  organisation_department: 'city',
  system_admin: 'city',
};

export async function actorsOf(service: ServiceWorld): Promise<Actor[]> {
  const world = service.w;
  const acting = (role: Actor['role'], { id, token }: Someone): Actor => ({ role, person: id, token });
  const actors: Actor[] = [
    { role: 'nobody', person: null, token: null },
    acting('resident', service.elder),
    acting('member', service.helper),
    acting('community_worker', service.worker),
    acting('points_auditor', service.auditor),
    acting('group_leader', service.leader),
    acting('grid_branch', service.branch),
  ];
  for (let i = 0; i < 3; i += 1) {
    actors.push(acting('resident', await world.resident(`居民${i}`)));
    actors.push(acting('member', await world.member(`党员${i}`)));
  }
  for (const role of codesOf(roles)) {
    const level = scopes[role];
    actors.push(acting(role, await world.staff(role, level ? { tenant: world[level] } : {})));
  }
  actors.push(acting('community_secretary', await world.staff('community_secretary', { tenant: world.elsewhere })));
  return actors;
}

/** Something at each stage of the loop to begin with, as kind and identifier. */
export async function beginnings(service: ServiceWorld): Promise<[kind: string, id: string][]> {
  const jobs = [];
  for (const [from, to] of [
    ['10:00', '11:00'],
    ['12:00', '13:00'],
    ['14:00', '15:00'],
    ['16:00', '17:00'],
  ] as const)
    jobs.push(await service.job({ from, to }));
  await service.serve(jobs[0]!, '10:00', '11:00');
  await service.audit(jobs[0]!);
  await service.serve(jobs[1]!, '12:00', '13:00');
  await service.w.advanceTo(at('14:00'));
  await service.checkIn(jobs[2]!);
  return jobs.flatMap((job) => Object.entries(job)) as [string, string][];
}

/** A new session for somebody whose session ended; false when there is nobody any more. */
export async function signInAgain(world: World, actor: Actor): Promise<boolean> {
  const personId = actor.person;
  if (personId === null) return false;
  const outcome = await inTransaction(world.deps.db, { persons: [personId] }, async (tx) => {
    await openPersons(tx, [personId]);
    const strong = !['resident', 'member'].includes(actor.role);
    return done(await openSession(world.deps, tx, { personId, strong, device: 'fuzz' }));
  });
  if (outcome.ok) actor.token = outcome.value;
  return outcome.ok;
}
