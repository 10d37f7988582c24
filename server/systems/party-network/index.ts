/** The Party network below the community: temporary branches of estates and groups of shared interests. */
export { mount } from './routes.ts';
