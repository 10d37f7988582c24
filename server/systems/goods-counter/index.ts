/** The goods counter: points are redeemed for goods of sponsors (PTS-06, E-39, C-32, L-17). */
export { mount } from './routes.ts';
