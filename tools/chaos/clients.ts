/** Clients that give, post, hold, settle and reverse, and ask again with the same key until they are answered. */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Leg, Owner } from '../../server/engines/ledger/index.ts';
import { seededRandom } from '../../server/platform/ids.ts';
import type { Act, Answer } from './acts.ts';
import { nameOf, type Auditor, type Movement } from './auditor.ts';

const membersPerClient = 12;
const pause_ms = 4;
const answerLimit_ms = 2000;
const pool: Owner = { ownerKind: 'pool', ownerId: 'community' };
const issue: Owner = { ownerKind: 'issue', ownerId: 'service' };
const asset = 'time_minutes';

const legsOf = (moved: Movement, owners: ReadonlyMap<string, Owner>): Leg[] =>
  [...moved].map(([name, amount]) => ({ ...owners.get(name)!, asset, amount }));

export class Client {
  /** When the last act that was answered had been sent. */
  answeredSince_ms = 0;
  asked = 0;
  readonly name: string;
  private readonly auditor: Auditor;
  private readonly portOf: () => number;
  private readonly random: () => number;
  private readonly agent = new Agent({ keepAlive: true });
  private readonly reversible: { key: string; id: string; moved: Movement }[] = [];
  private acts = 0;
  private running = true;
  private givenUp = false;
  /** While it lasts every act is sent four times at once. */
  storming = false;

  constructor(name: string, seed: string, auditor: Auditor, portOf: () => number) {
    this.name = name;
    this.auditor = auditor;
    this.portOf = portOf;
    const bytes = seededRandom(`${seed}-${name}`);
    this.random = () => bytes.bytes(4).readUInt32BE(0) / 2 ** 32;
  }

  async run(): Promise<void> {
    await this.earn();
    while (this.running) {
      await this.one();
      await sleep(pause_ms);
    }
    this.agent.destroy();
  }
  /** Ends after the act under way has been answered. */
  stop(): void {
    this.running = false;
  }
  /** Ends at once. */
  giveUp(): void {
    this.running = false;
    this.givenUp = true;
  }

  private pick(n: number): number {
    return Math.floor(this.random() * n);
  }
  private member(): Owner {
    return { ownerKind: 'person', ownerId: `${this.name}-${this.pick(membersPerClient)}` };
  }

  /** Each member starts with so much that no gift of this run can be refused. */
  private async earn(): Promise<void> {
    for (let i = 0; i < membersPerClient; i += 1)
      await this.move('post', issue, { ownerKind: 'person', ownerId: `${this.name}-${i}` }, 100_000_000);
  }

  private async one(): Promise<void> {
    const amount = 1 + this.pick(90);
    const turn = this.random();
    const from = this.member();
    if (turn < 0.45) return this.move('gather', from, pool, amount);
    if (turn < 0.75) {
      const to = this.member();
      return to.ownerId === from.ownerId
        ? this.move('post', issue, to, amount)
        : this.move(turn < 0.6 ? 'gather' : 'post', from, to, amount);
    }
    if (turn < 0.85) return this.holdAndSettle(from, amount);
    if (turn < 0.93) return this.takeBack();
    return this.tooMuch(from);
  }

  private nextKey(): string {
    return `${this.name}:${(this.acts += 1)}`;
  }

  private async move(kind: 'post' | 'gather', from: Owner, to: Owner, amount: number): Promise<void> {
    const moved = new Map([
      [nameOf(from), -amount],
      [nameOf(to), amount],
    ]);
    const owners = new Map([from, to].map((owner) => [nameOf(owner), owner]));
    const key = this.nextKey();
    const id = await this.must({ key, kind, legs: legsOf(moved, owners) }, (found) =>
      this.auditor.acknowledge(key, found, moved),
    );
    if (from.ownerKind === 'person' && this.reversible.length < 50) this.reversible.push({ key, id, moved });
  }

  private async holdAndSettle(owner: Owner, amount: number): Promise<void> {
    const holdId = await this.must({ key: this.nextKey(), kind: 'hold', owner, amount }, () => undefined);
    this.auditor.hold(holdId, nameOf(owner), amount);
    if (this.random() < 0.2) return;
    const part = 1 + this.pick(amount);
    const key = this.nextKey();
    const moved = new Map([
      [nameOf(owner), -part],
      [nameOf(pool), part],
    ]);
    await this.must({ key, kind: 'settle', holdId, to: [{ ...pool, asset, amount: part }] }, (id) =>
      this.auditor.acknowledge(key, id, moved),
    );
    this.auditor.close(holdId);
  }

  private async takeBack(): Promise<void> {
    const original = this.reversible.splice(this.pick(this.reversible.length), 1)[0];
    if (!original) return;
    const moved = new Map([...original.moved].map(([name, amount]) => [name, -amount]));
    const key = this.nextKey();
    await this.must({ key, kind: 'reverse', transferId: original.id }, (id) =>
      this.auditor.acknowledge(key, id, moved),
    );
    const again = await this.ask({ key: this.nextKey(), kind: 'reverse', transferId: original.id });
    if (again.ok || again.code !== 'ALREADY_REVERSED')
      this.auditor.wrong(`${original.key} was reversed a second time: ${JSON.stringify(again)}`);
  }

  private async tooMuch(from: Owner): Promise<void> {
    const amount = 1_000_000_000_000;
    const legs: Leg[] = [
      { ...from, asset, amount: -amount },
      { ...pool, asset, amount },
    ];
    const answer = await this.ask({ key: this.nextKey(), kind: 'gather', legs });
    if (answer.ok || answer.code !== 'INSUFFICIENT_TIME')
      this.auditor.wrong(`a member gave more than they had: ${JSON.stringify(answer)}`);
  }

  /** Asks for what cannot be refused; `known` hears every answer, also those to repetitions. */
  private async must(act: Act, known: (id: string) => void): Promise<string> {
    const hear = (answer: Answer): string => {
      if (!answer.ok) {
        this.auditor.wrong(`${act.key} (${act.kind}) was refused: ${answer.code}`);
        return '';
      }
      known(answer.id);
      return answer.id;
    };
    if (this.storming) {
      const answers = await Promise.all(Array.from({ length: 4 }, () => this.ask(act)));
      return answers.map(hear)[0]!;
    }
    return hear(await this.ask(act));
  }

  /** Sends until there is an answer, always with the same key. */
  private async ask(act: Act): Promise<Answer> {
    for (;;) {
      const sent_ms = performance.now();
      this.asked += 1;
      try {
        const answer = await this.send(act);
        this.answeredSince_ms = Math.max(this.answeredSince_ms, sent_ms);
        return answer;
      } catch (error) {
        // A run that was given up has no server any more.
        if (this.givenUp) throw error;
        await sleep(20 + this.pick(30));
      }
    }
  }

  private send(act: Act): Promise<Answer> {
    const body = JSON.stringify(act);
    return new Promise((resolve, reject) => {
      const call = request(
        {
          port: this.portOf(),
          host: '127.0.0.1',
          method: 'POST',
          agent: this.agent,
          timeout: answerLimit_ms,
          headers: { 'content-length': Buffer.byteLength(body) },
        },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('error', reject);
          answer.on('aborted', () => reject(new Error('cut off')));
          answer.on('end', () => {
            const text = Buffer.concat(parts).toString();
            if (answer.statusCode === 200) resolve(JSON.parse(text) as Answer);
            else reject(new Error(text));
          });
        },
      );
      call.on('timeout', () => call.destroy(new Error('no answer in time')));
      call.on('error', reject);
      call.end(body);
    });
  }
}
