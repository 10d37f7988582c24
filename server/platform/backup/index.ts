/** Sealed copies of a deployment: base copies, the log between them, and the way back to any instant. */
export { takeBaseCopy } from './base-copy.ts';
export { restoreCopy } from './restore-copy.ts';
export { archiveSettings, flushWal, prepareSpool, rememberClosed, shipWal } from './ship-wal.ts';
export { BackupStore, readBackupKey } from './store.ts';
