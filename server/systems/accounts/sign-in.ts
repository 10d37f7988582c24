/** Signing in: phone and one-time code for residents and members, password and TOTP for staff. */
import { argon2Sync, createHash, timingSafeEqual } from 'node:crypto';
import { TOTP, Secret } from 'otpauth';
import type { z } from 'zod';
import type { accounts, meView } from '../../../contract/accounts/index.ts';
import { addMs } from '../../platform/clock.ts';
import { transact, type Ctx, type Deps } from '../../platform/context.ts';
import { inTransaction, openPersons, type Tx } from '../../platform/database.ts';
import { done, refuse, type Outcome } from '../../platform/outcome.ts';
import { limit } from '../../platform/rate.ts';
import { openSession } from '../../platform/session.ts';
import { createPerson, findByPhone } from '../../engines/people/index.ts';
import { readMe } from './read-me.ts';
import { codeLife_s, codeUsable, mayResend } from './rules.ts';

const perAddress = limit(60, 600);
const perAccount = limit(10, 600);
const hash = (text: string) => createHash('sha256').update(text).digest();

type Me = z.input<typeof meView>;
type CodeReply = z.input<typeof accounts.signInByCode.reply>;

/** Sends a code. The answer is the same for known and unknown numbers. */
export async function requestCode(ctx: Ctx, phone: string): Promise<Outcome<{ sent: true; valid_s: number }>> {
  if (!perAddress.take(ctx.address, ctx.clock.now())) return refuse('TOO_MANY_ATTEMPTS');
  const blind = ctx.keys.blind('code', phone);
  const now = ctx.clock.now();
  const code = ctx.gateway.fixedCode ?? String(ctx.random.bytes(4).readUInt32BE(0) % 1_000_000).padStart(6, '0');
  const outcome = await transact<'sent' | 'kept'>(ctx, {}, async (tx) => {
    const last = await tx.selectFrom('one_time_code').select('sent_at').where('blind', '=', blind).executeTakeFirst();
    if (!mayResend(last?.sent_at, now)) return ctx.gateway.fixedCode ? done('kept') : refuse('TOO_MANY_ATTEMPTS');
    const row = { code_hash: hash(code), sent_at: now, expires_at: addMs(now, codeLife_s * 1000), attempts: 0 };
    await tx
      .insertInto('one_time_code')
      .values({ blind, ...row })
      .onConflict((c) => c.column('blind').doUpdateSet(row))
      .execute();
    return done('sent');
  });
  if (!outcome.ok) return outcome;
  if (outcome.value === 'sent') await ctx.gateway.send(phone, code);
  return done({ sent: true, valid_s: codeLife_s });
}

/** Signs in by code. A shared phone asks which person; an unknown number becomes a new person after giving a name. */
export async function signInByCode(
  ctx: Ctx,
  body: z.output<typeof accounts.signInByCode.body>,
  device: string,
): Promise<Outcome<CodeReply>> {
  if (!perAddress.take(ctx.address, ctx.clock.now())) return refuse('TOO_MANY_ATTEMPTS');
  if (!(await spendTry(ctx, body.phone, body.code))) return refuse('CODE_WRONG');
  const outcome = await transact<CodeReply | { result: 'token'; token: string; personId: string }>(
    ctx,
    {},
    async (tx) => {
      const known = await findByPhone(ctx, tx, body.phone);
      if (known.length > 0) await openPersons(tx, known);
      const alive =
        known.length === 0
          ? []
          : await tx
              .selectFrom('person')
              .select(['person_id', 'name_enc'])
              .where('person_id', 'in', known)
              .where('state', '=', 'active')
              .orderBy('person_id')
              .execute();
      if (alive.length === 0 && !body.name) return done({ result: 'name_needed' });
      if (alive.length > 1 && !body.person)
        return done({
          result: 'choose_person',
          people: alive.map((p) => ({ id: p.person_id, name: ctx.keys.open(p.name_enc) })),
        });
      const personId =
        alive.length === 0
          ? await createPerson(ctx, tx, { name: body.name ?? '', phone: body.phone })
          : (body.person ?? alive[0]!.person_id);
      if (alive.length > 0 && !alive.some((p) => p.person_id === personId)) return refuse('CODE_WRONG');
      await openPersons(tx, [personId]);
      await tx.deleteFrom('one_time_code').where('blind', '=', ctx.keys.blind('code', body.phone)).execute();
      return done({
        result: 'token',
        token: await openSession(ctx, tx, { personId, strong: false, device }),
        personId,
      });
    },
  );
  if (!outcome.ok) return outcome;
  const value = outcome.value;
  if (value.result !== 'token') return done(value);
  return done({ result: 'signed_in', token: value.token, me: await meOf(ctx, value.personId) });
}

