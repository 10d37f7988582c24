import type { MatchPolicy, MemberState, SlotRequest } from './types.ts';

/**
 * The product defaults of catalogue section 8.2, and weights that the catalogue leaves open.
 * They seed a city's policy library and serve tests; a server passes the city's own numbers.
 */
export const defaultMatchPolicy: MatchPolicy = {
  travelMargin_min: 30,
  remoteMargin_min: 0,
  travelSpeed_m_per_min: 250,
  quietStart_min: 22 * 60,
  quietEnd_min: 7 * 60,
  nightStart_min: 20 * 60,
  nightEnd_min: 6 * 60,
  ordinaryHours: [
    { start_min: 8 * 60 + 30, end_min: 12 * 60 },
    { start_min: 14 * 60, end_min: 18 * 60 + 30 },
  ],
  optedInForms: ['on_site', 'remote', 'flexible'],
  restAfterServices: 3,
  restWindow_d: 7,
  mostAsksPerWeek: 4,
  defaultMaxDistance_m: 5_000,
  farCommute_m: 10_000,
  lightForm_min: 30,
  alternativeStep_min: 30,
  alternativeLead_min: 120,
  // Expertise leads (G-13). Continuity outweighs load, so that fairness never breaks a wanted pair.
  weights: { expertise: 40, intention: 20, load: 15, proximity: 15, continuity: 60, language: 10, gender: 10 },
  declaredSkillValue: 0.7,
  interestValue: 0.8,
  tryValue: 0.5,
  expertiseOnlyValue: 0.3,
  helpedBeforeValue: 0.7,
  askShare: 0.3,
};

/** A member with everything undeclared, overlaid by what is known. Consent is absent unless given. */
export function memberState(known: Partial<MemberState> & Pick<MemberState, 'personId'>): MemberState {
  return {
    householdId: null,
    consents: { service: false },
    standing: 'active',
    restUntil_ms: null,
    wantsMore: false,
    skills: [],
    interests: [],
    intentions: [],
    willingToTry: [],
    languages: [],
    gender: null,
    limits: [],
    maxDistance_m: null,
    home: null,
    work: null,
    workPattern: null,
    optsInWorkingHours: false,
    availability: null,
    blackoutDays: [],
    busy: [],
    recentServices_ms: [],
    recentAsks_ms: [],
    ...known,
  };
}

type SlotEssentials = Pick<SlotRequest, 'start_ms' | 'end_ms' | 'workContent' | 'now_ms'>;

/** A slot that asks for nothing special, overlaid by what is known. */
export function slotRequest(known: Partial<SlotRequest> & SlotEssentials): SlotRequest {
  return {
    orderers: [],
    form: 'on_site',
    place: null,
    duration_min: null,
    requiredSkills: [],
    requireConfirmed: false,
    preferredSkills: [],
    topics: [],
    demands: [],
    radius_m: null,
    urgent: false,
    emergency: false,
    languages: [],
    preferredGender: null,
    askedFor: [],
    helpedBefore: [],
    asking: false,
    ...known,
  };
}
