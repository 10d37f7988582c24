/** The desk's list and one request. */
import type { z } from 'zod';
import type { certificates } from '../../../contract/certificates/index.ts';
import type { CertificateState } from '../../../contract/codes.ts';
import { directory } from '../../engines/people/index.ts';
import { snapshot, type Ctx } from '../../platform/context.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { caseOf, certificateById, viewOf, type Case } from './store.ts';

type List = z.input<typeof certificates.list.reply>;
const perPage = 50;

/** Newest first; `after` is the id that the page before ended with. */
export async function listCertificates(
  ctx: Ctx,
  tenant: number,
  query: { state?: CertificateState | undefined; after?: string | undefined; limit?: number | undefined },
): Promise<Outcome<List>> {
  const limit = query.limit ?? perPage;
  return snapshot(ctx, { tenant }, async (tx) => {
    let all = tx.selectFrom('certificate').where('tenant_id', '=', tenant);
    if (query.state) all = all.where('state', '=', query.state);
    const { total } = await all.select((e) => e.fn.countAll<string>().as('total')).executeTakeFirstOrThrow();
    const rows = await all
      .selectAll()
      .$if(query.after !== undefined, (q) => q.where('certificate_id', '<', query.after!))
      .orderBy('certificate_id', 'desc')
      .limit(limit + 1)
      .execute();
    const shown = rows.slice(0, limit);
    const open = shown.length
      ? await tx
          .selectFrom('certificate_objection')
          .select(['certificate_id', (e) => e.fn.countAll<string>().as('n')])
          .where('tenant_id', '=', tenant)
          .where(
            'certificate_id',
            'in',
            shown.map((r) => r.certificate_id),
          )
          .where('answered_at', 'is', null)
          .groupBy('certificate_id')
          .execute()
      : [];
    const openOf = new Map(open.map((o) => [o.certificate_id, Number(o.n)]));
    const people = await directory(ctx, tenant);
    return done({
      items: shown.map((r) => ({
        ...viewOf(ctx, r),
        person: people.show(ctx, r.person_id),
        questioned: r.questioned_at !== null && r.state === 'issued',
        open_objections: openOf.get(r.certificate_id) ?? 0,
      })),
      next: rows.length > limit ? (shown.at(-1)?.certificate_id ?? null) : null,
      total: Number(total),
    });
  });
}

export async function readCertificate(ctx: Ctx, tenant: number, id: string): Promise<Outcome<Case>> {
  return snapshot(ctx, { tenant }, async (tx) => {
    const row = await certificateById(tx, tenant, id);
    return row ? done(await caseOf(ctx, tx, row)) : refuse('NOT_FOUND');
  });
}