/** Counts the try in its own transaction, so that a wrong guess is counted even though signing in then refuses. */
async function spendTry(ctx: Ctx, phone: string, code: string): Promise<boolean> {
  const blind = ctx.keys.blind('code', phone);
  const outcome = await inTransaction(ctx.db, {}, async (tx) => {
    const row = await tx
      .selectFrom('one_time_code')
      .selectAll()
      .where('blind', '=', blind)
      .forUpdate()
      .executeTakeFirst();
    if (!row || !codeUsable({ expires_at: row.expires_at, attempts: row.attempts }, ctx.clock.now()))
      return done(false);
    await tx
      .updateTable('one_time_code')
      .set({ attempts: row.attempts + 1 })
      .where('blind', '=', blind)
      .execute();
    return done(timingSafeEqual(row.code_hash, hash(code)));
  });
  return outcome.ok && outcome.value;
}

const meOf = (ctx: Ctx, personId: string): Promise<Me> => readMe(ctx, personId, null);

/** Argon2id with the parameters of RFC 9106's second choice; the salt leads the stored value. */
export function hashPassword(deps: Pick<Deps, 'random'>, password: string): Buffer {
  const salt = deps.random.bytes(16);
  return Buffer.concat([salt, derive(password, salt)]);
}
function derive(password: string, salt: Buffer): Buffer {
  return argon2Sync('argon2id', {
    message: Buffer.from(password.normalize('NFKC')),
    nonce: salt,
    parallelism: 1,
    tagLength: 32,
    memory: 19_456,
    passes: 2,
  });
}
const passwordFits = (stored: Buffer, password: string) =>
  timingSafeEqual(stored.subarray(16), derive(password, stored.subarray(0, 16)));

/** Staff sign-in. An unknown account costs the same work as a wrong password, so neither shows. */
export async function signInByPassword(
  ctx: Ctx,
  body: z.output<typeof accounts.signInByPassword.body>,
  device: string,
): Promise<Outcome<{ token: string; me: Me }>> {
  if (!perAddress.take(ctx.address, ctx.clock.now()) || !perAccount.take(body.account, ctx.clock.now()))
    return refuse('TOO_MANY_ATTEMPTS');
  const outcome = await transact<{ token: string; personId: string }>(ctx, {}, async (tx) => {
    const found = await tx
      .selectFrom('person_lookup')
      .select('person_id')
      .where('kind', '=', 'account')
      .where('blind', '=', ctx.keys.blind('account', body.account))
      .executeTakeFirst();
    if (!found) {
      derive(body.password, Buffer.alloc(16));
      return refuse('SIGN_IN_FAILED');
    }
    await openPersons(tx, [found.person_id]);
    const secrets = await tx
      .selectFrom('credential')
      .select(['kind', 'secret'])
      .where('person_id', '=', found.person_id)
      .execute();
    const password = secrets.find((s) => s.kind === 'password');
    const totp = secrets.find((s) => s.kind === 'totp');
    if (!password || !totp || !passwordFits(password.secret, body.password)) return refuse('SIGN_IN_FAILED');
    if (!body.totp) return refuse('SECOND_FACTOR_REQUIRED');
    const secret = new TOTP({ secret: Secret.fromBase32(ctx.keys.open(totp.secret)) });
    if (secret.validate({ token: body.totp, window: 1, timestamp: ctx.clock.now().getTime() }) === null)
      return refuse('SIGN_IN_FAILED');
    return done({
      token: await openSession(ctx, tx, { personId: found.person_id, strong: true, device }),
      personId: found.person_id,
    });
  });
  if (!outcome.ok) return outcome;
  return done({ token: outcome.value.token, me: await meOf(ctx, outcome.value.personId) });
}

/** Gives a person an account with password and TOTP secret (base32); used by set-up and by the demonstration. */
export async function giveStaffAccount(
  deps: Deps,
  tx: Tx,
  a: { personId: string; account: string; password: string; totpSecret: string },
): Promise<void> {
  const changed_at = deps.clock.now();
  await tx
    .insertInto('person_lookup')
    .values({ kind: 'account', blind: deps.keys.blind('account', a.account), person_id: a.personId })
    .onConflict((c) => c.doNothing())
    .execute();
  await tx
    .insertInto('credential')
    .values([
      { person_id: a.personId, kind: 'password', secret: hashPassword(deps, a.password), changed_at },
      { person_id: a.personId, kind: 'totp', secret: deps.keys.seal(a.totpSecret), changed_at },
    ])
    .onConflict((c) =>
      c
        .columns(['person_id', 'kind'])
        .doUpdateSet((e) => ({ secret: e.ref('excluded.secret'), changed_at: e.ref('excluded.changed_at') })),
    )
    .execute();
}
