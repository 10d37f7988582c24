/**
 * Live pages: one server-sent stream, shared by all tabs through a SharedWorker (a plain EventSource where there is
 * none, as in some WebViews). An event carries references only; the pages read again what they show.
 */
export interface LiveEvent {
  readonly kind: string;
  readonly subject?: string;
  readonly tenant?: number;
}
type Listener = (event: LiveEvent) => void;

export interface LiveConnection {
  /** Opens the stream anew, after signing in or out. */
  restart(): void;
  close(): void;
}

function parse(data: string): LiveEvent | null {
  try {
    const event = JSON.parse(data) as LiveEvent;
    return typeof event.kind === 'string' ? event : null;
  } catch {
    return null;
  }
}

/** Opens the stream. `onOpen` is also called after a break, when everything shown may be out of date. */
export function openLive(onEvent: Listener, onOpen: () => void): LiveConnection {
  const receive = (message: { data?: string; open?: boolean }) => {
    if (message.open) onOpen();
    const event = message.data === undefined ? null : parse(message.data);
    if (event) onEvent(event);
  };
  return typeof SharedWorker === 'function' ? shared(receive) : plain(receive);
}

function shared(receive: (message: { data?: string; open?: boolean }) => void): LiveConnection {
  const worker = new SharedWorker(new URL('./live-worker.ts', import.meta.url), { type: 'module', name: 'shaoying-live' });
  const bye = () => worker.port.postMessage('bye');
  worker.port.onmessage = (event: MessageEvent) => receive(event.data as { data?: string; open?: boolean });
  worker.port.start();
  worker.port.postMessage('listen');
  addEventListener('pagehide', bye);
  return {
    restart: () => worker.port.postMessage('restart'),
    close: () => {
      removeEventListener('pagehide', bye);
      bye();
    },
  };
}

function plain(receive: (message: { data?: string; open?: boolean }) => void): LiveConnection {
  let source: EventSource;
  const start = () => {
    source = new EventSource('/api/live');
    source.onopen = () => receive({ open: true });
    source.onmessage = (event: MessageEvent<string>) => receive({ data: event.data });
  };
  start();
  return {
    restart: () => {
      source.close();
      start();
    },
    close: () => source.close(),
  };
}
