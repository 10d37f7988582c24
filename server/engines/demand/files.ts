/** Voice messages and photos. Bytes decide the type; what a photo knows about place and device is cut out. */
import { me, snapshot, transact, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { bareJpeg, barePng } from './bare-photo.ts';
import { isPartyOf } from './threads.ts';

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

/** Takes a recording or a photo of at most 3 MB; refuses TOO_LARGE and FILE_TYPE (DSP-02). */
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
  if (id && (kind === 'order' || kind === 'need' || kind === 'task' || kind === 'handover'))
    return isPartyOf(ctx, tx, tenant, kind, id);
  return me(ctx).grants.some(
    (g) =>
      (g.role === 'community_secretary' || g.role === 'community_worker' || g.role === 'points_auditor') &&
      g.tenant === tenant,
  );
}
