/** Paper forms, many at once: each row answers by itself, and a bad row loses nothing of the others (DSP-02). */
import type { z } from 'zod';
import { paperRow, type orders } from '../../../contract/orders/index.ts';
import { intake } from '../../engines/demand/index.ts';
import { resolveAddress } from '../../engines/places/index.ts';
import { isKeepableText } from '../../platform/keepable.ts';
import { bodyHash, snapshot, type Ctx } from '../../platform/context.ts';
import { fieldWords, wordsOf } from '../../platform/field-words.ts';
import { done, refuse, sentence, type Outcome, type Refused } from '../../platform/outcome.ts';

type Body = z.output<typeof orders.intakeBatch.body>;
type Row = z.output<typeof paperRow>;
type Rows = z.input<typeof orders.intakeBatch.reply>['rows'];

export async function intakeBatch(ctx: Ctx, tenant: number, body: Body): Promise<Outcome<{ rows: Rows }>> {
  const rows: Rows = [];
  for (const [at, written] of body.rows.entries()) {
    const entered = await enter(ctx, tenant, { channel: body.channel, at, written });
    rows.push(
      entered.ok
        ? { row: at, receipt: entered.value.receipt, error: null, code: null, field: null }
        : { row: at, receipt: null, ...told(entered, ctx.locale) },
    );
  }
  return done({ rows });
}

/** One row: checked as a single form would be, then entered under its own key. */
async function enter(
  ctx: Ctx,
  tenant: number,
  { channel, at, written }: { channel: Body['channel']; at: number; written: Body['rows'][number] },
): Promise<Outcome<{ receipt: string }>> {
  const parsed = paperRow.safeParse(written, { reportInput: true });
  if (!parsed.success)
    return refuse('INPUT_INVALID', {
      fields: parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: wordsOf(issue) })),
    });
  const row: Row = parsed.data;
  // A character that the database cannot store would end the whole batch.
  const odd = (['name', 'address', 'text'] as const).find((f) => !isKeepableText(row[f]));
  if (odd) return refuse('INPUT_INVALID', { fields: [{ path: odd, message: fieldWords.form }] });
  const place = row.address
    ? ((await snapshot(ctx, { tenant }, (tx) => resolveAddress(tx, tenant, row.address))).exact?.place_id ?? null)
    : null;
  // A batch sent twice enters no row twice: each row has its own key below that of the batch.
  const key = ctx.idempotency
    ? { ...ctx.idempotency, key: `${ctx.idempotency.key}#${at}`, bodyHash: bodyHash(row), used: false }
    : null;
  return intake({ ...ctx, idempotency: key }, tenant, {
    text: row.text,
    voice: null,
    photos: [],
    offer: null,
    category: null,
    tag: null,
    severity: row.severity,
    urgent: false,
    place,
    point: null,
    address: row.address,
    windows: [],
    wanted_by: null,
    anonymous_to_public: true,
    private: false,
    helper_asked_for: '',
    language: null,
    willing_to_join: false,
    channel,
    who: { name: row.name, phone: row.phone, place },
    consent: 'signature',
    call_record: '',
  });
}

/** The sentence of a refused row: that of its first wrong entry where there is one. */
function told(refused: Refused, locale: 'zh' | 'en'): { error: string; code: string; field: string | null } {
  const first = refused.fields?.[0];
  const own = typeof first?.message === 'object' ? first.message[locale] : first?.message;
  return { error: own || sentence(refused, locale).message, code: refused.code, field: first?.path || null };
}
