/** Service record certificates (民发〔2015〕149号): asked for, put up publicly, prepared, issued, verified for ever. */
export { mount } from './routes.ts';
