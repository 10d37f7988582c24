/** Seals what the ledger holds into the community's chain, and signs a root over it. */
import { civilDate } from '../../platform/clock.ts';
import type { Deps } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { keepPublicKey, publicKeyOf } from '../../platform/signer.ts';
import { checkDifference } from './check-difference.ts';
import { accountColumns, accountItem, limitColumns, limitsItem, transferColumns, transferItem } from './read-sealed.ts';
import {
  genesisOf,
  itemLine,
  linkOf,
  rootLine,
  rootText,
  type Item,
  type Root,
  type SignedRoot,
} from './seal-format.ts';
import { int, query, queryOne, type LedgerTx, type Row } from './store.ts';

/** Rows that are read and sealed together; bounds the memory, not the run. */
const chunk = 1000;

export interface Sealed {
  /** So many items are in the chain now. */
  readonly position: number;
  readonly chain: Buffer;
  /** More than `atMost` transfers waited; the rest is for the next run. */
  readonly isMore: boolean;
}

/**
 * Gives a place in the chain to whatever has none: accounts, changes of limits, then transfers by instant and id. What is
 * missing is asked for by "has no place", never by an instant or a number, so a transfer whose commit comes after this
 * run, however old its instant, is found by the next. The three lists are fixed in the opposite order of their sealing:
 * everything that a listed transfer rests on was committed before it and so is in the lists fixed after it.
 * Two runs at once take turns at the chain's end.
 */
export async function sealItems(
  tx: LedgerTx,
  request: { readonly tenantId: number; readonly atMost: number },
): Promise<Sealed> {
  const { tenantId, atMost } = request;
  const end = await queryOne(tx, 'select r_position, r_chain from ledger_chain_lock($1, $2)', [
    tenantId,
    genesisOf(tenantId),
  ]);
  let sealed: Sealed = { position: int(end['r_position']), chain: end['r_chain'] as Buffer, isMore: false };
  for (const list of lists.toReversed()) await query(tx, list.declare, [tenantId]);
  for (const { kind, read, fetch, idOf, noOf, close } of lists) {
    let left = kind === 'transfer' ? atMost : Infinity;
    for (;;) {
      const rows = await query(tx, fetch, []);
      const taken = rows.slice(0, Math.max(0, left));
      left -= taken.length;
      sealed = await append(tx, tenantId, sealed, kind, taken, { read, idOf, noOf });
      if (taken.length < rows.length) sealed = { ...sealed, isMore: true };
      if (rows.length < chunk || sealed.isMore) break;
    }
    await query(tx, close, []);
  }
  return sealed;
}

interface List {
  readonly kind: 'account' | 'limits' | 'transfer';
  readonly declare: string;
  readonly fetch: string;
  readonly close: string;
  readonly read: (row: Row) => Item;
  readonly idOf: (row: Row) => unknown;
  readonly noOf: (row: Row) => number;
}
const listOf = (
  kind: List['kind'],
  select: string,
  read: List['read'],
  idOf: List['idOf'],
  noOf: List['noOf'],
): List => ({
  kind,
  declare: `declare ledger_unsealed_${kind} no scroll cursor for ${select}`,
  fetch: `fetch ${chunk} from ledger_unsealed_${kind}`,
  close: `close ledger_unsealed_${kind}`,
  read,
  idOf,
  noOf,
});
const placeless = (kind: string, id: string, no: string): string =>
  `not exists (select from ledger_sealed s where s.tenant_id = $1 and s.item_kind = '${kind}' and s.item_id = ${id} and s.item_no = ${no})`;
/** In the order in which they are sealed. */
const lists: readonly List[] = [
  listOf(
    'account',
    `select ${accountColumns} from ledger_account a
     where a.tenant_id = $1 and ${placeless('account', 'a.account_id', '0')} order by a.opened_at, a.account_id`,
    accountItem,
    (row) => row['account_id'],
    () => 0,
  ),
  listOf(
    'limits',
    `select ${limitColumns} from ledger_limit l
     where l.tenant_id = $1 and ${placeless('limits', 'l.account_id', 'l.change_no')} order by l.account_id, l.change_no`,
    limitsItem,
    (row) => row['account_id'],
    (row) => int(row['change_no']),
  ),
  listOf(
    'transfer',
    `select ${transferColumns} from (
       select * from ledger_transfer t
       where t.tenant_id = $1 and ${placeless('transfer', 't.transfer_id', '0')} order by t.posted_at, t.transfer_id offset 0
     ) t`,
    transferItem,
    (row) => row['transfer_id'],
    () => 0,
  ),
];

