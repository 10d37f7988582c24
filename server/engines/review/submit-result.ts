/** CHK-03: the result, not the picture. From here on the resident is asked and the auditor's time runs. */
import type { z } from 'zod';
import type { service } from '../../../contract/service/index.ts';
import { markServed } from '../demand/index.ts';
import { numbers, workdays } from '../policy/index.ts';
import { household } from '../people/index.ts';
import { civilDate, day_ms, addMs, startOfDay, minute_ms } from '../../platform/clock.ts';
import { me, roleIn, transact, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { fieldWords } from '../../platform/field-words.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { unschedule } from '../../platform/outbox.ts';
import { askersOf } from './on-site-code.ts';
import { isLong } from './long-service.ts';
import { holdingFlags } from './presence-rules.ts';
import { speaks } from './result-rules.ts';
import { moveClaim, type Service, serviceForUpdate, setClaim } from './store.ts';
import { unfinishedDue } from './unfinished.ts';

type Body = z.output<typeof service.submit.body>;

export async function submitResult(ctx: Ctx, tenant: number, id: string, body: Body): Promise<Outcome<string>> {
  const self = me(ctx).personId;
  return transact<string>(ctx, { tenant, persons: [self] }, async (tx) => {
    const s = await serviceForUpdate(tx, tenant, id);
    if (!s || s.claim.person_id !== self) return refuse('NOT_FOUND');
    if (s.claim.state !== 'checked_out' && s.claim.state !== 'returned') return refuse('ILLEGAL_TRANSITION');
    const confirmed = s.claim.proofs.some(
      (p) => p === 'helped_person_page' || p === 'helped_person_pin' || p === 'call_back',
    );
    const pictured = body.photos.length > 0;
    const said =
      speaks(body.text, pictured) ||
      (body.count ?? 0) > 0 ||
      (s.task.deliverable_type === 'resident_confirmation' && confirmed);
    if (!said) {
      if (pictured || body.text.trim() !== '')
        return refuse('PHOTO_ONLY_EVIDENCE', {
          attempt: { tenantId: tenant, subject: s.task.title, asked: '仅照片', inForce: '须有成果或居民确认' },
        });
      return refuse('INPUT_INVALID', { fields: [{ path: 'text', message: fieldWords.required }] });
    }
    const flags = [
      ...new Set([...s.claim.flags.filter((f) => f !== 'returned_by_group'), ...(await patterns(ctx, tx, s))]),
    ];
    const policy = await numbers(ctx, tenant);
    const due = (await workdays(ctx)).addWorkdays(ctx.clock.now(), policy.audit_limit_wd);
    if (body.photos.length > 0)
      await tx
        .updateTable('blob')
        .set({ subject_kind: 'claim', subject_id: id })
        .where('tenant_id', '=', tenant)
        .where('blob_id', 'in', body.photos)
        .where('uploaded_by', '=', self)
        .execute();
    await setClaim(tx, s.claim, {
      result_text: body.text,
      result_count: body.count,
      result_photos: body.photos,
      result_accepted: false,
      mark: null,
      submitted_at: ctx.clock.now(),
      audit_due_at: due,
      flags,
      held_by_rule: flags.find((f) => holdingFlags.includes(f)) ?? null,
      reason: null,
    });
    await moveClaim(ctx, tx, s.claim, 'submitted', { act: 'submitted' });
    await unschedule(ctx, tx, { tenant, kind: unfinishedDue, subject: id });
    const needs = await tx
      .selectFrom('task_need')
      .select('need_id')
      .where('tenant_id', '=', tenant)
      .where('task_id', '=', s.task.task_id)
      .execute();
    const answer =
      body.text.trim() || (body.count === null ? s.task.deliverable : `${s.task.deliverable}:${body.count}`);
    for (const n of needs)
      await markServed(ctx, tx, tenant, n.need_id, { answer, by: { actor: self, role: roleIn(ctx, tenant) } });
    return done(id);
  });
}

/** CHK-07: what single records do not show: a long day, a closed pair, a family. */
async function patterns(ctx: Ctx, tx: Tx, s: Service): Promise<string[]> {
  const tenant = s.claim.tenant_id;
  const policy = await numbers(ctx, tenant);
  const out: string[] = [];
  const day = startOfDay(civilDate(s.slot.starts_at));
  const sameDay = await tx
    .selectFrom('claim')
    .select(['checked_in_at', 'checked_out_at'])
    .where('tenant_id', '=', tenant)
    .where('person_id', '=', s.claim.person_id)
    .where('checked_in_at', '>=', day)
    .where('checked_in_at', '<', addMs(day, day_ms))
    .where('state', 'not in', ['released', 'rejected'])
    .execute();
  const total = sameDay.reduce(
    (sum, c) =>
      sum +
      (c.checked_in_at && c.checked_out_at ? (c.checked_out_at.getTime() - c.checked_in_at.getTime()) / minute_ms : 0),
    0,
  );
  if (total > policy.daily_hours_flag_h * 60) out.push('over_daily_hours');
  if (isLong(s, policy)) out.push('long_service');
  const askers = await askersOf(tx, tenant, s.task.task_id);
  for (const asker of askers) {
    const given = await timesServed(tx, tenant, s.claim.person_id, asker, addMs(ctx.clock.now(), -30 * day_ms));
    const back = await timesServed(tx, tenant, asker, s.claim.person_id, addMs(ctx.clock.now(), -30 * day_ms));
    if (given >= policy.pair_rating_repeat && back >= policy.pair_rating_repeat) out.push('repeated_pair');
    const [a, b] = [await household(ctx, tenant, asker), await household(ctx, tenant, s.claim.person_id)];
    if (a !== null && a === b) out.push('same_household');
  }
  return out;
}
async function timesServed(tx: Tx, tenant: number, performer: string, asker: string, since: Date): Promise<number> {
  const row = await tx
    .selectFrom('claim')
    .innerJoin('task_need', (j) =>
      j.onRef('task_need.tenant_id', '=', 'claim.tenant_id').onRef('task_need.task_id', '=', 'claim.task_id'),
    )
    .innerJoin('demand_order', (j) =>
      j
        .onRef('demand_order.tenant_id', '=', 'task_need.tenant_id')
        .onRef('demand_order.need_id', '=', 'task_need.need_id'),
    )
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('claim.tenant_id', '=', tenant)
    .where('claim.person_id', '=', performer)
    .where('demand_order.asker_id', '=', asker)
    .where('claim.submitted_at', '>', since)
    .executeTakeFirst();
  return Number(row?.n ?? 0);
}
