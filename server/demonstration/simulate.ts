import type { Deps } from '../platform/context.ts';
export async function simulateMonth(_deps: Deps, _o: unknown): Promise<void> {}
