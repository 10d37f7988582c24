/**
 * Sends a seeded number of requests, most of them bad, to every operation of the running server's OpenAPI document,
 * over the wire and several at a time, and names what no answer may be. Identifiers of answers come back in later
 * requests, so that the life of an order or a task is called out of order as well; the clock moves on between rounds.
 */
import { Agent, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { checkDifference } from '../../server/engines/ledger/index.ts';
import { inTransaction } from '../../server/platform/database.ts';
import { done } from '../../server/platform/outcome.ts';
import { serviceWorld } from '../service-world.ts';
import type { World } from '../world.ts';
import { actorsOf, beginnings, signInAgain, type Actor } from './actors.ts';
import { operationsOf, type Json, type Operation } from './document.ts';
import { faultsOf, type Answer } from './judge.ts';
import { plansOf, requestOf, type Plan, type Sent } from './requests.ts';
import { SeenIds } from './seen-ids.ts';

export interface FuzzOptions {
  readonly requests: number;
  readonly seed: number;
  /** Only operations whose name begins so. */
  readonly only?: string;
  readonly say?: (line: string) => void;
}
export interface Fault {
  readonly operation: string;
  readonly fault: string;
  /** The first request that showed it; how many showed it. */
  readonly example: string;
  times: number;
}
export interface FuzzReport {
  readonly sent: number;
  readonly operations: number;
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Operations that never took anything: nothing behind their door was tried. */
  readonly neverTaken: readonly string[];
  readonly faults: readonly Fault[];
  readonly slowest: { readonly operation: string; readonly ms: number };
  readonly difference: number;
}

const atOnce = 8;
const hour_ms = 3_600_000;

export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const faults = new Map<string, Fault>();
  let sending = '';
  const note = (operation: string, fault: string, example: string): void => {
    const known = faults.get(`${operation} ${fault.slice(0, 60)}`);
    if (known) known.times += 1;
    else faults.set(`${operation} ${fault.slice(0, 60)}`, { operation, fault, example, times: 1 });
  };
  const service = await serviceWorld(undefined, {
    seed: `fuzz-${options.seed}`,
    onFailure: (event, facts) => note(event, JSON.stringify(facts).slice(0, 600), sending),
  });
  const world = service.w;
  try {
    await world.app.server.app.listen({ host: '127.0.0.1', port: 0 });
    const document = world.app.server.app.swagger() as unknown as Json;
    const operations = operationsOf(document).filter((o) => !options.only || o.id.startsWith(options.only));
    const run = new Run(world, operations, options, await actorsOf(service), note);
    for (const [kind, id] of await beginnings(service)) run.ids.add(kind, id);
    await run.all((what) => (sending = what));
    return { ...run.report(), faults: [...faults.values()], difference: await difference(world) };
  } finally {
    await world.close();
  }
}

async function difference(world: World): Promise<number> {
  let sum = 0;
  for (const tenant of [world.community, world.elsewhere]) {
    const outcome = await inTransaction(world.deps.db, { tenant }, async (tx) =>
      done((await checkDifference(tx as never, tenant)).difference),
    );
    if (outcome.ok) sum += outcome.value;
  }
  return sum;
}

class Run {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  private readonly port: number;
  readonly ids = new SeenIds();
  private readonly statuses: Record<string, number> = {};
  private readonly taken = new Set<string>();
  private slowest = { operation: '', ms: 0 };
  private count = 0;
  private readonly world: World;
  private readonly operations: readonly Operation[];
  private readonly options: FuzzOptions;
  private readonly actors: readonly Actor[];
  private readonly note: (operation: string, fault: string, example: string) => void;

  constructor(
    world: World,
    operations: readonly Operation[],
    options: FuzzOptions,
    actors: readonly Actor[],
    note: (operation: string, fault: string, example: string) => void,
  ) {
    this.world = world;
    this.operations = operations;
    this.options = options;
    this.actors = actors;
    this.note = note;
    this.port = (world.app.server.app.server.address() as AddressInfo).port;
    for (const id of [world.estate, world.building, world.home]) this.ids.add('place', id);
    for (const actor of actors) if (actor.person !== null) this.ids.add('person', actor.person);
  }

  async all(sending: (what: string) => void): Promise<void> {
    const { requests, seed } = this.options;
    const rounds = Math.ceil(requests / this.operations.length);
    const perDraw = 40;
    for (let first = 0; first < rounds; first += perDraw) {
      const many = Math.min(perDraw, rounds - first);
      const plans = this.operations.map((o, n) =>
        fc.sample(plansOf(o), { numRuns: many, seed: seed * 7919 + first * 613 + n }),
      );
      for (let round = 0; round < many; round += 1) {
        const order = fc.sample(
          fc.shuffledSubarray([...this.operations.keys()], { minLength: this.operations.length }),
          {
            numRuns: 1,
            seed: seed + first + round,
          },
        )[0]!;
        const waiting = order.slice(0, requests - this.count);
        sending(`round ${first + round}`);
        await Promise.all(
          Array.from({ length: atOnce }, async () => {
            for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
              await this.one(this.operations[next]!, plans[next]![round]!);
          }),
        );
        await this.moveOn(first + round);
      }
      this.options.say?.(`${this.count} of ${requests} sent`);
    }
    this.agent.destroy();
  }

