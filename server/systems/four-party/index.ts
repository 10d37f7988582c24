/** The four-party platform: residents order, the community dispatches, the responsible party answers. */
export { mount } from './routes.ts';
