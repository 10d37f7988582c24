/** A person's statement over a time: the three ledgers side by side, each with what it was, what moved and what it is. */
import { assets, codesOf } from '../../../contract/codes.ts';
import { balanceAt, statement, type Asset, type StatementLine } from '../../engines/ledger/index.ts';
import { addMs, civilDate, day_ms, startOfDay } from '../../platform/clock.ts';
import { me, snapshot, type Ctx } from '../../platform/context.ts';
import { enterTenant, type Tx } from '../../platform/database.ts';
import { fieldWords } from '../../platform/field-words.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import {
  dayOf,
  finish,
  grey,
  left,
  newPaper,
  page,
  rule,
  spokenMinutes,
  width,
  write,
  type Doc,
} from '../../platform/paper.ts';

type Shown = keyof typeof assets;
const shown = codesOf(assets);
/** More lines make no paper that anybody reads; a shorter time does. */
const mostLines = 2000;

interface Book {
  readonly asset: Shown;
  readonly before: number;
  readonly after: number;
  readonly lines: readonly StatementLine[];
}

/** `from` and `to` are civil days, both included. Lines of all own communities stand in the order in which they were posted. */
export async function printStatement(
  ctx: Ctx,
  span: { readonly from: string; readonly to: string },
): Promise<Outcome<Buffer>> {
  if (span.to < span.from)
    return refuse('INPUT_INVALID', { fields: [{ path: 'to', message: fieldWords.endBeforeStart }] });
  const { personId, tenants } = me(ctx);
  const [start, end] = [startOfDay(span.from), addMs(startOfDay(span.to), day_ms)];
  const read = await snapshot<Outcome<{ name: string; books: Book[] }>>(ctx, { persons: [personId] }, async (tx) => {
    const person = await tx
      .selectFrom('person')
      .select('name_enc')
      .where('person_id', '=', personId)
      .executeTakeFirstOrThrow();
    const books: Book[] = [];
    let left_ = mostLines;
    for (const asset of shown) {
      let [before, after] = [0, 0];
      const lines: StatementLine[] = [];
      for (const { tenant } of tenants.toSorted((a, b) => a.tenant - b.tenant)) {
        await enterTenant(tx, tenant);
        const owner = { ownerKind: 'person' as const, ownerId: personId };
        const at = async (instant: Date) =>
          (await balanceAt(tx, { tenantId: tenant, owner, asset, at: addMs(instant, -1) })).balance;
        before += await at(start);
        after += await at(end);
        const found = await linesOf(tx, tenant, personId, asset, start, end, left_);
        if (found === null) return refuse('TOO_LARGE');
        lines.push(...found);
        left_ -= found.length;
      }
      books.push({
        asset,
        before,
        after,
        lines: lines.toSorted((a, b) => a.postedAt.getTime() - b.postedAt.getTime()),
      });
    }
    return done({ name: ctx.keys.open(person.name_enc), books });
  });
  if (!read.ok) return read;
  return done(await draw(read.value.name, span, read.value.books, ctx.clock.now()));
}

/** The lines of one account posted in the time, oldest last; null when there are more than `most`. */
async function linesOf(
  tx: Tx,
  tenant: number,
  personId: string,
  asset: Asset,
  start: Date,
  end: Date,
  most: number,
): Promise<StatementLine[] | null> {
  const owner = { ownerKind: 'person' as const, ownerId: personId };
  const lines: StatementLine[] = [];
  const zero = '00000000-0000-0000-0000-000000000000';
  for (let before = { postedAt: end, entryNo: 0, transferId: zero }; ;) {
    const found = await statement(tx, { tenantId: tenant, owner, asset, before, limit: 200 });
    for (const line of found.lines) {
      if (line.postedAt < start) return lines;
      if (lines.length === most) return null;
      lines.push(line);
    }
    if (!found.next) return lines;
    before = found.next;
  }
}

const amountOf = (asset: Shown, amount: number): string =>
  asset === 'annual_minutes' || asset === 'time_minutes' ? String(amount) : (amount / 100).toFixed(2);
const signed = (asset: Shown, amount: number): string => (amount > 0 ? '+' : '') + amountOf(asset, amount);
const unit = (asset: Shown): string => (asset === 'annual_minutes' || asset === 'time_minutes' ? '分钟' : '分');

async function draw(
  name: string,
  span: { readonly from: string; readonly to: string },
  books: readonly Book[],
  now: Date,
): Promise<Buffer> {
  const doc = newPaper({ title: '三本账对账单', author: '哨应', subject: '时长、积分与时间币', made: now });
  write(doc, '三本账对账单', left, 84, { size: 22, weight: 'bold' });
  write(doc, `${name}　${dayOf(span.from)}至${dayOf(span.to)}`, left, 122, { size: 12 });
  write(doc, `制表 ${dayOf(civilDate(now))}。三本账互不折算；入账按过账日期列出。`, left, 144, {
    size: 9.5,
    color: grey,
  });
  let y = 172;
  y = row(doc, y, ['账本', '期初', '期间变动', '期末'], overview, true);
  for (const b of books)
    y = row(
      doc,
      y,
      [
        `${assets[b.asset].zh}（${unit(b.asset)}）`,
        amountOf(b.asset, b.before),
        signed(b.asset, b.after - b.before),
        amountOf(b.asset, b.after),
      ],
      overview,
    );
  for (const b of books) {
    if (b.lines.length === 0) continue;
    if (y > page.height - 190) {
      doc.addPage();
      y = 60;
    }
    y = write(doc, assets[b.asset].zh, left, y + 22, { size: 13, weight: 'bold' });
    y = row(doc, y, ['日期', '事由', '变动', '余额'], detail, true);
    let balance = b.before;
    for (const line of b.lines) {
      balance += line.amount;
      const title = String((line.meta as Record<string, unknown> | null)?.['title'] ?? line.kind);
      const cells = [
        civilDate(line.postedAt),
        line.reversedBy === null ? title : `${title}（已冲正）`,
        signed(b.asset, line.amount),
        amountOf(b.asset, balance),
      ];
      if (y > page.height - 100) {
        doc.addPage();
        y = row(doc, 60, ['日期', '事由', '变动', '余额'], detail, true);
      }
      y = row(doc, y, cells, detail);
    }
  }
  const served = books.find((b) => b.asset === 'annual_minutes');
  if (served && served.after !== served.before && y < page.height - 120)
    write(doc, `期间服务时长${spokenMinutes(served.after - served.before)}。`, left, y + 14, { size: 10 });
  return finish(doc, `对账单 ${name}`);
}

type Columns = readonly (readonly [x: number, width: number, align: 'left' | 'right'])[];
const overview: Columns = [
  [0, width - 270, 'left'],
  [width - 270, 90, 'right'],
  [width - 180, 90, 'right'],
  [width - 90, 90, 'right'],
];
const detail: Columns = [
  [0, 80, 'left'],
  [84, width - 84 - 160, 'left'],
  [width - 160, 76, 'right'],
  [width - 80, 80, 'right'],
];
/** One row and the line below it; gives the y of the next. */
function row(doc: Doc, y: number, cells: readonly string[], columns: Columns, head = false): number {
  let below = y;
  for (const [i, [x, w, align]] of columns.entries())
    below = Math.max(
      below,
      write(doc, cells[i]!, left + x, y + 6, {
        size: head ? 9 : 10,
        width: w,
        align,
        gap: 2,
        ...(head ? { color: grey } : {}),
      }),
    );
  rule(doc, below + 3);
  return below + 3;
}
