/** The notice engine: one way for every system to tell a person something. */
export { notify, notifyStaff, type NewNotice } from './notify.ts';
export { listCalls, listDeliveries, markSeen, readInbox, recordCall } from './inbox.ts';
export { readPush, removePush, setPush } from './reach.ts';
export { mountDelivery } from './deliver.ts';
export { delivererOf, type Deliverer } from './deliverer.ts';
export { channelsOf, type GatewaySettings } from './channels.ts';
export type { Channel, GatewayTemplates } from './channel.ts';
export { templates, type NoticeKind } from './words.ts';
