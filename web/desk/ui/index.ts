/** The face of the workbench's own parts. */
export * from './confirm.tsx';
export * from './fields.tsx';
export * from './keys.tsx';
export * from './member-select.tsx';
export * from './parts.tsx';
export * from './table.tsx';
export * from './toast.tsx';
export * from './url.ts';
export { uiWords } from './words.ts';
