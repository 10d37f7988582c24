/** HRS-02: excused by one's own word, without proof. No act is recorded where staff could read it: the kind is nobody's business. */
import type { z } from 'zod';
import type { hours } from '../../../contract/hours/index.ts';
import { me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import { fieldWords } from '../../platform/field-words.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';

type List = z.input<typeof hours.exemptions.reply>;

export function listExemptions(ctx: Ctx): Promise<Outcome<List>> {
  const self = me(ctx).personId;
  return snapshot<Outcome<List>>(ctx, { persons: [self] }, async (tx) => {
    const rows = await tx
      .selectFrom('hours_exemption')
      .select(['exemption_id', 'kind', 'from_day', 'to_day'])
      .where('person_id', '=', self)
      .where('withdrawn_at', 'is', null)
      .orderBy('from_day', 'desc')
      .limit(100)
      .execute();
    return done({
      items: rows.map((r) => ({
        id: r.exemption_id,
        kind: r.kind as List['items'][number]['kind'],
        from: r.from_day,
        to: r.to_day,
      })),
    });
  });
}

export function declareExemption(ctx: Ctx, body: z.output<typeof hours.exempt.body>): Promise<Outcome<{ id: string }>> {
  const self = me(ctx).personId;
  return transact<{ id: string }>(ctx, { persons: [self] }, async (tx) => {
    if (body.to < body.from)
      return refuse('INPUT_INVALID', { fields: [{ path: 'to', message: fieldWords.endBeforeStart }] });
    const id = ctx.ids.next();
    await tx
      .insertInto('hours_exemption')
      .values({
        person_id: self,
        exemption_id: id,
        kind: body.kind,
        from_day: body.from,
        to_day: body.to,
        declared_at: ctx.clock.now(),
      })
      .execute();
    return done({ id });
  });
}

export function withdrawExemption(ctx: Ctx, id: string): Promise<Outcome<{ ok: true }>> {
  const self = me(ctx).personId;
  return transact<{ ok: true }>(ctx, { persons: [self] }, async (tx) => {
    const ended = await tx
      .updateTable('hours_exemption')
      .set({ withdrawn_at: ctx.clock.now() })
      .where('person_id', '=', self)
      .where('exemption_id', '=', id)
      .where('withdrawn_at', 'is', null)
      .executeTakeFirst();
    return Number(ended.numUpdatedRows) === 0 ? refuse('NOT_FOUND') : done({ ok: true });
  });
}
