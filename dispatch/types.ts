/**
 * What the matching library knows of a member, of a slot and of a city's rules.
 * All codes (skills, work contents, limits, languages) are the codes of the caller; the library compares them only.
 * Instants are milliseconds since 1970 UTC and intervals are half open: [start, end).
 */

/** WGS-84 degrees. */
export interface GeoPoint {
  readonly lat: number;
  readonly lng: number;
}

/** A stretch of time, end excluded. */
export interface Interval {
  readonly start_ms: number;
  readonly end_ms: number;
}

/**
 * A stretch of the week in minutes, Monday 00:00 Asia/Shanghai = 0, Sunday 24:00 = 10,080.
 * The end may pass 10,080 (Sunday night into Monday): it continues at the start of the week.
 */
export interface WeekInterval {
  readonly start_min: number;
  readonly end_min: number;
}

/** A stretch of a day in minutes of the civil day, 0 to 1,440. */
export interface DayInterval {
  readonly start_min: number;
  readonly end_min: number;
}

/** The kind of a civil day; `unknown` is a day past the horizon of the published table. */
export type DayKind = 'workday' | 'restday' | 'holiday' | 'unknown';

/** The table of civil days, numbered from 1970-01-01 (see `calendarFrom`). */
export interface Calendar {
  readonly firstDay: number;
  readonly kinds: readonly DayKind[];
}

/** The own working hours of a member (IDN-04). */
export interface WorkPattern {
  readonly intervals: readonly WeekInterval[];
  /**
   * True for office hours: no work on statutory holidays, work on make-up days of a weekend.
   * False for shifts that run through holidays (hospital, heating plant).
   */
  readonly followsHolidays: boolean;
}

/** Something the member has already accepted. `place` is null for remote service or an unknown place. */
export interface Busy extends Interval {
  readonly place: GeoPoint | null;
  readonly remote: boolean;
}

export interface Skill {
  readonly tag: string;
  readonly level: 'confirmed' | 'declared';
}

export type Standing = 'active' | 'paused' | 'on_leave' | 'inactive';
export type Gender = 'female' | 'male';

/**
 * One member as matching sees them. It holds no declined invitation and no reason of any decline: what is not here
 * cannot lower anyone (APL-04). Treat it as immutable once handed over; build it with `memberState`.
 */
export interface MemberState {
  readonly personId: string;
  readonly householdId: string | null;
  /** Consent to be asked for service (consent purpose `service`). */
  readonly consents: { readonly service: boolean };
  readonly standing: Standing;
  /** A rest that the member has chosen, until this instant. */
  readonly restUntil_ms: number | null;
  /** The member asked for more service than the automatic rest allows (DSP-06). */
  readonly wantsMore: boolean;
  readonly skills: readonly Skill[];
  readonly interests: readonly string[];
  /** Work contents of V-01 that the member chose. */
  readonly intentions: readonly string[];
  /** Work contents outside the own intention for which the member said 愿意尝试 (DSP-03). */
  readonly willingToTry: readonly string[];
  readonly languages: readonly string[];
  readonly gender: Gender | null;
  /** Demands that this member must not be asked for, in the codes of `SlotRequest.demands` (G-14). */
  readonly limits: readonly string[];
  /** The farthest place the member accepts; null: the city's default. */
  readonly maxDistance_m: number | null;
  readonly home: GeoPoint | null;
  readonly work: GeoPoint | null;
  /** Null: not declared, the ordinary hours of the policy stand for it. */
  readonly workPattern: WorkPattern | null;
  /** The member opted to be asked in ordinary working hours when the own pattern is free (SCH-02). */
  readonly optsInWorkingHours: boolean;
  /** Null: not declared, any lawful time. */
  readonly availability: readonly WeekInterval[] | null;
  /** Civil days 'YYYY-MM-DD'. */
  readonly blackoutDays: readonly string[];
  readonly busy: readonly Busy[];
  /** Ends of the services of the last weeks; those inside the policy's window count. */
  readonly recentServices_ms: readonly number[];
  /** Instants at which the member was asked, whatever the answer was. */
  readonly recentAsks_ms: readonly number[];
}

export type SlotForm = 'on_site' | 'remote' | 'flexible';

export interface Orderer {
  readonly personId: string;
  readonly householdId: string | null;
}

/** One place in one task, for one person. Build it with `slotRequest`. */
export interface SlotRequest {
  /** Everybody whose order the slot serves: they and their households may not take it (IDN-09). */
  readonly orderers: readonly Orderer[];
  readonly form: SlotForm;
  /** Null: remote, or a place that is not known as a point. */
  readonly place: GeoPoint | null;
  readonly start_ms: number;
  readonly end_ms: number;
  /** A flexible slot: how long the work takes within [start, end). Null otherwise. */
  readonly duration_min: number | null;
  readonly requiredSkills: readonly string[];
  /** The required skills must be confirmed (a certificate was seen). */
  readonly requireConfirmed: boolean;
  readonly preferredSkills: readonly string[];
  /** Interest tags of the slot. */
  readonly topics: readonly string[];
  /** The work content of V-01. */
  readonly workContent: string;
  readonly demands: readonly string[];
  /** How far the community searches; null: only the member's own limit counts. */
  readonly radius_m: number | null;
  readonly urgent: boolean;
  /** A declared emergency is in force for this slot. */
  readonly emergency: boolean;
  readonly languages: readonly string[];
  /** A wish for personal care; it orders, it never excludes. */
  readonly preferredGender: Gender | null;
  /** Persons whom the orderer asked for by name, or with whom a pair exists (结对帮扶). */
  readonly askedFor: readonly string[];
  /** Persons who helped this orderer before. */
  readonly helpedBefore: readonly string[];
  /**
   * Somebody is to be invited, so that the cap of askings a week counts (G-33); false where a person looks or takes a
   * place by own act.
   */
  readonly asking: boolean;
  /** The instant at which the question is asked; the library has no clock. */
  readonly now_ms: number;
}

