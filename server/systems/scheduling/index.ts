/** Scheduling: from a need to a task, from a task to people, from people to their calendars (S-06). */
export { mount } from './routes.ts';
