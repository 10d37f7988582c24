/** Server-side sessions: revocable at once, since every request reads its session and its grants afresh. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type pg from 'pg';
import type { Role } from '../../contract/codes.ts';
import type { Actor, Deps } from './context.ts';
import { addMs, day_ms, hour_ms } from './clock.ts';
import type { Tx } from './database.ts';

const form =
  /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([A-Za-z0-9_-]{43})$/;
const hash = (secret: string) => createHash('sha256').update(secret).digest();
/** A session ends after 30 days for residents and members, after 12 hours for staff. */
const life_ms = { plain: 30 * day_ms, strong: day_ms / 2 };
/** The clock may be set back by so much; a session that was opened further ahead would outlive its life by years. */
const ahead_ms = 3 * hour_ms;

/** Opens a session; `strong` says that a second factor was shown. The transaction must have opened the person. */
export async function openSession(
  deps: Deps,
  tx: Tx,
  who: { personId: string; strong: boolean; device: string },
): Promise<string> {
  const session_id = deps.ids.next();
  const secret = deps.random.bytes(32).toString('base64url');
  const now = deps.clock.now();
  const ends = new Date(now.getTime() + (who.strong ? life_ms.strong : life_ms.plain));
  await tx
    .insertInto('session')
    .values({
      person_id: who.personId,
      session_id,
      secret_hash: hash(secret),
      device: who.device.slice(0, 120),
      strong: who.strong,
      created_at: now,
      last_seen_at: now,
      expires_at: ends,
    })
    .execute();
  return `${who.personId}.${session_id}.${secret}`;
}

/**
 * Reads the session of a token with the person's grants and communities in one round trip.
 * The interpolated values are UUIDs by the pattern above; the instants are the injected clock's.
 */
export async function authenticate(deps: Deps, pool: pg.Pool, token: string): Promise<Actor | null> {
  const parts = form.exec(token);
  if (!parts) return null;
  const [, personId, sessionId, secret] = parts as unknown as [string, string, string, string];
  const now = deps.clock.now().toISOString();
  const newest = addMs(deps.clock.now(), ahead_ms).toISOString();
  const results = (await pool.query(
    `begin read only; set local app.persons = '{${personId}}';
     select s.secret_hash, s.strong,
       (select coalesce(json_agg(json_build_object('id', g.grant_id, 'role', g.role, 'tenant', g.tenant_id, 'org', g.org_id, 'place', g.place_id) order by g.grant_id), '[]')
          from role_grant g where g.person_id = s.person_id and g.valid_from <= '${now}' and (g.valid_to is null or g.valid_to > '${now}')) as grants,
       (select coalesce(json_agg(json_build_object('tenant', t.tenant_id, 'resident', t.resident, 'member', t.member, 'home', t.home) order by t.home desc, t.tenant_id), '[]')
          from person_tenant t where t.person_id = s.person_id) as tenants
     from session s join person p on p.person_id = s.person_id and p.state = 'active'
     where s.person_id = '${personId}' and s.session_id = '${sessionId}' and s.revoked_at is null and s.expires_at > '${now}' and s.created_at <= '${newest}';
     commit`,
  )) as unknown as pg.QueryResult<{
    secret_hash: Buffer;
    strong: boolean;
    grants: (Omit<Actor['grants'][number], 'role'> & { role: Role })[];
    tenants: Actor['tenants'];
  }>[];
  const row = results[2]?.rows[0];
  if (!row || !timingSafeEqual(row.secret_hash, hash(secret))) return null;
  // A staff grant counts only in a session that showed the second factor; residents' and members' standing needs none.
  const grants = row.grants.filter((g) => row.strong || !staffRoles.has(g.role));
  return { personId, sessionId, strong: row.strong, grants, tenants: row.tenants };
}

/** Roles whose powers need password and second factor. Party-group leaders and field staff act from their phones. */
const staffRoles: ReadonlySet<Role> = new Set<Role>([
  'community_secretary',
  'community_worker',
  'points_auditor',
  'hotline_operator',
  'property_manager',
  'unit_secretary',
  'street_staff',
  'district_staff',
  'city_staff',
  'organisation_department',
  'system_admin',
]);
