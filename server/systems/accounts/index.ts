/** Accounts: sign-in, sessions, own data, proxies. */
export { mount, type DemonstrationAccount } from './routes.ts';
export { giveStaffAccount } from './sign-in.ts';
export { erasePerson } from './own-data.ts';
