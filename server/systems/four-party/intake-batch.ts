/** Paper forms, many at once: each row answers by itself, and a bad row loses nothing of the others (DSP-02). */
import type { z } from 'zod';
import type { orders } from '../../../contract/orders/index.ts';
import { intake } from '../../engines/demand/index.ts';
import { resolveAddress } from '../../engines/places/index.ts';
import { bodyHash, snapshot, type Ctx } from '../../platform/context.ts';
import { done, sentence, type Outcome } from '../../platform/outcome.ts';

type Body = z.output<typeof orders.intakeBatch.body>;
type Rows = z.input<typeof orders.intakeBatch.reply>['rows'];

export async function intakeBatch(ctx: Ctx, tenant: number, body: Body): Promise<Outcome<{ rows: Rows }>> {
  const rows: Rows = [];
  for (const [at, row] of body.rows.entries()) {
    const place = row.address
      ? ((await snapshot(ctx, { tenant }, (tx) => resolveAddress(tx, tenant, row.address))).exact?.place_id ?? null)
      : null;
    // A batch sent twice enters no row twice: each row has its own key below that of the batch.
    const key = ctx.idempotency
      ? { ...ctx.idempotency, key: `${ctx.idempotency.key}#${at}`, bodyHash: bodyHash(row), used: false }
      : null;
    const entered = await intake({ ...ctx, idempotency: key }, tenant, {
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
      channel: body.channel,
      who: { name: row.name, phone: row.phone, place },
      consent: 'signature',
      call_record: '',
    });
    rows.push(
      entered.ok
        ? { row: at, receipt: entered.value.receipt, error: null }
        : { row: at, receipt: null, error: sentence(entered, ctx.locale).message },
    );
  }
  return done({ rows });
}