async function append(
  tx: LedgerTx,
  tenantId: number,
  end: Sealed,
  kind: List['kind'],
  rows: readonly Row[],
  { read, idOf, noOf }: Pick<List, 'read' | 'idOf' | 'noOf'>,
): Promise<Sealed> {
  if (rows.length === 0) return end;
  let chain = end.chain;
  const chains = rows.map((row) => (chain = linkOf(chain, itemLine(read(row)))));
  await query(tx, 'select ledger_chain_append($1, $2, $3::text[], $4::uuid[], $5::int[], $6::bytea[])', [
    tenantId,
    end.position,
    rows.map(() => kind),
    rows.map(idOf),
    rows.map(noOf),
    chains,
  ]);
  return { ...end, position: end.position + rows.length, chain };
}

/** A closing seals at most so many transfers; the rest follows at once, in a transaction of its own. */
const perClosing = 50_000;

/**
 * Closes the books of a community: seals, proves (`checkDifference`, and what `checkClearing` found in a snapshot of its
 * own), signs the root and keeps it. Null when nothing was
 * ever posted or opened, or when more waits than one transaction should seal (`isMore`).
 */
export async function closeBooks(
  deps: Pick<Deps, 'clock' | 'signer'>,
  tx: Tx,
  tenantId: number,
  options: { readonly clearingDifference?: number; readonly atMost?: number } = {},
): Promise<{ readonly signed: SignedRoot | null; readonly isMore: boolean }> {
  const { position, chain, isMore } = await sealItems(tx, { tenantId, atMost: options.atMost ?? perClosing });
  if (isMore || position === 0) return { signed: null, isMore };
  const [last] = await query(tx, 'select max(root_no) as no from ledger_root where tenant_id = $1', [tenantId]);
  const difference = (await checkDifference(tx, tenantId)).difference + (options.clearingDifference ?? 0);
  const at = deps.clock.now();
  const root = {
    tenant: tenantId,
    no: int(last?.['no'] ?? 0) + 1,
    day: civilDate(at),
    position,
    chain: chain.toString('hex'),
    difference,
    signedAt: at.getTime(),
  };
  const signature = deps.signer.sign(Buffer.from(rootText(root)));
  await keepPublicKey(deps, tx);
  await query(tx, 'select ledger_root_keep($1, $2, $3::date, $4, $5, $6, $7, $8, $9)', [
    tenantId,
    root.no,
    root.day,
    position,
    chain,
    difference,
    at,
    deps.signer.keyId,
    signature,
  ]);
  const { keyId: id, algorithm, publicKey } = deps.signer;
  return { signed: signedRoot(root, signature, { id, algorithm, publicKey }), isMore };
}

const signedRoot = (root: Omit<Root, 'format'>, signature: Buffer, key: SignedRoot['key']): SignedRoot =>
  JSON.parse(rootLine({ root: { format: '', ...root }, signature: signature.toString('hex'), key })) as SignedRoot;

/** The newest `limit` roots, newest first. Throws when the deployment no longer knows the key of one. */
export async function roots(
  tx: Tx,
  request: { readonly tenantId: number; readonly limit: number },
): Promise<SignedRoot[]> {
  const rows = await query(
    tx,
    `select root_no, to_char(day, 'YYYY-MM-DD') as day, position, chain, difference, signed_at, key_id, signature
     from ledger_root where tenant_id = $1 order by root_no desc limit $2`,
    [request.tenantId, request.limit],
  );
  const keys = new Map<string, SignedRoot['key']>();
  for (const id of new Set(rows.map((row) => row['key_id'] as string))) {
    const key = await publicKeyOf(tx, id);
    if (!key) throw new Error(`ledger: the public key ${id} of a root is not kept`);
    keys.set(id, { id, algorithm: key.algorithm, publicKey: key.publicKey });
  }
  return rows.map((row) => {
    const root = {
      tenant: request.tenantId,
      no: int(row['root_no']),
      day: row['day'] as string,
      position: int(row['position']),
      chain: (row['chain'] as Buffer).toString('hex'),
      difference: int(row['difference']),
      signedAt: (row['signed_at'] as Date).getTime(),
    };
    return signedRoot(root, row['signature'] as Buffer, keys.get(row['key_id'] as string)!);
  });
}
