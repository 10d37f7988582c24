/** The demonstration deployment: an invented community, its month of history and the accounts to try it with. */
export { demonstrationAccounts, refuseDemonstrationAccounts, type DemonstrationAccount } from './accounts.ts';
export { openDemonstration, type OpenOptions } from './open.ts';
export { isWhole, markWhole } from './whole.ts';
