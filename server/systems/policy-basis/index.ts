/** The policy basis: library, parameters with a direction, closed list of consequences, ledger of attempts. */
export { mount } from './routes.ts';
