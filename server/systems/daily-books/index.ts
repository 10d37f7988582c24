/** The daily closing of each community's books: the chain, the signed root, the export; and what is taken back in them. */
export { mount } from './routes.ts';
export { beginClosings } from './close-day.ts';
