/** Taking an order (DSP-02, LST-02): by page, phone, paper, proxy or voice; always the same order with a receipt. */
import type { z } from 'zod';
import type { orders } from '../../../contract/orders/index.ts';
import {
  directory,
  createPerson,
  findByPhone,
  hasConsent,
  joinCommunity,
  proxyFor,
  setConsent,
} from '../people/index.ts';
import { numbers, workdays } from '../policy/index.ts';
import { estateOf, place } from '../places/index.ts';
import { notify } from '../notice/index.ts';
import { recordAct } from '../record/index.ts';
import { civilDate } from '../../platform/clock.ts';
import { grantFor, me, transact, type Ctx } from '../../platform/context.ts';
import { openPersons, type Tx } from '../../platform/database.ts';
import { fieldWords } from '../../platform/field-words.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { emit, schedule } from '../../platform/outbox.ts';
import { checkOrder } from './check-order.ts';
import { queueAt, receiptFrom, severityRank, titleOf } from './rules.ts';
import { attachFiles } from './store.ts';

export type OrderBody = z.output<typeof orders.place.body>;
export type IntakeBody = z.output<typeof orders.intake.body>;
type Receipt = z.input<typeof orders.place.reply>;
type Body = Omit<OrderBody, 'on_behalf_of'>;

interface Placing {
  readonly tenant: number;
  readonly askerId: string;
  readonly placedBy: string;
  readonly channel: string;
  readonly consent: string;
  readonly callRecord: string;
  readonly body: Body;
  /** Need that this continues, when a message was turned into a need. */
  readonly fromMessage?: string;
}

/** A resident orders for herself, or an active proxy for her. */
export async function placeOrder(ctx: Ctx, tenant: number, body: OrderBody): Promise<Outcome<Receipt>> {
  const self = me(ctx).personId;
  const askerId = body.on_behalf_of ?? self;
  if (body.text.trim() === '' && body.voice === null)
    return refuse('INPUT_INVALID', { fields: [{ path: 'text', message: fieldWords.textOrVoice }] });
  return transact(ctx, { tenant, persons: [self, askerId] }, async (tx) => {
    if (askerId !== self && !(await proxyFor(tx, askerId, self))) return refuse('FORBIDDEN');
    if (askerId === self && !(await hasConsent(tx, self, 'service')))
      return refuse('CONSENT_MISSING', { details: { purpose: 'service' } });
    const wrong = await checkOrder(ctx, tx, { tenant, placedBy: self, body });
    if (wrong) return wrong;
    if (!me(ctx).tenants.some((t) => t.tenant === tenant) && askerId === self)
      await joinCommunity(ctx, tx, {
        tenant,
        personId: self,
        placeId: body.place,
        address: body.address || null,
        home: me(ctx).tenants.length === 0,
      });
    const channel = askerId !== self ? 'proxy' : body.text.trim() === '' ? 'voice' : 'page';
    return done(
      await write(ctx, tx, {
        tenant,
        askerId,
        placedBy: self,
        channel,
        consent: askerId === self ? 'own_act' : 'proxy',
        callRecord: '',
        body,
      }),
    );
  });
}

