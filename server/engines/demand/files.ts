/** Voice messages and photos. Bytes decide the type; what a photo knows about place and device is cut out. */
import { me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { orderById } from './store.ts';
import { mayRead } from './read-orders.ts';

const maxBytes = 3_000_000;
type Known = 'image/jpeg' | 'image/png' | 'audio/webm' | 'audio/ogg' | 'audio/mp4' | 'audio/wav' | 'audio/mpeg';

export function typeOf(b: Buffer): Known | null {
  if (b.length < 12) return null;
  if (b.readUInt16BE(0) === 0xffd8) return 'image/jpeg';
  if (b.readUInt32BE(0) === 0x89504e47) return 'image/png';
  if (b.readUInt32BE(0) === 0x1a45dfa3) return 'audio/webm';
  if (b.toString('latin1', 0, 4) === 'OggS') return 'audio/ogg';
  if (b.toString('latin1', 4, 8) === 'ftyp') return 'audio/mp4';
  if (b.toString('latin1', 0, 4) === 'RIFF' && b.toString('latin1', 8, 12) === 'WAVE') return 'audio/wav';
  if (b.toString('latin1', 0, 3) === 'ID3' || (b[0] === 0xff && (b[1]! & 0xe0) === 0xe0)) return 'audio/mpeg';
  return null;
}

/** Cuts EXIF, XMP, IPTC and comments out of a JPEG; null when its segments do not add up. */
export function bareJpeg(b: Buffer): Buffer | null {
  const parts: Buffer[] = [b.subarray(0, 2)];
  for (let at = 2, n = 0; at + 4 <= b.length && n < 4000; n += 1) {
    if (b[at] !== 0xff) return null;
    const marker = b[at + 1]!;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // From the start of the scan on there is only picture.
    if (marker === 0xda) return Buffer.concat([...parts, b.subarray(at)]);
    const end = at + 2 + b.readUInt16BE(at + 2);
    if (end > b.length) return null;
    const told = (marker >= 0xe1 && marker <= 0xef) || marker === 0xfe;
    if (!told) parts.push(b.subarray(at, end));
    at = end;
  }
  return null;
}
const pngKept = new Set([
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'gAMA',
  'cHRM',
  'sRGB',
  'iCCP',
  'sBIT',
  'bKGD',
  'pHYs',
]);
export function barePng(b: Buffer): Buffer | null {
  const parts: Buffer[] = [b.subarray(0, 8)];
  for (let at = 8, n = 0; at + 12 <= b.length && n < 40_000; n += 1) {
    const end = at + 12 + b.readUInt32BE(at);
    if (end > b.length) return null;
    const kind = b.toString('latin1', at + 4, at + 8);
    if (pngKept.has(kind)) parts.push(b.subarray(at, end));
    if (kind === 'IEND') return Buffer.concat(parts);
    at = end;
  }
  return null;
}

export async function uploadFile(
  ctx: Ctx,
  tenant: number,
  base64: string,
): Promise<Outcome<{ id: string; media_type: string; bytes: number }>> {
  const raw = Buffer.from(base64, 'base64');
  if (raw.length > maxBytes) return refuse('TOO_LARGE');
  const type = typeOf(raw);
  const content = type === 'image/jpeg' ? bareJpeg(raw) : type === 'image/png' ? barePng(raw) : type ? raw : null;
  if (!type || !content) return refuse('FILE_TYPE');
  return transact(ctx, { tenant }, async (tx) => {
    const blob_id = ctx.ids.next();
    await tx
      .insertInto('blob')
      .values({
        tenant_id: tenant,
        blob_id,
        media_type: type,
        bytes: content.length,
        content,
        uploaded_by: me(ctx).personId,
        at: ctx.clock.now(),
      })
      .execute();
    return done({ id: blob_id, media_type: type, bytes: content.length });
  });
}

/** A file is as visible as what it belongs to. */
export async function readFile(
  ctx: Ctx,
  tenant: number,
  id: string,
): Promise<Outcome<{ type: string; content: Buffer }>> {
  return snapshot(ctx, { tenant, persons: [me(ctx).personId] }, async (tx) => {
    const blob = await tx
      .selectFrom('blob')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('blob_id', '=', id)
      .executeTakeFirst();
    if (
      !blob ||
      !(
        blob.uploaded_by === me(ctx).personId ||
        (await mayReadSubject(ctx, tx, tenant, blob.subject_kind, blob.subject_id))
      )
    )
      return refuse('NOT_FOUND');
    return done({ type: blob.media_type, content: blob.content });
  });
}
async function mayReadSubject(
  ctx: Ctx,
  tx: Tx,
  tenant: number,
  kind: string | null,
  id: string | null,
): Promise<boolean> {
  if (kind !== 'order' || !id)
    return me(ctx).grants.some(
      (g) =>
        (g.role === 'community_secretary' || g.role === 'community_worker' || g.role === 'points_auditor') &&
        g.tenant === tenant,
    );
  const order = await orderById(tx, tenant, id);
  return order !== null && (await mayRead(ctx, tx, order)) !== null;
}
