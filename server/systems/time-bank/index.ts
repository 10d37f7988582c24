/** The time bank: passbook, exchange by mutual choice, gifts, the collective fund pool (TBK-01…TBK-11, E-37, E-38, L-14…L-16). */
export { mount } from './routes.ts';
