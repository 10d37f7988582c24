/** The context of work that no person asked for: what falls due and what follows from an event. */
import type { Ctx, Deps } from '../../platform/context.ts';

export const asSystem = (deps: Deps): Ctx => ({
  ...deps,
  actor: null,
  locale: 'zh',
  address: 'local',
  requestId: 'system',
  idempotency: null,
});
