/** Messages: inbox, live page, people to be called today, delivery board. */
export { mount } from './routes.ts';