/** Staff type while the caller speaks; an unknown caller becomes a person of this community. */
export async function intake(ctx: Ctx, tenant: number, body: IntakeBody): Promise<Outcome<Receipt>> {
  if (body.text.trim() === '' && body.voice === null)
    return refuse('INPUT_INVALID', { fields: [{ path: 'text', message: fieldWords.textOrVoice }] });
  const self = me(ctx).personId;
  const people = await directory(ctx, tenant);
  if ('person' in body.who && !people.get(body.who.person)) return refuse('NOT_FOUND');
  return transact(ctx, { tenant, persons: [self] }, async (tx) => {
    const livesAt = body.place ?? ('person' in body.who ? null : body.who.place);
    const wrong = await checkOrder(ctx, tx, { tenant, placedBy: self, body: { ...body, place: livesAt } });
    if (wrong) return wrong;
    if ('place' in body.who && body.who.place && !(await place(ctx, tx, tenant, body.who.place)))
      return refuse('INPUT_INVALID', { fields: [{ path: 'who.place', message: fieldWords.notHere }] });
    const askerId = 'person' in body.who ? body.who.person : await callerOf(ctx, tx, tenant, body.who);
    await openPersons(tx, [self, askerId]);
    if (body.consent !== 'not_needed' && !(await hasConsent(tx, askerId, 'service')))
      await setConsent(ctx, tx, { personId: askerId, purpose: 'service', given: true, by: self, manner: body.consent });
    await tx
      .insertInto('record_view')
      .values({
        person_id: askerId,
        view_id: ctx.ids.next(),
        at: ctx.clock.now(),
        viewer_id: self,
        role:
          grantFor(ctx, tenant, [
            'community_secretary',
            'community_worker',
            'hotline_operator',
            'property_manager',
            'property_staff',
          ])?.role ?? 'system',
        reason: '代为点单',
        tenant_id: tenant,
      })
      .execute();
    return done(
      await write(ctx, tx, {
        tenant,
        askerId,
        placedBy: self,
        channel: body.channel,
        consent: body.consent,
        callRecord: body.call_record,
        body: { ...body, place: livesAt },
      }),
    );
  });
}
async function callerOf(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  who: { name: string; phone: string | null; place: string | null },
): Promise<string> {
  if (who.phone) {
    const known = await findByPhone(ctx, tx, who.phone);
    if (known.length > 0) {
      await openPersons(tx, known);
      const rows = await tx
        .selectFrom('person')
        .select(['person_id', 'name_enc'])
        .where('person_id', 'in', known)
        .where('state', '=', 'active')
        .execute();
      const same = rows.find((r) => ctx.keys.open(r.name_enc) === who.name.normalize('NFKC').trim());
      if (same) {
        await joinCommunity(ctx, tx, { tenant, personId: same.person_id, placeId: who.place, home: false });
        return same.person_id;
      }
    }
  }
  const id = await createPerson(ctx, tx, { name: who.name, phone: who.phone });
  await joinCommunity(ctx, tx, { tenant, personId: id, placeId: who.place });
  return id;
}

