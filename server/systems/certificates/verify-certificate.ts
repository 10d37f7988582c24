/** Anybody with the paper in hand asks whether it is true: no account, a masked name, the same answer in any year. */
import type { z } from 'zod';
import type { certificates } from '../../../contract/certificates/index.ts';
import { civilDate } from '../../platform/clock.ts';
import { snapshot, type Ctx } from '../../platform/context.ts';
import { enterTenant } from '../../platform/database.ts';
import { maskName } from '../../engines/people/index.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { limit } from '../../platform/rate.ts';
import { isSignedBy, publicKeyOf } from '../../platform/signer.ts';
import { maskIdentity, plainNumber } from './rules.ts';
import { byContent, snapshotOf } from './snapshot.ts';
import { certificateById } from './store.ts';

type Verified = z.input<typeof certificates.verify.reply>;
/** Guessing a check code is hopeless anyway; this keeps it cheap for us too. */
const asks = limit(60, 600);

/** A wrong code answers like a number that does not exist. */
export async function verifyCertificate(ctx: Ctx, numberGiven: string, code: string): Promise<Outcome<Verified>> {
  if (!asks.take(ctx.address, ctx.clock.now())) return refuse('TOO_MANY_ATTEMPTS');
  const number = plainNumber(numberGiven);
  return snapshot(ctx, {}, async (tx) => {
    const found = await tx.selectFrom('certificate_lookup').selectAll().where('number', '=', number).executeTakeFirst();
    if (!found) return refuse('NOT_FOUND');
    await enterTenant(tx, found.tenant_id);
    const row = await certificateById(tx, found.tenant_id, found.certificate_id);
    if (!row?.snapshot_enc || !row.signature || !row.key_id || row.check_code !== plainNumber(code))
      return refuse('NOT_FOUND');
    const text = ctx.keys.open(row.snapshot_enc);
    const key = await publicKeyOf(tx, row.key_id);
    const paper = snapshotOf(text);
    const signed = key !== null && isSignedBy(key, Buffer.from(text, 'utf8'), row.signature);
    return done({
      number: paper.number,
      state: !signed ? 'broken' : row.state === 'revoked' ? 'revoked' : 'valid',
      name: maskName(paper.name),
      identity: maskIdentity(paper.identity_number),
      services: paper.services.length,
      minutes: paper.minutes,
      from: paper.from,
      to: paper.to,
      by_content: byContent(paper.services),
      issuer: paper.issuer.name,
      issued_on: paper.issued_on,
      revoked_on: row.revoked_at ? civilDate(row.revoked_at) : null,
      revoked_because: row.revoked_at ? row.reason : null,
      signature: { algorithm: key?.algorithm ?? '', key: row.key_id, public_key: key?.publicKey ?? '' },
    });
  });
}
