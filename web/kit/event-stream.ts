/**
 * Reads a server-sent stream with fetch. EventSource tells named events only to who knows their names beforehand and
 * hides why a stream was refused; here every event arrives, and a refusal ends the trying.
 */
export interface StreamEnds {
  /** The stream is open (again): what was missed in between must be read anew. */
  readonly onOpen: () => void;
  readonly onData: (data: string) => void;
}

/** Follows the stream until `stop` is called or the server refuses it. Waits 1, 2, 4 … at most 60 seconds between tries. */
export function followStream(address: string, ends: StreamEnds): { readonly stop: () => void } {
  const abort = new AbortController();
  void (async () => {
    let wait_ms = 1_000;
    while (!abort.signal.aborted) {
      try {
        const response = await fetch(address, {
          headers: { Accept: 'text/event-stream' },
          credentials: 'same-origin',
          signal: abort.signal,
        });
        if (response.status === 401 || response.status === 403) return;
        if (response.ok && response.body) {
          wait_ms = 1_000;
          ends.onOpen();
          await readEvents(response.body, ends.onData);
        }
      } catch {
        // A lost connection is tried again below.
      }
      await pause(wait_ms, abort.signal);
      wait_ms = Math.min(wait_ms * 2, 60_000);
    }
  })();
  return { stop: () => abort.abort() };
}

async function readEvents(body: ReadableStream<Uint8Array>, onData: (data: string) => void): Promise<void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const blocks = (rest + decoder.decode(part.value, { stream: true })).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = dataOf(block);
      if (data !== null) onData(data);
    }
  }
}
/** The data of one event; null for a comment such as a heartbeat. */
export function dataOf(block: string): string | null {
  const lines = block.split(/\r?\n/).filter((line) => line.startsWith('data:'));
  return lines.length === 0 ? null : lines.map((line) => line.slice(5).replace(/^ /, '')).join('\n');
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
