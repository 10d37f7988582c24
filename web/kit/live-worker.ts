/** One stream for all open pages of this browser: the server sends each change once, the worker tells every page. */
interface Port {
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent) => void) | null;
  start(): void;
}
const ports = new Set<Port>();
let source: EventSource | null = null;

function tell(message: unknown) {
  for (const port of ports) port.postMessage(message);
}
function connect() {
  if (source && source.readyState !== EventSource.CLOSED) return;
  source = new EventSource('/api/live');
  source.onopen = () => tell({ open: true });
  source.onerror = () => tell({ open: false });
  source.onmessage = (event: MessageEvent<string>) => tell({ data: event.data });
}
function disconnect() {
  source?.close();
  source = null;
}

(globalThis as unknown as { onconnect: (event: MessageEvent) => void }).onconnect = (event) => {
  const port = event.ports[0] as unknown as Port;
  ports.add(port);
  port.onmessage = (message: MessageEvent<string>) => {
    if (message.data === 'listen') connect();
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
