/**
 * From one community at another's data: every operation of the API description, called by every role of a neighbouring
 * community with identifiers that belong to the first one. Four judgements are made of each answer, none of them read
 * from the code under test: no value that was planted in the first community stands in it; no identifier of the first
 * community that was not sent; the same answer as for an identifier that exists nowhere (so neither counts, order nor a
 * unique error tells that something is there); and no cache may keep it. At the end nothing of the first community has
 * changed, and no open event stream has heard of it.
 */
import fc from 'fast-check';
import { codesOf, roles, type Role } from '../../contract/codes.ts';
import { inTransaction } from '../../server/platform/database.ts';
import { done } from '../../server/platform/outcome.ts';
import type { Territory } from '../../server/platform/territory.ts';
import { operationsOf, type Json, type Operation } from '../fuzz/document.ts';
import { plansOf, requestOf, type Plan, type Sent } from '../fuzz/requests.ts';
import { beginnings } from '../fuzz/actors.ts';
import { at, serviceWorld } from '../service-world.ts';
import type { Someone, World } from '../world.ts';
import { plant } from './canaries.ts';

export interface IsolationOptions {
  readonly probes: number;
  readonly seed: number;
  /** Everybody holds every role and every role reaches every community: what is left is row security. */
  readonly permissive?: boolean;
  /** Every role reaches every community and may name it: the probes must then find leaks. */
  readonly open?: boolean;
}
export interface IsolationReport {
  readonly sent: number;
  readonly operations: number;
  readonly victimIds: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly leaks: readonly { readonly operation: string; readonly leak: string; readonly example: string }[];
  readonly streamed: number;
}
interface Heard {
  readonly status: number;
  readonly text: string;
  readonly cache: string;
}

/** These end the caller's own session, or have no end themselves. */
const leftOut: ReadonlySet<string> = new Set(['accounts.signOut', 'accounts.closeAccount', 'live']);
const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const nowhere = (n: number): string => `01990000-0000-7000-8000-${String(n % 1e9).padStart(12, '0')}`;
const atLevel: Partial<Record<Role, true>> = {
  street_staff: true,
  district_staff: true,
  city_staff: true,
  organisation_department: true,
  system_admin: true,
};

