/** The territory: tree, places, staffing, units. */
export { mount } from './routes.ts';
