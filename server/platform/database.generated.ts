/* eslint-disable */
// Replaced by npm run schema.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Database = any;
