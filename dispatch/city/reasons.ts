/** What the score of a pair is made of, a few words each, so that a whole plan crosses threads without being copied. */
import type { PartKey, ScorePart, WordKey } from '../types.ts';
import type { CityRules } from './query.ts';

/** What each word of a pair holds. */
export const fact = {
  /** Skills that the order asks for or prefers; of these the member's, and the confirmed ones. */
  asked: 0,
  held: 1,
  confirmed: 2,
  /** 0 chosen, 1 willing to try, 2 for the expertise alone. */
  intention: 3,
  services: 4,
  asks: 5,
  /** -1: not known, -2: the order has no place. */
  distance_m: 6,
  radius_m: 7,
  /** 0: nobody is asked for by name, 1: somebody else, 2: this member. Likewise the wish for a gender. */
  named: 8,
  gender: 9,
  languages: 10,
  spoken: 11,
} as const;
export const reasonWords = 12;

type Numbers = Readonly<Record<string, number>>;

/** The parts of the score of pair `pair`, those that its order asks about; `whyYou` makes sentences of them. */
export function scoreParts(reasons: Int32Array, pair: number, rules: CityRules): ScorePart[] {
  const read = (what: keyof typeof fact): number => reasons[pair * reasonWords + fact[what]]!;
  const parts: ScorePart[] = [];
  const add = (key: PartKey, value: number, words: WordKey, numbers: Numbers = {}): void => {
    if (rules.weights[key] > 0) parts.push({ key, weight: rules.weights[key], value, words, numbers });
  };
  const [asked, held, confirmed] = [read('asked'), read('held'), read('confirmed')];
  if (asked > 0) {
    const words = held === 0 ? 'none' : confirmed === held ? 'confirmed' : 'declared';
    const value = (confirmed + (held - confirmed) * rules.declaredSkillValue) / asked;
    add('expertise', value, `expertise_${words}`, { held, asked });
  }
  const intention = read('intention');
  add(
    'intention',
    [1, rules.tryValue, rules.expertiseOnlyValue][intention]!,
    `intention_${['chosen', 'try', 'expertise'][intention]!}`,
  );
  const [recent, asks] = [read('services'), read('asks')];
  const { askShare } = rules;
  const load = (1 - askShare) / (1 + recent) + askShare / (1 + asks);
  add('load', load, recent === 0 ? 'load_free' : 'load_some', { recent, asks });
  const distance_m = read('distance_m');
  if (distance_m === -1) add('proximity', 0, 'proximity_unknown');
  if (distance_m >= 0)
    add('proximity', Math.max(0, 1 - distance_m / read('radius_m')), 'proximity_near', { distance_m });
  const [named, gender] = [read('named'), read('gender')];
  if (named > 0) add('continuity', named - 1, named === 2 ? 'continuity_asked_for' : 'continuity_none');
  const [languages, spoken] = [read('languages'), read('spoken')];
  if (languages > 0)
    add('language', spoken / languages, spoken > 0 ? 'language_spoken' : 'language_none', { spoken, asked: languages });
  if (gender > 0) add('gender', gender - 1, gender === 2 ? 'gender_as_wished' : 'gender_other');
  return parts;
}
