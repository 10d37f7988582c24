/** Search over everything, and tables to take away. */
export { mount } from './routes.ts';
