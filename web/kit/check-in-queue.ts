/**
 * Check-ins made without a network wait here, on the phone, with the moment and the position of the act. Both the page
 * and the service worker send them; the idempotency key makes a double send harmless. Stored in IndexedDB.
 */
export interface WaitingAct {
  /** Also the Idempotency-Key of the send. */
  readonly key: string;
  /** The person who acted; another person on a shared phone never sends it. */
  readonly person: string;
  readonly claim: string;
  readonly kind: 'in' | 'out';
  readonly url: string;
  readonly body: unknown;
  readonly captured_at: string;
}
/** What became of a sent act; a refusal is told to the person and taken off the queue. */
export interface SentAct {
  readonly act: WaitingAct;
  readonly refused: { readonly code: string; readonly message: string; readonly next: string } | null;
}

const name = 'shaoying';
const store = 'waiting-acts';

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath: 'key' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB did not open'));
  });
}
async function run<T>(mode: IDBTransactionMode, act: (s: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = db.transaction(store, mode);
      const request = act(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error ?? new Error('IndexedDB failed'));
      transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB aborted'));
    });
  } finally {
    db.close();
  }
}

export const keepAct = (act: WaitingAct): Promise<unknown> => run('readwrite', (s) => s.put(act));
export const dropAct = (key: string): Promise<unknown> => run('readwrite', (s) => s.delete(key));
export async function waitingActs(): Promise<WaitingAct[]> {
  const all = (await run('readonly', (s) => s.getAll())) as WaitingAct[];
  return all.sort((a, b) => (a.captured_at < b.captured_at ? -1 : 1));
}

/**
 * Sends what waits, oldest first, because a check-out may follow its check-in. Stops at the first lost connection or
 * server fault and keeps the rest. Acts of another person than the signed-in one stay where they are. Page and service
 * worker take turns through a lock; where there is none, the idempotency key makes a double send harmless.
 */
export async function sendWaiting(person: string, language: string): Promise<SentAct[]> {
  if (typeof navigator === 'undefined' || !('locks' in navigator)) return sendAll(person, language);
  return navigator.locks.request('shaoying-check-ins', { ifAvailable: true }, (lock) =>
    lock ? sendAll(person, language) : [],
  );
}

async function sendAll(person: string, language: string): Promise<SentAct[]> {
  const done: SentAct[] = [];
  for (const act of (await waitingActs()).filter((a) => a.person === person)) {
    let response: Response;
    try {
      response = await fetch(act.url, {
        method: 'POST',
        credentials: 'same-origin',
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': act.key, 'Accept-Language': language },
        body: JSON.stringify(act.body),
      });
    } catch {
      break;
    }
    if (response.status >= 500 || response.status === 401 || response.status === 429) break;
    const refused = response.ok ? null : ((await response.json().catch(() => null)) as SentAct['refused']);
    await dropAct(act.key);
    // The same key with other content: the first try had arrived after all, only its answer was lost.
    done.push({ act, refused: refused?.code === 'IDEMPOTENCY_KEY_REUSED' ? null : refused });
  }
  return done;
}