  private async moveOn(round: number): Promise<void> {
    const now = this.world.clock.now().getTime();
    await this.world.advanceTo(new Date(now + (round % 10 === 9 ? 7 * hour_ms : 400_000)));
  }

  private async one(operation: Operation, plan: Plan): Promise<void> {
    this.count += 1;
    const actor = await this.actorOf(operation, plan);
    const sent = requestOf(operation, plan, {
      token: actor.token,
      present: { id: (name, n) => this.ids.of(name, n), now: () => this.world.clock.now() },
      place: (o, index, p) => this.placeOf(o, index, p),
    });
    const started = performance.now();
    const answer = await this.exchange(sent);
    const ms = performance.now() - started;
    if (ms > this.slowest.ms) this.slowest = { operation: operation.id, ms: Math.round(ms) };
    this.statuses[answer.status] = (this.statuses[answer.status] ?? 0) + 1;
    if (answer.status === 200) this.taken.add(operation.id);
    if (answer.status === 401 && actor.token !== null && plan.breakage !== 'odd token')
      await signInAgain(this.world, actor);
    if (answer.status === 200) this.ids.learn(operation, answer);
    if (answer.status !== 404 && answer.status !== 400) this.ids.confirm(operation, sent.path);
    const broken = !['none', 'cut', 'scalar', 'bom'].includes(plan.breakage);
    const words = `${sent.path} ${sent.body?.toString('utf8').slice(0, 30_000) ?? ''}`;
    for (const fault of faultsOf(operation, answer, words, broken))
      this.note(
        operation.id,
        fault,
        `${actor.role} ${sent.method} ${sent.path} ${sent.body?.toString('utf8').slice(0, 500) ?? ''} [${plan.breakage}]`,
      );
  }

  private async actorOf(operation: Operation, plan: Plan): Promise<Actor> {
    // Whoever closes an account never comes back.
    if (operation.id === 'accounts.closeAccount') {
      const { id, token } = await this.world.resident('要走的人');
      return { role: 'resident', person: id, token };
    }
    const able = this.actors.filter((a) =>
      operation.roles.length === 0 ? a.role === 'resident' || a.role === 'member' : operation.roles.includes(a.role),
    );
    return plan.able < 6 && able.length > 0
      ? able[plan.actor % able.length]!
      : this.actors[plan.actor % this.actors.length]!;
  }

  private placeOf(operation: Operation, index: number, plan: Plan): string {
    const place = operation.places[index]!;
    const n = plan.places[index]!;
    const choices = place.schema['enum'] as string[] | undefined;
    if (choices) return choices[n % choices.length]!;
    const { world } = this;
    if (place.name === 'community')
      return String(plan.where === 0 ? world.elsewhere : plan.where === 1 ? world.city : world.community);
    if (place.name === 'unit') return String(world.unit);
    if (place.name === 'tenant') return String([world.community, world.street, world.district, world.city][n % 4]);
    if (place.schema['format'] !== 'uuid') return ['quiet_from_min', 'x'.repeat(43), '1', 'needs'][n % 4]!;
    return this.ids.at(operation, index, n, plan.where);
  }

  private exchange(sent: Sent, tries = 1): Promise<Answer> {
    return new Promise((answered) => {
      const outgoing = request(
        {
          agent: this.agent,
          port: this.port,
          host: '127.0.0.1',
          method: sent.method,
          path: sent.path,
          headers: sent.headers,
        },
        (incoming) => {
          const type = incoming.headers['content-type'] ?? '';
          const status = incoming.statusCode ?? 0;
          // A live page has no end.
          if (type.includes('event-stream')) {
            incoming.destroy();
            return answered({ status, type, text: '' });
          }
          const parts: Buffer[] = [];
          incoming.on('data', (part: Buffer) => parts.push(part));
          incoming.on('error', (error) => answered({ status: 0, type: '', text: error.message }));
          incoming.on('end', () => answered({ status, type, text: Buffer.concat(parts).toString('utf8') }));
        },
      );
      outgoing.setTimeout(60_000, () => outgoing.destroy(new Error('no answer within a minute')));
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        // A kept connection that the server closed meanwhile says nothing about this request.
        if (outgoing.reusedSocket && tries < atOnce) answered(this.exchange(sent, tries + 1));
        else answered({ status: 0, type: '', text: error.message });
      });
      outgoing.end(sent.body ?? undefined);
    });
  }

  report(): Omit<FuzzReport, 'faults' | 'difference'> {
    return {
      sent: this.count,
      operations: this.operations.length,
      statuses: this.statuses,
      neverTaken: this.operations.map((o) => o.id).filter((id) => !this.taken.has(id)),
      slowest: this.slowest,
    };
  }
}
