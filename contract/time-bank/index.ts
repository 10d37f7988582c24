/** The time bank (TBK-01…TBK-11): passbook, exchange by mutual choice, gifts, the collective fund pool. */
import { book } from './book.ts';
import { exchange } from './exchange.ts';
import { running } from './running.ts';

export { orderBody } from './shapes.ts';
export const timeBank = { ...book, ...exchange, ...running };
