/** The paper of an issued certificate, for its holder and for the community that prints it. */
import type { Role } from '../../../contract/codes.ts';
import { grantFor, me, snapshot, type Ctx } from '../../platform/context.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { publicKeyOf } from '../../platform/signer.ts';
import { drawCertificate } from './draw-certificate.ts';
import { certificateById, frozen } from './store.ts';

const printers: readonly Role[] = ['community_secretary', 'community_worker'];

/** `base` is the address of the pages, which the square code begins with. A revoked certificate is no longer printed. */
export async function printCertificate(
  ctx: Ctx,
  tenant: number,
  id: string,
  base: string,
): Promise<Outcome<{ number: string; bytes: Buffer }>> {
  const found = await snapshot(ctx, { tenant }, async (tx) => {
    const row = await certificateById(tx, tenant, id);
    return row && { row, key: row.key_id ? await publicKeyOf(tx, row.key_id) : null };
  });
  if (!found) return refuse('NOT_FOUND');
  const { row, key } = found;
  if (row.person_id !== me(ctx).personId && !grantFor(ctx, tenant, printers)) return refuse('NOT_FOUND');
  const paper = frozen(ctx, row);
  if (!paper || !key || row.state !== 'issued') return refuse('ILLEGAL_TRANSITION');
  const url = `${base}/m/verify/${encodeURIComponent(paper.number)}/${paper.check_code}`;
  const bytes = await drawCertificate(paper, url, { algorithm: key.algorithm, keyId: key.keyId });
  return done({ number: paper.number, bytes });
}
