/** The notice engine: one way for every system to tell a person something. */
export { notify, notifyStaff, type NewNotice } from './notify.ts';
export { listCalls, listDeliveries, markSeen, readInbox, recordCall } from './inbox.ts';
export { mountDelivery, type Channel } from './deliver.ts';
export { templates, type NoticeKind } from './words.ts';
