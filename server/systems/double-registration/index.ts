/** Double registration (S-03): individuals with their residence, units with their paired community, the flow page. */
export { mount } from './routes.ts';