/** Writes order and need together; the need is where triage looks, the order is what the asker holds. */
export async function write(ctx: Ctx, tx: Tx, p: Placing): Promise<Receipt> {
  const { tenant, body } = p;
  const now = ctx.clock.now();
  const people = await directory(ctx, tenant);
  const placeId = body.place ?? people.get(p.askerId)?.placeId ?? null;
  const estate = placeId ? await estateOf(ctx, tx, tenant, placeId) : null;
  const spot = body.point ?? (await pointOf(ctx, tx, tenant, placeId));
  const policy = await numbers(ctx, tenant);
  const triageDue = (await workdays(ctx)).addWorkdays(now, policy.triage_limit_wd);
  const need_id = ctx.ids.next();
  const order_id = ctx.ids.next();
  await tx
    .insertInto('need')
    .values({
      tenant_id: tenant,
      need_id,
      title: titleOf(body.text) || '语音点单',
      state: 'submitted',
      severity: body.severity,
      severity_rank: severityRank(body.severity),
      queue_at: queueAt(now, severityRank(body.severity), body.urgent),
      urgent: body.urgent,
      category: body.category,
      tag: body.tag,
      place_id: placeId,
      estate_id: estate?.place_id ?? null,
      lat: spot?.lat ?? null,
      lng: spot?.lng ?? null,
      opened_at: now,
      wanted_by: body.wanted_by ? new Date(body.wanted_by) : null,
      triage_due_at: triageDue,
      language: body.language,
      helper_asked_for: body.helper_asked_for,
      private: body.private,
    })
    .execute();
  const receipt = await freeReceipt(ctx, tx, tenant, order_id);
  await tx
    .insertInto('demand_order')
    .values({
      tenant_id: tenant,
      order_id,
      need_id,
      receipt,
      asker_id: p.askerId,
      placed_by_id: p.placedBy,
      channel: p.channel,
      body: body.text,
      voice_id: body.voice,
      photo_ids: body.photos,
      offer_id: body.offer,
      place_id: placeId,
      address_enc: body.address ? ctx.keys.seal(body.address) : null,
      windows: JSON.stringify(body.windows),
      wanted_by: body.wanted_by ? new Date(body.wanted_by) : null,
      severity: body.severity,
      consent: p.consent,
      call_record: p.callRecord,
      anonymous_to_public: body.anonymous_to_public,
      willing_to_join: body.willing_to_join,
      state: 'open',
      placed_at: now,
      phone_tail_blind: await tailOf(ctx, tx, p),
    })
    .execute();
  const files = [...(body.voice ? [body.voice] : []), ...body.photos];
  await attachFiles(tx, tenant, { files, owner: p.placedBy, kind: 'order', id: order_id });
  await recordAct(ctx, tx, {
    tenant,
    kind: 'order',
    id: order_id,
    act: 'placed',
    to: 'open',
    detail: { channel: p.channel },
  });
  await recordAct(ctx, tx, {
    tenant,
    kind: 'need',
    id: need_id,
    act: 'registered',
    to: 'submitted',
    detail: { channel: p.channel },
  });
  await schedule(ctx, tx, { tenant, kind: 'need.undecided', subject: need_id, at: triageDue });
  await notify(ctx, tx, {
    tenant,
    persons: [p.askerId, p.placedBy],
    kind: 'M-10.receipt',
    params: { receipt, days: String(policy.triage_limit_wd) },
    link: `/m/orders/${tenant}/${order_id}`,
  });
  await emit(ctx, tx, {
    tenant,
    kind: 'need.submitted',
    subject: need_id,
    persons: [p.askerId],
    data: { order: order_id, channel: p.channel },
  });
  return {
    order: order_id,
    need: need_id,
    receipt,
    state: 'open',
    next_step:
      ctx.locale === 'zh'
        ? `社区会在${civilDate(triageDue)}前答复由谁来办`
        : `The community answers before ${civilDate(triageDue)} who will handle it`,
    duty: ctx.territory.get(tenant)?.duty ?? null,
  };
}

async function pointOf(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  placeId: string | null,
): Promise<{ lat: number; lng: number } | null> {
  const at = placeId ? await place(ctx, tx, tenant, placeId) : null;
  return at && at.lat !== null && at.lng !== null ? { lat: at.lat, lng: at.lng } : null;
}
/** The last four digits, as a keyed hash: enough to compare at the look-up, useless to a reader of the table. */
async function tailOf(ctx: Ctx, tx: Tx, p: Placing): Promise<Buffer | null> {
  const phones: (Buffer | null)[] = [];
  await openPersons(tx, [p.askerId, p.placedBy, ...(ctx.actor ? [ctx.actor.personId] : [])]);
  for (const row of await tx
    .selectFrom('person')
    .select(['person_id', 'phone_enc'])
    .where('person_id', 'in', [p.askerId, p.placedBy])
    .execute())
    if (row.person_id === p.askerId || !phones[0]) phones.unshift(row.phone_enc);
  const phone = ctx.keys.openOrNull(phones.find((x) => x !== null) ?? null);
  return phone ? ctx.keys.blind('phone_tail', phone.slice(-4)) : null;
}

/** Eight readable characters; taken numbers are simply drawn again. */
async function freeReceipt(ctx: Ctx, tx: Tx, tenant: number, order_id: string): Promise<string> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const receipt = receiptFrom(ctx.random.bytes(8));
    const won = await tx
      .insertInto('receipt_lookup')
      .values({ receipt, tenant_id: tenant, order_id })
      .onConflict((c) => c.doNothing())
      .executeTakeFirst();
    if (Number(won.numInsertedOrUpdatedRows ?? 0) === 1) return receipt;
  }
  throw new Error('No free receipt number was found');
}
