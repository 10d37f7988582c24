/** SQL of the demand ledger. Every query names its tenant. */
import type { Selectable } from 'kysely';
import type { Database } from '../../platform/database.generated.ts';
import type { Tx } from '../../platform/database.ts';

export type NeedRow = Selectable<Database['need']>;
export type OrderRow = Selectable<Database['demand_order']>;
export type HandoverRow = Selectable<Database['handover']>;

export async function needForUpdate(tx: Tx, tenant: number, id: string): Promise<NeedRow | null> {
  return (
    (await tx
      .selectFrom('need')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('need_id', '=', id)
      .forUpdate()
      .executeTakeFirst()) ?? null
  );
}
export async function needById(tx: Tx, tenant: number, id: string): Promise<NeedRow | null> {
  return (
    (await tx
      .selectFrom('need')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('need_id', '=', id)
      .executeTakeFirst()) ?? null
  );
}
export async function orderById(tx: Tx, tenant: number, id: string): Promise<OrderRow | null> {
  return (
    (await tx
      .selectFrom('demand_order')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('order_id', '=', id)
      .executeTakeFirst()) ?? null
  );
}
export async function ordersOf(tx: Tx, tenant: number, needIds: readonly string[]): Promise<OrderRow[]> {
  if (needIds.length === 0) return [];
  return tx
    .selectFrom('demand_order')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('need_id', 'in', [...needIds])
    .orderBy('order_id')
    .limit(2000)
    .execute();
}
export async function handoversOf(tx: Tx, tenant: number, needId: string): Promise<HandoverRow[]> {
  return tx
    .selectFrom('handover')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('need_id', '=', needId)
    .orderBy('handover_id')
    .execute();
}
export async function setNeed(
  tx: Tx,
  tenant: number,
  id: string,
  change: Partial<Omit<NeedRow, 'tenant_id' | 'need_id'>>,
): Promise<void> {
  await tx
    .updateTable('need')
    .set((e) => ({ ...change, version: e('version', '+', 1) }))
    .where('tenant_id', '=', tenant)
    .where('need_id', '=', id)
    .execute();
}
/** Orders of a need that still wait for something. */
export async function setOrders(
  tx: Tx,
  tenant: number,
  needId: string,
  from: readonly string[],
  change: Partial<Pick<OrderRow, 'state' | 'answered_at' | 'closed_at' | 'need_id'>>,
): Promise<void> {
  await tx
    .updateTable('demand_order')
    .set(change)
    .where('tenant_id', '=', tenant)
    .where('need_id', '=', needId)
    .where('state', 'in', [...from])
    .execute();
}

/** Were all of these uploaded here by this person, as the kinds they are given for, and not yet used elsewhere? */
export async function ownFiles(
  tx: Tx,
  tenant: number,
  owner: string,
  files: { voice: string | null; photos: readonly string[] },
): Promise<boolean> {
  const ids = [...new Set([...(files.voice ? [files.voice] : []), ...files.photos])];
  if (ids.length === 0) return true;
  const rows = await tx
    .selectFrom('blob')
    .select(['blob_id', 'media_type'])
    .where('tenant_id', '=', tenant)
    .where('blob_id', 'in', ids)
    .where('uploaded_by', '=', owner)
    .where('subject_id', 'is', null)
    .execute();
  const type = new Map(rows.map((r) => [r.blob_id, r.media_type]));
  return (
    (files.voice === null || (type.get(files.voice)?.startsWith('audio/') ?? false)) &&
    files.photos.every((p) => type.get(p)?.startsWith('image/') ?? false)
  );
}
/** From now on the files are as visible as what they belong to. */
export async function attachFiles(
  tx: Tx,
  tenant: number,
  to: { files: readonly string[]; owner: string; kind: string; id: string },
): Promise<void> {
  if (to.files.length === 0) return;
  await tx
    .updateTable('blob')
    .set({ subject_kind: to.kind, subject_id: to.id })
    .where('tenant_id', '=', tenant)
    .where('blob_id', 'in', [...to.files])
    .where('uploaded_by', '=', to.owner)
    .where('subject_id', 'is', null)
    .execute();
}

export interface NeedBrief {
  readonly id: string;
  readonly state: string;
  readonly boundary: string | null;
  readonly title: string;
  /** The asker wants her words read by those who serve and the staff only. */
  readonly private: boolean;
  readonly text: string;
  readonly placeId: string | null;
  readonly point: { lat: number; lng: number } | null;
  readonly askers: readonly string[];
  readonly category: string | null;
  readonly tag: string | null;
  readonly severity: string;
  readonly urgent: boolean;
  readonly windows: readonly { start: string; end: string }[];
  readonly wantedBy: Date | null;
  readonly language: string | null;
  readonly helperAskedFor: string;
  readonly ownerId: string | null;
  readonly orders: readonly { id: string; receipt: string; askerId: string; text: string }[];
}
/** What work and review need to know about needs, in the order of the ids. */
export async function needsOf(tx: Tx, tenant: number, ids: readonly string[]): Promise<NeedBrief[]> {
  if (ids.length === 0) return [];
  const needs = await tx
    .selectFrom('need')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('need_id', 'in', [...ids])
    .execute();
  const orders = await ordersOf(tx, tenant, ids);
  const found = new Map(needs.map((n) => [n.need_id, n]));
  return ids.flatMap((id) => {
    const n = found.get(id);
    if (!n) return [];
    const mine = orders.filter((o) => o.need_id === id);
    return [
      {
        id,
        state: n.state,
        boundary: n.boundary,
        title: n.title,
        private: n.private,
        text: mine[0]?.body ?? n.title,
        placeId: n.place_id,
        point: n.lat === null || n.lng === null ? null : { lat: n.lat, lng: n.lng },
        askers: [...new Set(mine.map((o) => o.asker_id))],
        category: n.category,
        tag: n.tag,
        severity: n.severity,
        urgent: n.urgent,
        windows: mine.flatMap((o) => o.windows as { start: string; end: string }[]),
        wantedBy: n.wanted_by,
        language: n.language,
        helperAskedFor: n.helper_asked_for,
        ownerId: n.owner_id,
        orders: mine.map((o) => ({ id: o.order_id, receipt: o.receipt, askerId: o.asker_id, text: o.body })),
      },
    ];
  });
}
