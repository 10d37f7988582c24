/** One request to a gateway: bounded in time and size, never following a redirect to somewhere not configured. */
const longestReply_bytes = 64 * 1024;

export interface Reply {
  readonly status: number;
  readonly body: unknown;
  /** Seconds the gateway asks us to wait, or null. */
  readonly retryAfter_s: number | null;
  readonly location: string | null;
}
export interface Request {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly timeout_ms: number;
}

/** Null when nothing usable came back: no connection, no answer in time, an answer without end. */
export async function ask(url: string, request: Request): Promise<Reply | null> {
  try {
    const answer = await fetch(url, {
      method: request.method ?? 'POST',
      headers: { ...request.headers },
      redirect: 'manual',
      signal: AbortSignal.timeout(request.timeout_ms),
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const after = Number(answer.headers.get('retry-after'));
    return {
      status: answer.status,
      body: await readJson(answer),
      retryAfter_s: Number.isFinite(after) && after > 0 ? Math.min(after, 86_400) : null,
      location: answer.headers.get('location'),
    };
  } catch {
    // The error may name the address; the caller records only that nothing came.
    return null;
  }
}
async function readJson(answer: Response): Promise<unknown> {
  let size = 0;
  const parts: Uint8Array[] = [];
  for await (const part of answer.body ?? []) {
    size += part.length;
    if (size > longestReply_bytes) throw new Error('The answer of a gateway is too long');
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown;
  } catch {
    return null;
  }
}

/** A field of a reply whose shape nobody guarantees. */
export function field(body: unknown, name: string): string | number | null {
  const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[name] : null;
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
export const textField = (body: unknown, name: string): string | null => {
  const value = field(body, name);
  return value === null ? null : String(value).slice(0, 100);
};
export const isBusy = (status: number): boolean => status === 408 || status === 429 || status >= 500;
