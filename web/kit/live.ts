/**
 * Live pages: one server-sent stream, shared by all tabs through a SharedWorker (a stream of the page's own where there
 * is none, as in some WebViews). An event carries references only; the pages read again what they show.
 */
import { followStream } from './event-stream.ts';

export interface LiveEvent {
  readonly kind: string;
  readonly subject?: string;
  readonly tenant?: number;
}
export interface LiveConnection {
  /** Opens the stream anew, after signing in or out. */
  restart(): void;
  close(): void;
}
type Receive = (message: { data?: string; open?: boolean }) => void;

function parse(data: string): LiveEvent | null {
  try {
    const event = JSON.parse(data) as LiveEvent;
    return typeof event.kind === 'string' ? event : null;
  } catch {
    return null;
  }
}

/** Opens the stream. `onOpen` is also called after a break, when everything shown may be out of date. */
export function openLive(onEvent: (event: LiveEvent) => void, onOpen: () => void): LiveConnection {
  const receive: Receive = (message) => {
    if (message.open) onOpen();
    const event = message.data === undefined ? null : parse(message.data);
    if (event) onEvent(event);
  };
  return typeof SharedWorker === 'function' ? shared(receive) : alone(receive);
}

function shared(receive: Receive): LiveConnection {
  const worker = new SharedWorker(new URL('./live-worker.ts', import.meta.url), {
    type: 'module',
    name: 'shaoying-live',
  });
  const say = (word: 'listen' | 'restart' | 'bye') => worker.port.postMessage(word);
  const leave = () => say('bye');
  // A page that comes back from the browser's memory listens again.
  const comeBack = (event: PageTransitionEvent) => (event.persisted ? say('listen') : undefined);
  worker.port.onmessage = (event: MessageEvent) => receive(event.data as { data?: string; open?: boolean });
  worker.port.start();
  say('listen');
  addEventListener('pagehide', leave);
  addEventListener('pageshow', comeBack);
  return {
    restart: () => say('restart'),
    close: () => {
      removeEventListener('pagehide', leave);
      removeEventListener('pageshow', comeBack);
      leave();
    },
  };
}

function alone(receive: Receive): LiveConnection {
  const start = () =>
    followStream('/api/live', { onOpen: () => receive({ open: true }), onData: (data) => receive({ data }) });
  let stream = start();
  return {
    restart: () => {
      stream.stop();
      stream = start();
    },
    close: () => stream.stop(),
  };
}
