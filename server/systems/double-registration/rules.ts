/** Pure rules of registration. */
import type { Profile } from '../../engines/people/index.ts';
import type { WorkdayKind } from '../../engines/policy/index.ts';
import type { EngagementState } from './lifecycle.ts';

/** IDN-02: at least one expertise or interest, and one intention. */
export const profileComplete = (p: Pick<Profile, 'expertise' | 'interests' | 'intentions'>): boolean =>
  p.expertise.length + p.interests.length > 0 && p.intentions.length > 0;

/** DR-10: the engagement types that have an end. In which of them tasks may be assigned is a rule of work. */
export const needsTerm = (type: string): boolean => type !== 'in_service';

/** States in which a registration binds a person to the community. */
export const liveStates = ['submitted', 'accepted', 'filed', 'active', 'suspended'] as const;
export const countedStates = ['accepted', 'filed', 'active', 'suspended'] as const;

/** DR-05: late first contact stands against the community, whatever the registrant did. */
export const contactOverdue = (
  r: { state: string; contacted_at: Date | null; contact_due_at: Date | null },
  now: Date,
): boolean =>
  r.contacted_at === null &&
  r.contact_due_at !== null &&
  r.contact_due_at < now &&
  (liveStates as readonly string[]).includes(r.state);

/** DR-06: the residence decides. A known home elsewhere and none here is a workplace choice unless the person moves house. */
export const residesElsewhere = (
  tenants: readonly { tenant: number; resident: boolean; home: boolean }[],
  community: number,
): boolean =>
  tenants.some((t) => t.home && t.resident && t.tenant !== community) &&
  !tenants.some((t) => t.home && t.resident && t.tenant === community);

export interface WeekPart {
  readonly from: number;
  readonly to: number;
}
export interface Day {
  readonly date: string;
  readonly kind: WorkdayKind;
  /** Monday = 0. */
  readonly weekday: number;
}
const evening = [{ from: 1110, to: 1230 }];
const restDay = [
  { from: 540, to: 690 },
  { from: 870, to: 1020 },
];
const visit_min = 30;

/** DR-05: visit appointments of half an hour outside ordinary and outside own working time. Minutes of the civil day. */
export function visitSlots(
  days: readonly Day[],
  work: readonly WeekPart[] | null,
  limit: number,
): { date: string; from: number; to: number }[] {
  const out: { date: string; from: number; to: number }[] = [];
  for (const day of days) {
    const free = day.kind === 'workday' || (day.kind === 'unknown' && day.weekday < 5) ? evening : restDay;
    for (const part of free) {
      for (let from = part.from; from + visit_min <= part.to && out.length < limit; from += visit_min) {
        const at = day.weekday * 1440 + from;
        if (!(work ?? []).some((w) => overlapsWeek(w, at, at + visit_min)))
          out.push({ date: day.date, from, to: from + visit_min });
      }
    }
  }
  return out;
}
/** A weekly part may pass the end of the week; it is then met again at its beginning. */
const overlapsWeek = (w: WeekPart, from: number, to: number): boolean => {
  const end = w.to <= w.from ? w.to + 10_080 : w.to;
  return (from < end && w.from < to) || (from + 10_080 < end && w.from < to + 10_080);
};

export interface Marks {
  readonly member: string | null;
  readonly community: string | null;
  readonly unit: string | null;
}
/** A mark is 'agree', 'amend' or 'object', with its note after a colon. */
export const markWord = (mark: string | null): string | null => mark?.split(':', 1)[0] ?? null;

/** SCH-04: where the marks lead. Without the member's agreement nothing ever comes into force; the unit's is asked only when there is one. */
export function afterMarks(marks: Marks, hasUnit: boolean): EngagementState {
  const member = markWord(marks.member);
  if (member === 'object') return 'lapsed';
  const asked = [member, markWord(marks.community), ...(hasUnit ? [markWord(marks.unit)] : [])];
  if (asked.some((m) => m === null)) return 'proposed';
  return asked.every((m) => m === 'agree') ? 'agreed' : 'consulted';
}
