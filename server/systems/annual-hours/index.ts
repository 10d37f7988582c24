/** The annual hours (S-10): what was open to each member, and months for which somebody is excused. */
export { mount } from './routes.ts';
