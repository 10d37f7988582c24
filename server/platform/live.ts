/** Live pages: what changed, told to those who may see it, after commit. Carries references only, never content. */
export interface LiveEvent {
  readonly seq: number;
  readonly tenant: number;
  readonly kind: string;
  readonly subject: string;
  /** Persons concerned; staff of the tenant hear everything of their tenant. */
  readonly persons: readonly string[];
}
export interface Live {
  /** Tells the relay that a commit may have left events; cheap and safe to call often. */
  kick(): void;
  onKick(listener: () => void): void;
  publish(event: Omit<LiveEvent, 'seq'>): void;
  subscribe(listener: (event: LiveEvent) => void): () => void;
}
export function liveHub(): Live {
  const listeners = new Set<(event: LiveEvent) => void>();
  let kicked: (() => void) | null = null;
  let seq = 0;
  return {
    kick: () => kicked?.(),
    onKick: (listener) => {
      kicked = listener;
    },
    publish(event) {
      seq += 1;
      for (const listener of listeners) listener({ ...event, seq });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
