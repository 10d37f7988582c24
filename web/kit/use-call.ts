/** One logical submit of a form: busy while under way, the refusal kept beside it, one idempotency key across retries. */
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState } from 'react';
import { type Args, call, type Outcome, type Refused, type Reply, type RouteId, submitKey } from './client.ts';

export interface Submit<Id extends RouteId> {
  readonly busy: boolean;
  readonly refused: Refused | null;
  /** `key` is given only where the same submit may later be sent by another way, as a check-in that waits. */
  readonly run: (args: Args<Id>, key?: string) => Promise<Outcome<Reply<Id>>>;
  readonly clear: () => void;
  /** The sentence of a field by its path, to show beside the field. */
  readonly errorOf: (path: string) => string | null;
}

/** Calls a writing route. After success everything read so far is read again, so that no page shows an old state. */
export function useCall<Id extends RouteId>(id: Id): Submit<Id> {
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);
  const sending = useRef(false);
  const submit = useRef<{ key: string; what: string } | null>(null);
  const run = useCallback(
    async (args: Args<Id>, key?: string): Promise<Outcome<Reply<Id>>> => {
      if (sending.current)
        return { ok: false, kind: 'refused', code: 'BUSY', message: '', next: '', fields: [], details: {} };
      sending.current = true;
      setBusy(true);
      // Other content is another submit; the same content sent again after a lost answer is the same one.
      const what = JSON.stringify(args);
      if (submit.current?.what !== what) submit.current = { key: submitKey(), what };
      const outcome = await call(id, args, { key: key ?? submit.current.key });
      sending.current = false;
      setBusy(false);
      setRefused(outcome.ok ? null : outcome);
      if (outcome.ok) {
        submit.current = null;
        void client.invalidateQueries();
      } else if (outcome.kind === 'refused') {
        // A refusal changed nothing: what follows is a new attempt.
        submit.current = null;
      }
      return outcome;
    },
    [client, id],
  );
  const clear = useCallback(() => setRefused(null), []);
  const errorOf = useCallback(
    (path: string) => refused?.fields.find((f) => f.path === path || f.path.startsWith(`${path}.`))?.message || null,
    [refused],
  );
  return { busy, refused, run, clear, errorOf };
}
