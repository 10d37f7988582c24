/** Check-in, evidence, audit and confirmations. */
export { mount } from './routes.ts';
