/** One thread per order, need, task or hand-over, for its parties (DSP-08). */
import type { z } from 'zod';
import type { orders } from '../../../contract/orders/index.ts';
import { directory } from '../people/index.ts';
import { iso } from '../../platform/clock.ts';
import { grantFor, me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { fieldWords } from '../../platform/field-words.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { emit } from '../../platform/outbox.ts';
import { write } from './place-order.ts';
import { mayRead } from './parties.ts';
import { attachFiles, orderById, ordersOf, ownFiles } from './store.ts';

type Kind = 'order' | 'need' | 'task' | 'handover';
type Item = z.input<typeof orders.thread.reply>['items'][number];
const staff = ['community_secretary', 'community_worker', 'hotline_operator'] as const;

/** Is the viewer a party of this thread? */
export async function isPartyOf(ctx: Ctx, tx: Tx, tenant: number, kind: Kind, id: string): Promise<boolean> {
  if (kind === 'order') {
    const order = await orderById(tx, tenant, id);
    return order !== null && (await mayRead(ctx, tx, order)) !== null;
  }
  if (kind === 'task') {
    const task = await tx
      .selectFrom('task')
      .select('responsible_id')
      .where('tenant_id', '=', tenant)
      .where('task_id', '=', id)
      .executeTakeFirst();
    if (!task) return false;
    if (grantFor(ctx, tenant, staff) || task.responsible_id === me(ctx).personId) return true;
    const claim = await tx
      .selectFrom('claim')
      .select('claim_id')
      .where('tenant_id', '=', tenant)
      .where('task_id', '=', id)
      .where('person_id', '=', me(ctx).personId)
      .where('state', 'not in', ['released', 'swapped'])
      .executeTakeFirst();
    return claim !== undefined;
  }
  if (kind === 'need')
    return (
      grantFor(ctx, tenant, staff) !== null &&
      (await tx
        .selectFrom('need')
        .select('need_id')
        .where('tenant_id', '=', tenant)
        .where('need_id', '=', id)
        .executeTakeFirst()) !== undefined
    );
  const handover = await tx
    .selectFrom('handover')
    .select('to_org')
    .where('tenant_id', '=', tenant)
    .where('handover_id', '=', id)
    .where('sent_at', '<=', ctx.clock.now())
    .executeTakeFirst();
  return (
    handover !== undefined &&
    (grantFor(ctx, tenant, staff) !== null ||
      me(ctx).grants.some((g) => g.tenant === tenant && g.org !== null && g.org === handover.to_org))
  );
}

export async function readThread(
  ctx: Ctx,
  tenant: number,
  kind: Kind,
  id: string,
): Promise<Outcome<{ items: Item[] }>> {
  return snapshot(ctx, { tenant, persons: [me(ctx).personId] }, async (tx) => {
    if (!(await isPartyOf(ctx, tx, tenant, kind, id))) return refuse('NOT_FOUND');
    const people = await directory(ctx, tenant);
    const rows = await tx
      .selectFrom('message')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('thread_kind', '=', kind)
      .where('thread_id', '=', id)
      .orderBy('message_id')
      .limit(500)
      .execute();
    return done({
      items: rows.map((r) => ({
        id: r.message_id,
        at: iso(r.at),
        who: people.show(ctx, r.author_id, true).name,
        mine: r.author_id === me(ctx).personId,
        text: r.body,
        voice: r.voice_id,
        need: r.need_id,
      })),
    });
  });
}

export async function say(
  ctx: Ctx,
  tenant: number,
  kind: Kind,
  id: string,
  body: { text: string; voice: string | null },
): Promise<Outcome<{ id: string }>> {
  const self = me(ctx).personId;
  return transact(ctx, { tenant, persons: [self] }, async (tx) => {
    if (!(await isPartyOf(ctx, tx, tenant, kind, id))) return refuse('NOT_FOUND');
    if (body.voice && !(await ownFiles(tx, tenant, self, { voice: body.voice, photos: [] })))
      return refuse('INPUT_INVALID', { fields: [{ path: 'voice', message: fieldWords.notOwnFile }] });
    const message_id = ctx.ids.next();
    await tx
      .insertInto('message')
      .values({
        tenant_id: tenant,
        message_id,
        thread_kind: kind,
        thread_id: id,
        author_id: self,
        body: body.text,
        voice_id: body.voice,
        at: ctx.clock.now(),
      })
      .execute();
    // The other parties hear what belongs to the thread; before this only its speaker could.
    if (body.voice) await attachFiles(tx, tenant, { files: [body.voice], owner: self, kind, id });
    const asker =
      kind === 'order'
        ? [(await orderById(tx, tenant, id))?.asker_id ?? self]
        : kind === 'need'
          ? (await ordersOf(tx, tenant, [id])).map((o) => o.asker_id)
          : [];
    await emit(ctx, tx, { tenant, kind: 'thread.said', subject: id, persons: asker });
    return done({ id: message_id });
  });
}

/** A message becomes a need of its author, linked both ways. */
export async function messageToNeed(
  ctx: Ctx,
  tenant: number,
  messageId: string,
): Promise<Outcome<z.input<typeof orders.messageToNeed.reply>>> {
  return transact(ctx, { tenant, persons: [me(ctx).personId] }, async (tx) => {
    const message = await tx
      .selectFrom('message')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('message_id', '=', messageId)
      .forUpdate()
      .executeTakeFirst();
    if (!message) return refuse('NOT_FOUND');
    if (message.need_id) return refuse('ILLEGAL_TRANSITION');
    const receipt = await write(ctx, tx, {
      tenant,
      askerId: message.author_id,
      placedBy: me(ctx).personId,
      channel: 'page',
      consent: 'own_words',
      callRecord: `message:${messageId}`,
      body: {
        text: message.body,
        voice: message.voice_id,
        photos: [],
        offer: null,
        category: null,
        tag: null,
        severity: 'concern',
        urgent: false,
        place: null,
        point: null,
        address: '',
        windows: [],
        wanted_by: null,
        anonymous_to_public: true,
        private: false,
        helper_asked_for: '',
        language: null,
        willing_to_join: false,
      },
    });
    await tx
      .updateTable('message')
      .set({ need_id: receipt.need })
      .where('tenant_id', '=', tenant)
      .where('message_id', '=', messageId)
      .execute();
    return done(receipt);
  });
}
