/** Three lists and one channel: services, needs, tasks; activities beside them (S-05, DSP-05). */
export { mount } from './routes.ts';
