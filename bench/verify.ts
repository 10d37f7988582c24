/**
 * `npm run bench -- verify [--entries 1000000] [--tampering 8]`: an export of so many entries is written, checked by
 * `verify-ledger` in a process of its own (its memory and processor time are the figures), and then checked again with
 * one byte, line or seal changed each time. The tampering that was not found is counted; it must be 0.
 */
import { spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  genesisOf,
  headLine,
  itemLine,
  linkOf,
  rootLine,
  rootText,
  type EntryItem,
  type Item,
  type SignedRoot,
  type TransferItem,
} from '../server/engines/ledger/seal-format.ts';
import { seededRandom } from '../server/platform/ids.ts';
import { signerOf, type Signer } from '../server/platform/signer.ts';
import { transferHash } from '../tools/verify-ledger-books.ts';
import { verifyExport } from '../tools/verify-ledger-export.ts';

const tenant = 4;
const people = 20_000;
const start = Date.UTC(2026, 0, 1);

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { entries: { type: 'string', default: '1000000' }, tampering: { type: 'string', default: '8' } },
  });
  const dir = mkdtempSync(join(tmpdir(), 'shaoying-verify-'));
  try {
    const signer = signerOf(join(dir, 'key.json'), 'ed25519');
    const file = join(dir, 'export.jsonl');
    const { kept, lines } = await write(file, Number(values.entries), signer);
    writeFileSync(join(dir, 'root.json'), rootLine(kept));
    console.log(
      `${values.entries} entries, ${lines} lines, ${Math.round(statSync(file).size / 1e6)} MB; the kept root covers ${kept.root.position} items`,
    );
    const tool = join(import.meta.dirname, '..', 'tools', 'verify-ledger.ts');
    const checked = spawnSync(process.execPath, [tool, file, '--root', join(dir, 'root.json')], { encoding: 'utf8' });
    console.log(checked.stdout + checked.stderr);
    if (checked.status !== 0) throw new Error('The export was found wrong before anybody touched it.');
    await tamperAll(file, kept, lines, Number(values.tampering), signer);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A ledger of gifts and credits as the database would have posted them, with yesterday's root at three quarters. */
function* itemsOf(entries: number): Generator<Item> {
  const idOf = (kind: number, n: number) =>
    `019b7000-${String(kind).padStart(4, '0')}-7000-8000-${String(n).padStart(12, '0')}`;
  const asset = 'time_minutes';
  const issue = idOf(1, people);
  yield { account: issue, ownerKind: 'issue', ownerId: 'service', asset, openedAt: start };
  for (let n = 0; n < people; n += 1)
    yield { account: idOf(1, n), ownerKind: 'person', ownerId: idOf(9, n), asset, openedAt: start };
  const balances = new Int32Array(people);
  const counts = new Int32Array(people);
  const entry = (who: number, amount: number): EntryItem => {
    balances[who]! += amount;
    counts[who]! += 1;
    return [idOf(1, who), asset, amount, counts[who]!, balances[who]!];
  };
  for (let n = 0; n < entries / 2; n += 1) {
    const [to, from] = [n % people, (n * 7 + 3) % people];
    const isGift = n >= people && n % 3 === 0 && to !== from && balances[from]! > 5;
    const amount = isGift ? 5 : 30 + (n % 90);
    const first: EntryItem = isGift ? entry(from, -amount) : [issue, asset, -amount, 0, null];
    const bare: TransferItem = {
      transfer: idOf(2, n),
      key: `claim:${idOf(3, n)}:hours`,
      bodyHash: n.toString(16).padStart(64, '0'),
      kind: isGift ? 'gift' : 'service.hours',
      valueDate: new Date(start + n * 60_000).toISOString().slice(0, 10),
      postedAt: start + n * 60_000,
      reverses: null,
      reason: null,
      meta: { claim: idOf(3, n), title: '探访独居老人', formula: `实际与计划取小，向下取整 = ${amount}分钟` },
      hash: '',
      entries: [first, entry(to, amount)],
    };
    yield { ...bare, hash: transferHash(tenant, bare) };
  }
}

async function write(file: string, entries: number, signer: Signer): Promise<{ kept: SignedRoot; lines: number }> {
  const out = createWriteStream(file, { highWaterMark: 1 << 20 });
  const key = { id: signer.keyId, algorithm: signer.algorithm, publicKey: signer.publicKey };
  let [position, chain] = [0, genesisOf(tenant)];
  const root = (no: number): SignedRoot => {
    const bare = {
      tenant,
      no,
      day: `2026-12-0${no}`,
      position,
      chain: chain.toString('hex'),
      difference: 0,
      signedAt: start,
    };
    const signature = signer.sign(Buffer.from(rootText(bare))).toString('hex');
    return { root: { format: 'shaoying-ledger-root.1', ...bare }, signature, key };
  };
  let kept: SignedRoot | null = null;
  let waiting = `${headLine(tenant)}\n`;
  const keptAt = Math.floor((people + entries / 2) * 0.75);
  for (const item of itemsOf(entries)) {
    const line = itemLine(item);
    chain = linkOf(chain, line);
    position += 1;
    if (position === keptAt) kept = root(1);
    waiting += `${line}\n`;
    if (waiting.length > 1 << 20) {
      if (!out.write(waiting)) await once(out, 'drain');
      waiting = '';
    }
  }
  out.end(`${waiting}${rootLine(root(2))}\n`);
  await once(out, 'finish');
  if (!kept) throw new Error('Too few entries for a root at three quarters.');
  return { kept, lines: position + 2 };
}

type Change = (bytes: Buffer, lineNo: number) => Buffer | null;

/** The export's lines with a change on the way; null leaves a line out. */
async function* changed(file: string, change: Change): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  let lineNo = 0;
  for await (const part of createReadStream(file, { highWaterMark: 1 << 20 })) {
    const all = Buffer.concat([rest, part as Buffer]);
    const out: Buffer[] = [];
    let from = 0;
    for (let to = all.indexOf(10); to >= 0; to = all.indexOf(10, from)) {
      lineNo += 1;
      const line = change(all.subarray(from, to + 1), lineNo);
      if (line) out.push(line);
      from = to + 1;
    }
    rest = all.subarray(from);
    yield Buffer.concat(out);
  }
}

