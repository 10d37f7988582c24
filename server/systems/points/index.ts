/** Points, passbook, books. */
export { mount } from './routes.ts';
