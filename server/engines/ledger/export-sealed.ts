/** The sealed ledger of a community as lines, for those who check it elsewhere and for those who keep it. */
import type { Tx } from '../../platform/database.ts';
import { accountColumns, accountItem, limitColumns, limitsItem, transferColumns, transferItem } from './read-sealed.ts';
import { roots } from './seal-chain.ts';
import { headLine, itemLine, rootLine, type Item } from './seal-format.ts';
import { int, query, type Row } from './store.ts';

/** Items that are read together: the memory of an export, however long it is. */
const chunk = 1000;

/**
 * The lines of an export, each with its end, a chunk at a time: the head, everything under the newest root in the order of
 * the chain, the root. `read` runs each chunk in a short transaction of the tenant; what is sealed never changes, so the
 * chunks need no common snapshot. What was removed from the database is missing here, and the check of the export says so.
 */
export async function* exportSealed(
  read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  tenantId: number,
): AsyncGenerator<string> {
  yield `${headLine(tenantId)}\n`;
  const [newest] = await read((tx) => roots(tx, { tenantId, limit: 1 }));
  if (!newest) return;
  for (let from = 1; from <= newest.root.position; from += chunk) {
    const to = Math.min(from + chunk - 1, newest.root.position);
    const items = await read((tx) => itemsAt(tx, tenantId, from, to));
    yield items.map((item) => `${itemLine(item)}\n`).join('');
  }
  yield `${rootLine(newest)}\n`;
}

const sealedOf = (kind: string): string =>
  `ledger_sealed s where s.tenant_id = $1 and s.position between $2 and $3 and s.item_kind = '${kind}' offset 0`;
const accountsText = `select s.position, ${accountColumns} from (select * from ${sealedOf('account')}) s
  join ledger_account a on a.tenant_id = $1 and a.account_id = s.item_id`;
const limitsText = `select s.position, ${limitColumns} from (select * from ${sealedOf('limits')}) s
  join ledger_limit l on l.tenant_id = $1 and l.account_id = s.item_id and l.change_no = s.item_no`;
const transfersText = `select s.position, ${transferColumns} from (select * from ${sealedOf('transfer')}) s
  join ledger_transfer t on t.tenant_id = $1 and t.transfer_id = s.item_id`;

async function itemsAt(tx: Tx, tenantId: number, from: number, to: number): Promise<Item[]> {
  const placed: { readonly position: number; readonly item: Item }[] = [];
  const take = async (text: string, read: (row: Row) => Item): Promise<void> => {
    for (const row of await query(tx, text, [tenantId, from, to]))
      placed.push({ position: int(row['position']), item: read(row) });
  };
  await take(accountsText, accountItem);
  await take(limitsText, limitsItem);
  await take(transfersText, transferItem);
  return placed.toSorted((a, b) => a.position - b.position).map(({ item }) => item);
}
