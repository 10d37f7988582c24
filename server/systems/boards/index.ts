/** Boards of a community: the loop, and the figures that expose complaints. */
export { mount } from './routes.ts';
