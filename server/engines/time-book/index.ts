/** The time passbook's own rules: how served minutes enter it, and the city's rule packs (TBK-01…TBK-03). */
export { alone, dailyRoom_min, overCommunities } from './daily-room.ts';
export { depositKinds, enter, timePool } from './deposit.ts';
export { packOf } from './packs.ts';
export type { RulePack } from './packs.ts';
