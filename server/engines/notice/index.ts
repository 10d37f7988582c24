/** The notice engine: one way for every system to tell a person something. */
export { notify, notifyStaff, type NewNotice } from './notify.ts';
export { templates, type NoticeKind } from './words.ts';
