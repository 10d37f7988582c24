/** Reads an export of the ledger as a stream of bytes and holds it against its own root and one that was kept outside. */
import { createHash, createPublicKey, hash } from 'node:crypto';
import { headLine, rootLine, rootText, type Item, type SignedRoot } from '../server/engines/ledger/seal-format.ts';
import { isSignedBy, type PublicKey, type SignatureAlgorithm } from '../server/platform/signer.ts';
import { Books } from './verify-ledger-books.ts';

export interface Verdict {
  /** Nothing is wrong. */
  readonly ok: boolean;
  /** The first problems, each with its line; `problemCount` counts all. */
  readonly problems: readonly string[];
  readonly problemCount: number;
  readonly tenant: number | null;
  readonly items: number;
  readonly accounts: number;
  readonly transfers: number;
  readonly entries: number;
  /** The newest root, which ends the export. */
  readonly root: SignedRoot['root'] | null;
  /** What the community's clearing accounts hold, by partner and asset: the partner's must be the opposite. */
  readonly clearing: Readonly<Record<string, number>>;
}
export interface VerifyOptions {
  /** A root that was kept outside. */
  readonly kept?: SignedRoot | undefined;
  /** Keys, by id, that may have signed the export beside the key of the kept root: after the deployment changed its key. */
  readonly acceptKeys?: readonly string[];
}

const maxProblems = 20;
const maxLine_bytes = 16_000_000;
const newline = 10;

/** Splits bytes into lines without their ends. The last line must have an end too. */
async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const bytes of chunks) {
    const all = rest.length === 0 ? Buffer.from(bytes) : Buffer.concat([rest, bytes]);
    let from = 0;
    for (let to = all.indexOf(newline, from); to >= 0; to = all.indexOf(newline, from)) {
      yield all.subarray(from, to);
      from = to + 1;
    }
    rest = all.subarray(from);
    if (rest.length > maxLine_bytes) throw new Error('A line is longer than any line of an export');
  }
  if (rest.length > 0) throw new Error('The last line has no end: the export was cut');
}

export async function verifyExport(chunks: AsyncIterable<Uint8Array>, options: VerifyOptions = {}): Promise<Verdict> {
  const problems: string[] = [];
  let problemCount = 0;
  const complain = (line: number, sentence: string): void => {
    problemCount += 1;
    if (problems.length < maxProblems) problems.push(line > 0 ? `line ${line}: ${sentence}` : sentence);
  };
  let [lineNo, items] = [0, 0];
  let tenant: number | null = null;
  let books: Books | null = null;
  let chain: Buffer = Buffer.alloc(0);
  let atKept: Buffer | null = null;
  let end: SignedRoot | null = null;
  for await (const bytes of linesOf(chunks)) {
    lineNo += 1;
    if (end) {
      complain(lineNo, 'something follows the root');
      break;
    }
    let item: Item | SignedRoot | { tenant?: unknown };
    try {
      item = JSON.parse(bytes.toString('utf8')) as typeof item;
    } catch {
      complain(lineNo, 'this line cannot be read');
      item = {};
    }
    if (lineNo === 1) {
      tenant = headOf(item);
      if (tenant === null || bytes.toString('utf8') !== headLine(tenant)) {
        complain(1, 'this is not the head of an export');
        break;
      }
      books = new Books(tenant, complain);
      chain = hash('sha256', bytes, 'buffer');
      continue;
    }
    if ('root' in item) {
      end = item;
      if (bytes.toString('utf8') !== rewritten(item)) complain(lineNo, 'the root is not written as a root is written');
      continue;
    }
    chain = createHash('sha256')
      .update(chain)
      .update(hash('sha256', bytes, 'buffer'))
      .digest();
    items += 1;
    if (options.kept?.root.position === items) atKept = chain;
    read(books!, lineNo, item as Item, complain);
  }
  const clearing = books?.finish() ?? {};
  if (tenant === null) complain(0, 'the export is empty');
  else checkRoots({ tenant, items, chain, atKept, end, options, complain: (sentence) => complain(0, sentence) });
  return {
    ok: problemCount === 0,
    problems,
    problemCount,
    tenant,
    items,
    accounts: books?.accounts ?? 0,
    transfers: books?.transfers ?? 0,
    entries: books?.entries ?? 0,
    root: end?.root ?? null,
    clearing,
  };
}