export async function isolation(options: IsolationOptions): Promise<IsolationReport> {
  const permissive = options.permissive === true;
  const service = await serviceWorld(at('08:00'), {
    seed: `isolation-${options.seed}`,
    ...(permissive || options.open ? { territory: (t: Territory): Territory => ({ ...t, covers: () => true }) } : {}),
  });
  const w = service.w;
  try {
    await beginnings(service);
    const secrets = await plant(w, 20);
    const victim = await idsOf(w);
    const attackers = await attackersOf(w, permissive);
    const before = await rowsOf(w);
    const address = await w.app.server.app.listen({ host: '127.0.0.1', port: 0 });
    const streams = await Promise.all(attackers.slice(0, 6).map((a) => listen(address, a)));
    const run = new Run(w, options, attackers, victim, secrets);
    await run.all();
    const after = await rowsOf(w);
    for (const [table, rows] of before)
      for (const row of rows)
        if (!after.get(table)?.has(row)) run.note(table, 'a row of another community changed', row.slice(0, 200));
    // Something happens in the first community while the streams are open.
    const job = await service.job({ from: '18:00', to: '19:00' });
    // A caller hears of what it did itself, such as an order that it placed in the other community.
    const theirs = new Set([...victim, ...Object.values(job)]);
    await w.settle();
    for (const stream of streams) {
      const text = await stream.end();
      for (const [, tenant, subject] of text.matchAll(/"tenant":(\d+),"kind":"[^"]*","subject":"([^"]*)"/g))
        if (Number(tenant) === w.community && theirs.has(subject!))
          run.note('live', 'an event of another community', text);
    }
    return { ...run.report(), streamed: streams.length };
  } finally {
    await w.close();
  }
}

async function attackersOf(w: World, permissive: boolean): Promise<Someone[]> {
  const out = [
    await w.resident('远邻', { community: w.elsewhere }),
    await w.resident('远亲', { community: w.elsewhere }),
  ];
  if (permissive) {
    const all = await w.staff('community_worker', { tenant: w.elsewhere, org: w.propertyOrg });
    await inTransaction(w.deps.db, { persons: [all.id] }, async (tx) => {
      for (const role of codesOf(roles))
        await tx
          .insertInto('role_grant')
          .values({
            person_id: all.id,
            grant_id: w.deps.ids.next(),
            role,
            tenant_id: w.elsewhere,
            org_id: w.propertyOrg,
            valid_from: new Date(0),
          })
          .execute();
      return done(null);
    });
    return [all];
  }
  // Those above a community reach both: the matrix of authorisation holds what they may.
  for (const role of codesOf(roles))
    if (!atLevel[role])
      out.push(await w.staff(role, { tenant: role.startsWith('unit_') ? w.propertyOrg : w.elsewhere }));
  return out;
}

/** Every table that leads with the community, and its rows there as the database writes them. */
async function rowsOf(w: World): Promise<Map<string, Set<string>>> {
  const tables = await w.rows(
    `select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and c.column_name = 'tenant_id' and t.table_type = 'BASE TABLE' order by 1`,
  );
  const out = new Map<string, Set<string>>();
  for (const { name } of tables) {
    // What waits for the relay is taken by it, whoever asks.
    if (['outbox', 'due', 'delivery'].includes(name)) continue;
    const rows = await w.rows(`select t::text as row from "${name}" t where tenant_id = $1`, [w.community]);
    out.set(name, new Set(rows.map((r) => String(r['row']))));
  }
  return out;
}
async function idsOf(w: World): Promise<string[]> {
  const found = new Set<string>();
  for (const rows of (await rowsOf(w)).values())
    for (const row of rows) for (const id of row.match(uuids) ?? []) found.add(id);
  // The catalogue of rules and policy is the same for everybody.
  const shared = new Set<string>();
  for (const table of ['policy_document', 'policy_clause', 'boundary_rule'])
    for (const row of await w.rows(`select t::text as row from ${table} t`).catch(() => []))
      for (const id of String(row['row']).match(uuids) ?? []) shared.add(id);
  return [...found].filter((id) => !shared.has(id)).toSorted();
}

async function listen(address: string, who: Someone): Promise<{ end(): Promise<string> }> {
  const leave = new AbortController();
  const answer = await fetch(`${address}/api/live`, {
    headers: { authorization: `Bearer ${who.token}` },
    signal: leave.signal,
  });
  let text = '';
  const reading = (async () => {
    for await (const chunk of answer.body!) text += Buffer.from(chunk).toString();
  })().catch(() => undefined);
  return { end: async () => (leave.abort(), await reading, text) };
}

class Run {
  private readonly w: World;
  private readonly options: IsolationOptions;
  private readonly attackers: readonly Someone[];
  private readonly victim: readonly string[];
  private readonly known: ReadonlySet<string>;
  private readonly secrets: readonly string[];
  private readonly operations: readonly Operation[];
  private readonly leaks = new Map<string, { operation: string; leak: string; example: string }>();
  private readonly statuses: Record<string, number> = {};
  private count = 0;
  private calls = 0;

  constructor(
    w: World,
    options: IsolationOptions,
    attackers: readonly Someone[],
    victim: readonly string[],
    secrets: readonly string[],
  ) {
    this.w = w;
    this.options = options;
    this.attackers = attackers;
    this.victim = victim;
    this.known = new Set(victim);
    this.secrets = secrets;
    this.operations = operationsOf(w.app.server.app.swagger() as unknown as Json).filter((o) => !leftOut.has(o.id));
  }

  note(operation: string, leak: string, example: string): void {
    const key = `${operation} ${leak}`;
    if (!this.leaks.has(key)) this.leaks.set(key, { operation, leak, example: example.slice(0, 600) });
  }
  report() {
    return {
      sent: this.count,
      operations: this.operations.length,
      victimIds: this.victim.length,
      statuses: this.statuses,
      leaks: [...this.leaks.values()],
    };
  }

  async all(): Promise<void> {
    const { probes, seed } = this.options;
    const rounds = Math.ceil(probes / this.operations.length);
    const plans = this.operations.map((o, n) => fc.sample(plansOf(o), { numRuns: rounds, seed: seed * 7919 + n }));
    for (let round = 0; round < rounds; round += 1)
      for (const [n, operation] of this.operations.entries()) {
        if (this.count >= probes) return;
        // No key: the same act is asked of two identifiers.
        await this.probe(operation, { ...plans[n]![round]!, breakage: 'none', key: 9 });
      }
  }

  private async probe(operation: Operation, plan: Plan): Promise<void> {
    this.count += 1;
    const attacker = this.attackers[plan.actor % this.attackers.length]!;
    const aimed = this.request(operation, plan, attacker, (n) => this.victim[n % this.victim.length]!);
    const blank = this.request(operation, plan, attacker, nowhere);
    const first = await this.send(blank);
    const heard = await this.send(aimed);
    this.statuses[heard.status] = (this.statuses[heard.status] ?? 0) + 1;
    const sent = `${aimed.path} ${aimed.body?.toString('utf8') ?? ''}`;
    const example = `${aimed.method} ${sent.slice(0, 300)} → ${heard.status} ${heard.text.slice(0, 200)}`;
    for (const secret of this.secrets)
      if (heard.text.includes(secret) && !sent.includes(secret)) this.note(operation.id, `tells ${secret}`, example);
    if (!/no-store|private/.test(heard.cache)) this.note(operation.id, `may be kept: ${heard.cache}`, example);
    if (isPublic(operation)) return;
    for (const id of heard.text.match(uuids) ?? [])
      if (this.known.has(id) && !sent.includes(id))
        this.note(operation.id, 'names an identifier of another community', example);
    if (first.status === 0 || same(operation, first, heard)) return;
    // Where even the blank one answers otherwise by now, it was the act itself that changed something.
    const again = await this.send(blank);
    if (same(operation, first, again) && this.isForeign(aimed))
      this.note(
        operation.id,
        `answers ${first.status} to nothing and ${heard.status} to another's`,
        `${example} ≠ ${first.text.slice(0, 200)}`,
      );
  }

  private isForeign(sent: Sent): boolean {
    return [...this.known].some((id) => sent.path.includes(id) || sent.body?.includes(id));
  }

  private request(operation: Operation, plan: Plan, who: Someone, id: (n: number) => string): Sent {
    const w = this.w;
    return requestOf(operation, plan, {
      token: who.token,
      present: { id: (_, n) => id(n), now: () => w.clock.now() },
      place: (o, index, p) => {
        const place = o.places[index]!;
        const n = p.places[index]!;
        const choices = place.schema['enum'] as string[] | undefined;
        if (choices) return choices[n % choices.length]!;
        // With the policy off a path names the caller's own community: which rows it opens is then row security's.
        const other = this.options.permissive !== true && p.where % 2 === 0;
        if (place.name === 'community') return String(other ? w.community : w.elsewhere);
        if (place.name === 'unit') return String(other ? w.unit : w.propertyOrg);
        if (place.name === 'tenant') return String(other ? w.community : w.elsewhere);
        if (place.schema['format'] !== 'uuid') return ['quiet_from_min', 'x'.repeat(43), '1', 'needs'][n % 4]!;
        return id(n);
      },
    });
  }

  private async send(sent: Sent): Promise<Heard> {
    // Another address each time: limits by address would answer for the walls.
    const n = (this.calls += 1);
    const answer = await this.w.app.server.app.inject({
      method: sent.method as 'GET',
      url: sent.path,
      headers: sent.headers,
      remoteAddress: `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`,
      ...(sent.body ? { payload: sent.body } : {}),
    });
    return { status: answer.statusCode, text: answer.body, cache: String(answer.headers['cache-control'] ?? '') };
  }
}

const isPublic = (o: Operation): boolean => o.access === 'public';

/** A reading must be the same to the letter; of an act that may make something, status and code are compared. */
function same(operation: Operation, a: Heard, b: Heard): boolean {
  if (a.status !== b.status) return false;
  if (operation.method === 'GET') return a.text.replaceAll(uuids, 'id') === b.text.replaceAll(uuids, 'id');
  const code = (h: Heard) => /^\{"code":"(\w+)"/.exec(h.text)?.[1] ?? '';
  return code(a) === code(b);
}