export interface Weights {
  readonly expertise: number;
  readonly intention: number;
  readonly load: number;
  readonly proximity: number;
  readonly continuity: number;
  readonly language: number;
  readonly gender: number;
}

/** Every number that a city may set; the caller reads them from its policy library. */
export interface MatchPolicy {
  /** SCH-01: least time between two services, and between work and a service. */
  readonly travelMargin_min: number;
  /** The same where one side is remote. */
  readonly remoteMargin_min: number;
  /** Between two known places the margin is never shorter than the way at this speed. */
  readonly travelSpeed_m_per_min: number;
  /** LST-04, SCH-02: from `quietStart_min` to `quietEnd_min` of the next morning. */
  readonly quietStart_min: number;
  readonly quietEnd_min: number;
  /** Time that counts as the demand `night`. */
  readonly nightStart_min: number;
  readonly nightEnd_min: number;
  /** Ordinary working hours on workdays (the 8 of the 16 + 8 hours). */
  readonly ordinaryHours: readonly DayInterval[];
  /** Forms that may be published in ordinary working hours for members who opted in (SCH-02). */
  readonly optedInForms: readonly SlotForm[];
  /** DSP-06: this many services within the window start the rest state. */
  readonly restAfterServices: number;
  readonly restWindow_d: number;
  /** G-33: so many askings in seven days are enough; urgent orders and persons asked for by name are excepted. */
  readonly mostAsksPerWeek: number;
  readonly defaultMaxDistance_m: number;
  /** SCH-08: a commute beyond this puts remote and light forms first. */
  readonly farCommute_m: number;
  /** SCH-08: a slot up to this length is light. */
  readonly lightForm_min: number;
  /** Grid of the proposed times, and the least lead before one of them. */
  readonly alternativeStep_min: number;
  readonly alternativeLead_min: number;
  readonly weights: Weights;
  /** Values 0…1 of a declared skill, of a matching interest, of 愿意尝试, of expertise alone, of earlier help. */
  readonly declaredSkillValue: number;
  readonly interestValue: number;
  readonly tryValue: number;
  readonly expertiseOnlyValue: number;
  readonly helpedBeforeValue: number;
  /** Share of the load part that looks at askings instead of services. */
  readonly askShare: number;
}

/** Why a hard filter excludes, by code; shown to the person alone (G-14). */
export interface Facts {
  readonly CONSENT_MISSING: { readonly purpose: 'service' };
  readonly WORK_HOURS_BLOCKED: { readonly breaches: readonly WindowBreach[]; readonly optedIn: boolean };
  readonly SELF_DEALING: { readonly relation: 'self' | 'household' };
  readonly NOT_AVAILABLE: { readonly standing: Standing };
  readonly RESTING: {
    readonly chosen: boolean;
    readonly services: number;
    readonly window_d: number;
    readonly until_ms: number;
  };
  readonly ASKED_ENOUGH: { readonly asks: number; readonly most: number; readonly until_ms: number };
  readonly TIME_CONFLICT: {
    readonly cause: 'work' | 'busy' | 'blackout' | 'no_free_window';
    readonly start_ms: number;
    readonly end_ms: number;
    readonly margin_min: number;
  };
  readonly OUTSIDE_AVAILABILITY: { readonly start_ms: number; readonly end_ms: number };
  readonly TOO_FAR: {
    readonly distance_m: number;
    readonly limit_m: number;
    readonly limitedBy: 'member' | 'slot';
  };
  readonly PHYSICAL_LIMIT: { readonly limits: readonly string[] };
  readonly SKILL_MISMATCH: { readonly missing: readonly string[]; readonly unconfirmed: readonly string[] };
  readonly NO_INTENTION: { readonly workContent: string };
}

export type FilterCode = keyof Facts;

/** One failed hard filter: the code is public, the fact belongs to the person. */
export type Failure = { [C in FilterCode]: { readonly code: C; readonly fact: Facts[C] } }[FilterCode];

/** In which way a time leaves the lawful windows of SCH-02. */
export interface WindowBreach extends Interval {
  readonly kind: 'working_hours' | 'quiet_hours' | 'calendar_unknown';
}

export type PartKey = keyof Weights;

/** One part of a score: `value` 0…1, counted with `weight`; `words` names its sentence in words.ts. */
export interface ScorePart {
  readonly key: PartKey;
  readonly value: number;
  readonly weight: number;
  readonly words: WordKey;
  readonly numbers: Readonly<Record<string, number>>;
}

export type WordKey = string;

export interface Candidate {
  readonly personId: string;
  /** Ten-thousandths of the highest possible, an integer 1…10,000. */
  readonly score: number;
  /** Services and accepted slots that count as recent load; breaks ties, fewest first. */
  readonly recent: number;
  /** Null for remote slots and unknown points. */
  readonly distance_m: number | null;
  readonly parts: readonly ScorePart[];
}

export interface Excluded {
  readonly personId: string;
  readonly failures: readonly Failure[];
}
