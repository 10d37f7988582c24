/** The form of a route contract and the small types that all contracts share. */
import { z } from 'zod';
import type { RefusalCode } from './refusals/index.ts';
import type { Role } from './codes.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/**
 * Who may call a route at all. The finer question (is this order mine?) is answered by `policy.ts` of the room.
 * - public: no session needed
 * - person: any signed-in person; rows are limited to the person's own or to relations that policy.ts names
 * - roles: a grant of one of these roles whose scope covers the community (or unit) in the path
 */
export type Access =
  | { readonly kind: 'public' }
  | { readonly kind: 'person' }
  | { readonly kind: 'roles'; readonly roles: readonly Role[] };

export const anyone: Access = { kind: 'public' };
export const person: Access = { kind: 'person' };
export const only = (...roles: Role[]): Access => ({ kind: 'roles', roles });
/** Staff of the community who run the loop. */
export const communityStaff: Access = only('community_secretary', 'community_worker');

export interface RouteContract {
  readonly id: string;
  readonly method: Method;
  readonly path: string;
  /** One line in English for the API description; starts with a verb. */
  readonly summary: string;
  /** Requirement IDs. */
  readonly source: string;
  readonly tag: string;
  readonly access: Access;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly reply: z.ZodType;
  /** Refusals beyond the general ones, which `refusalsOf` adds. */
  readonly refusals: readonly RefusalCode[];
  /** Writes that create something take an Idempotency-Key header; retried sends answer with the first result. */
  readonly idempotent?: boolean;
  /** A list of the body whose rows are judged one by one, so that a bad one refuses itself alone. */
  readonly rowByRow?: string;
  /** Not JSON: the reply is a stream, a file or a calendar of this media type. */
  readonly media?: string;
}

/** Every code that this route can answer: its own and those that its access, its body and its key bring along. */
export function refusalsOf(
  contract: Pick<RouteContract, 'access' | 'body' | 'idempotent' | 'refusals'>,
): readonly RefusalCode[] {
  const general: RefusalCode[] = ['INPUT_INVALID', 'NOT_FOUND'];
  if (contract.access.kind !== 'public') general.push('SIGN_IN_REQUIRED', 'FORBIDDEN');
  if (contract.body) general.push('TOO_LARGE');
  if (contract.idempotent) general.push('IDEMPOTENCY_KEY_REUSED');
  return [...new Set([...general, ...contract.refusals])];
}

export function route<const T extends RouteContract>(contract: T): T {
  return contract;
}

export const id = z.uuid();
/** A tenant number (community, unit, street, district, city) in a path. */
export const tenantParam = z
  .string()
  .regex(/^[1-9]\d{0,8}$/)
  .transform(Number);
/** Nobody here was born before 1900, and no plan reaches beyond 2199. */
const ourAge = /^(19|20|21)/;
export const instant = z.iso.datetime({ offset: true }).regex(ourAge);
export const civilDate = z.iso.date().regex(ourAge);
export const minutes = z.int().min(0).max(100_000);
export const words = (max: number) => z.string().trim().min(1).max(max);
export const point = z.strictObject({ lat: z.number().min(-90).max(90), lng: z.number().min(-180).max(180) });
export const ok = z.strictObject({ ok: z.literal(true) });

export const communityPath = z.strictObject({ community: tenantParam });
export const inCommunity = z.strictObject({ community: tenantParam, id });
export const paging = {
  after: z.string().max(200).optional(),
  limit: z
    .string()
    .regex(/^\d{1,3}$/)
    .transform(Number)
    .pipe(z.number().int().min(1).max(200))
    .optional(),
};
export const page = <T extends z.ZodType>(item: T) =>
  z.strictObject({ items: z.array(item), next: z.string().nullable(), total: z.int().nullable() });

/** A person as shown to this viewer: already masked by the server where the viewer may not see more. */
export const personView = z.strictObject({ id: id.nullable(), name: z.string(), phone: z.string().nullable() });
/** What the viewer may do now, as route ids; pages show exactly these actions. */
export const allowed = z.array(z.string());

/** The body of every refusal. */
export const refusalBody = z.strictObject({
  code: z.string(),
  message: z.string(),
  next: z.string(),
  fields: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type RefusalBody = z.infer<typeof refusalBody>;
