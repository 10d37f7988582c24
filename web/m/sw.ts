/**
 * The service worker of the phone face: keeps the shell, so that the pages open without a network, and sends waiting
 * check-ins when the browser says that the network is back. It never caches an answer of the API. It shows what is pushed
 * to a phone whose owner switched that on, and opens the page that a message names.
 */
import { sendWaiting, waitingActs } from '../kit/check-in-queue.ts';

/** Files of the shell, written in by the build. */
declare const __SHELL__: readonly string[];

interface Waitable {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEventLike extends Waitable {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface WorkerScope {
  addEventListener(type: 'install' | 'activate', listener: (event: Waitable) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEventLike) => void): void;
  addEventListener(type: 'sync', listener: (event: Waitable & { readonly tag: string }) => void): void;
  addEventListener(
    type: 'push',
    listener: (event: Waitable & { readonly data: { json(): unknown } | null }) => void,
  ): void;
  addEventListener(
    type: 'notificationclick',
    listener: (event: Waitable & { readonly notification: Notification }) => void,
  ): void;
  skipWaiting(): Promise<void>;
  readonly location: { readonly origin: string };
  readonly registration: { showNotification(title: string, options: NotificationOptions): Promise<void> };
  readonly clients: {
    claim(): Promise<void>;
    matchAll(): Promise<readonly { postMessage(message: unknown): void }[]>;
    openWindow(url: string): Promise<unknown>;
  };
}
const scope = globalThis as unknown as WorkerScope;
// The name changes with the list of hashed files, so a new build never mixes with an old one.
const cacheName = `shell-${[...__SHELL__.join()].reduce((h, c) => (Math.imul(h, 31) + c.charCodeAt(0)) | 0, 7)}`;

scope.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(cacheName)
      .then((cache) => cache.addAll([...__SHELL__]))
      .then(() => scope.skipWaiting()),
  );
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(names.filter((n) => n.startsWith('shell-') && n !== cacheName).map((n) => caches.delete(n))),
      )
      .then(() => scope.clients.claim()),
  );
});

scope.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== scope.location.origin || url.pathname.startsWith('/api/'))
    return;
  if (event.request.mode === 'navigate' && url.pathname.startsWith('/m')) event.respondWith(page(event.request));
  else if (__SHELL__.includes(url.pathname)) event.respondWith(kept(event.request));
});

/** A page from the network when there is one, else the kept shell, which draws every address of the phone face. */
async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match('/m/')) ?? Response.error();
  }
}
/** Hashed files never change under their name, so the kept copy is as good as the network's. */
async function kept(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

scope.addEventListener('sync', (event) => {
  if (event.tag === 'check-ins') event.waitUntil(sendAll());
});
async function sendAll(): Promise<void> {
  const people = new Set((await waitingActs()).map((a) => a.person));
  // Only the signed-in person's acts are accepted; asking the server who that is keeps a shared phone honest.
  const me = (await (await fetch('/api/me', { credentials: 'same-origin' })).json()) as {
    id?: string;
    locale?: string;
  };
  if (!me.id || !people.has(me.id)) return;
  const sent = await sendWaiting(me.id, me.locale ?? 'zh');
  for (const client of await scope.clients.matchAll()) client.postMessage({ type: 'check-ins-sent', sent });
}

scope.addEventListener('push', (event) => {
  event.waitUntil(show(event.data));
});
/** Browsers want something shown for every push, so what cannot be read is a message without words. */
async function show(data: { json(): unknown } | null): Promise<void> {
  let said: { title?: unknown; body?: unknown; link?: unknown } = {};
  try {
    said = Object(data?.json());
  } catch {
    // Shown below without its words; the inbox has them.
  }
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  await scope.registration.showNotification(text(said.title) || '哨应', {
    body: text(said.body),
    icon: '/m/icon.svg',
    data: { link: text(said.link) },
  });
}

scope.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { link } = event.notification.data as { link: string };
  // Only pages of this deployment are opened.
  const page = /^\/(m|desk)\//.test(link) ? link : '/m/inbox';
  event.waitUntil(scope.clients.openWindow(page));
});