async function tamperAll(file: string, kept: SignedRoot, lines: number, times: number, signer: Signer): Promise<void> {
  const random = seededRandom('verify');
  const below = (n: number): number => random.bytes(6).readUIntBE(0, 6) % n;
  let [done, missed] = [0, 0];
  const began = process.cpuUsage();
  const tamper = async (name: string, bytes: AsyncIterable<Buffer>): Promise<void> => {
    const verdict = await verifyExport(bytes, { kept });
    done += 1;
    if (verdict.ok) missed += 1;
    console.log(`${verdict.ok ? 'MISSED' : 'found '} ${name}: ${verdict.problems[0] ?? ''}`);
  };
  for (let n = 0; n < times; n += 1) {
    const at = 2 + below(lines - 2);
    const flip: Change = (line, no) => {
      if (no !== at) return line;
      const copy = Buffer.from(line);
      copy[below(copy.length)]! ^= 1 << below(8);
      return copy;
    };
    await tamper(`one bit of line ${at}`, changed(file, flip));
  }
  const entry = people + 2 + below(lines - people - 3);
  await tamper(
    `line ${entry} removed`,
    changed(file, (line, no) => (no === entry ? null : line)),
  );
  await tamper(
    'the last entry removed',
    changed(file, (line, no) => (no === lines - 1 ? null : line)),
  );
  await tamper(
    'the end removed',
    changed(file, (line, no) => (no > lines - 100 ? null : line)),
  );
  let held: Buffer | null = null;
  const swap: Change = (line, no) => {
    if (no === entry) held = Buffer.from(line);
    return no === entry ? null : no === entry + 1 && held ? Buffer.concat([line, held]) : line;
  };
  await tamper(`lines ${entry} and ${entry + 1} exchanged`, changed(file, swap));
  await tamper('one meta changed and all sealed anew with the own key', reseal(file, signer));
  const used = process.cpuUsage(began);
  console.log(
    `${done} tamperings, ${missed} missed, ${((used.user + used.system) / 1e6 / done).toFixed(1)} s of processor time each`,
  );
  if (missed > 0) process.exitCode = 1;
}

/** Whoever holds the key can seal a changed ledger anew; only a root that lies elsewhere tells. */
async function* reseal(file: string, signer: Signer): AsyncGenerator<Buffer> {
  let [chain, position] = [Buffer.alloc(0) as Buffer, 0];
  const change: Change = (line, no) => {
    const text = line.subarray(0, -1);
    if (no === 1) chain = genesisOf(tenant);
    else if (text.subarray(0, 7).toString() !== '{"root"') {
      const next = no === people + 100 ? Buffer.from(text.toString().replace('探访', '走访')) : text;
      chain = linkOf(chain, next);
      position += 1;
      return Buffer.concat([next, Buffer.from('\n')]);
    } else {
      const signed = JSON.parse(text.toString()) as SignedRoot;
      const root = { ...signed.root, position, chain: chain.toString('hex') };
      const signature = signer.sign(Buffer.from(rootText(root))).toString('hex');
      return Buffer.from(`${rootLine({ ...signed, root, signature })}\n`);
    }
    return line;
  };
  yield* changed(file, change);
}
