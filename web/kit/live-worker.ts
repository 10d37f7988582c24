/** One stream for all open pages of this browser: the server sends each change once, the worker tells every page. */
import { followStream } from './event-stream.ts';

interface Port {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
  start(): void;
}
const ports = new Set<Port>();
let stream: { readonly stop: () => void } | null = null;

function tell(message: unknown) {
  for (const port of ports) port.postMessage(message);
}
function connect() {
  stream ??= followStream('/api/live', { onOpen: () => tell({ open: true }), onData: (data) => tell({ data }) });
}
function disconnect() {
  stream?.stop();
  stream = null;
}

(globalThis as unknown as { onconnect: (event: MessageEvent) => void }).onconnect = (event) => {
  const port = event.ports[0] as unknown as Port;
  ports.add(port);
  port.onmessage = (message: MessageEvent<string>) => {
    if (message.data === 'listen') {
      ports.add(port);
      connect();
    }
    if (message.data === 'restart') {
      disconnect();
      connect();
    }
    if (message.data === 'bye') {
      ports.delete(port);
      if (ports.size === 0) disconnect();
    }
  };
  port.start();
};
