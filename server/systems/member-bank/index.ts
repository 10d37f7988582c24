/** The member bank with its suggestions of posts, and the live roster (IDN-03, DSP-06). */
export { mount } from './routes.ts';
