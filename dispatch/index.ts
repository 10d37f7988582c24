/** The face of the matching library: pure functions over what the caller hands in. See README.md. */
export type * from './types.ts';
export { defaultMatchPolicy, memberState, slotRequest } from './defaults.ts';
export { haversine_m } from './geo.ts';
export { calendarFrom, civilDate, civilDay, dayKind, dayNumber, dayStart_ms, weekdayOf, workOverlap } from './time.ts';
export { alternatives, conflict, lawfulWindow } from './window.ts';
export type { AlternativesWish, WindowVerdict } from './window.ts';
export { filter, filterCodes, publicView } from './filter.ts';
export { candidates, suggestions } from './candidates.ts';
export type { CandidatesResult, CandidatesWish, Suggestion } from './candidates.ts';
export { MemberIndex } from './member-index.ts';
export { whatWouldChange, whyNot, whyNotPublic, whyYou } from './explain.ts';
export type { Change, Reason } from './explain.ts';
export { say, words } from './words.ts';
export type { Sentence, Spoken } from './words.ts';
