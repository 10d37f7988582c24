import type { numbers } from '../../engines/policy/index.ts';

/** Parameters in force, by key. */
export type PolicyNumbers = Awaited<ReturnType<typeof numbers>>;