const headOf = (item: object): number | null =>
  'tenant' in item && Number.isSafeInteger(item.tenant) ? (item.tenant as number) : null;

/** A line of a wrong form is one problem, whatever else it would break. */
function read(books: Books, line: number, item: Item, complain: (line: number, sentence: string) => void): void {
  try {
    if ('transfer' in item) books.transfer(line, item);
    else if ('account' in item) books.account(line, item);
    else if ('limits' in item) books.limits(line, item);
    else complain(line, 'this line is no item of a ledger');
  } catch {
    complain(line, 'this line has not the form of an item');
  }
}

function rewritten(signed: SignedRoot): string | null {
  try {
    return rootLine({ ...signed, key: { ...signed.key, publicKey: pemOf(signed.key.publicKey) } });
  } catch {
    return null;
  }
}
const pemOf = (publicKey: string): string =>
  createPublicKey(publicKey).export({ type: 'spki', format: 'pem' }).toString();

/** Null when the signature holds, else what is wrong with it. `trusted` is the key under this id that is already believed. */
export function signatureProblem(signed: SignedRoot, trusted?: SignedRoot['key']): string | null {
  const key = trusted?.id === signed.key.id ? trusted : signed.key;
  try {
    const der = createPublicKey(key.publicKey).export({ type: 'spki', format: 'der' });
    if (hash('sha256', der, 'hex').slice(0, 16) !== key.id) return 'the key of the root is not the key of its id';
    const publicKey: PublicKey = {
      keyId: key.id,
      algorithm: key.algorithm as SignatureAlgorithm,
      publicKey: key.publicKey,
    };
    const isSigned = isSignedBy(publicKey, Buffer.from(rootText(signed.root)), Buffer.from(signed.signature, 'hex'));
    return isSigned ? null : 'the signature of the root does not hold';
  } catch {
    return 'the root has not the form of a signed root';
  }
}

function checkRoots(at: {
  readonly tenant: number;
  readonly items: number;
  readonly chain: Buffer;
  readonly atKept: Buffer | null;
  readonly end: SignedRoot | null;
  readonly options: VerifyOptions;
  readonly complain: (sentence: string) => void;
}): void {
  const { tenant, items, chain, atKept, end, complain } = at;
  const { kept, acceptKeys = [] } = at.options;
  if (kept) {
    const problem = signatureProblem(kept);
    if (problem) complain(`the kept root: ${problem}`);
    if (kept.root.tenant !== tenant)
      complain(`the kept root is of community ${kept.root.tenant}, the export of ${tenant}`);
    if (kept.root.position > items)
      complain(`the kept root covers ${kept.root.position} items, the export has ${items}`);
    else if (atKept?.toString('hex') !== kept.root.chain)
      complain(`the first ${kept.root.position} items are not those that the kept root covers`);
  }
  if (!end) return complain('the export ends without a root: it was cut');
  const problem = signatureProblem(end, kept?.key);
  if (problem) complain(`the export's root: ${problem}`);
  if (end.root.tenant !== tenant) complain(`the root is of community ${end.root.tenant}`);
  if (end.root.position !== items) complain(`the root covers ${end.root.position} items, the export has ${items}`);
  if (end.root.chain !== chain.toString('hex')) complain('the items are not those that the root covers');
  if (end.root.difference !== 0)
    complain(`the books had a difference of ${end.root.difference} when the root was signed`);
  if (!kept) return;
  if (end.key.id !== kept.key.id && !acceptKeys.includes(end.key.id))
    complain(
      `the root is signed by key ${end.key.id}, the kept one by ${kept.key.id}; --accept-key names a key that you know`,
    );
  if (end.root.no < kept.root.no) complain('the root is older than the kept one');
}
