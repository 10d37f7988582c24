/** The one city-wide points standard (PTS-01, PTS-02, PTS-03). Pure arithmetic in hundredths of a point. */
import type { slotRoles, workContents } from '../../../contract/codes.ts';

type Content = keyof typeof workContents;
type SlotRole = keyof typeof slotRoles;

export interface StandardBody {
  readonly items: readonly { readonly content: Content; readonly base_hundredths_per_hour: number }[];
  readonly roles: readonly { readonly role: SlotRole; readonly coefficient_pct: number }[];
  /** Applies when a professional slot is done by a holder of the skill that it asks for. */
  readonly professional_pct: number;
  /** The highest line that the score reaches counts; no score counts as 100. No line lies below 100: results add, never deduct. */
  readonly results: readonly { readonly from_score: number; readonly coefficient_pct: number }[];
  readonly emergency_pct: number;
  /** Most points of one civil day. */
  readonly daily_cap_hundredths: number;
  /** The clause that each part rests on; a part without one rests on the standard's own. */
  readonly clauses?: Readonly<Partial<Record<StandardPart, string>>>;
}
/** The parts of the formula, each with its clause (PTS-01). */
export const standardParts = ['base', 'role', 'professional', 'result', 'emergency', 'cap'] as const;
export type StandardPart = (typeof standardParts)[number];
export interface PointStandard extends StandardBody {
  readonly id: string;
  readonly city: number;
  readonly version: number;
  readonly title: string;
  readonly clauseId: string;
  readonly effective: Date;
}

export const defaultStandard: StandardBody = {
  items: [
    { content: 'policy_publicity', base_hundredths_per_hour: 500 },
    { content: 'resident_service', base_hundredths_per_hour: 500 },
    { content: 'deliberation', base_hundredths_per_hour: 500 },
    { content: 'volunteer_service', base_hundredths_per_hour: 500 },
    { content: 'harmony', base_hundredths_per_hour: 500 },
    { content: 'emergency', base_hundredths_per_hour: 600 },
  ],
  roles: [
    { role: 'general', coefficient_pct: 100 },
    { role: 'professional', coefficient_pct: 100 },
    { role: 'organiser', coefficient_pct: 120 },
  ],
  professional_pct: 150,
  results: [
    { from_score: 8, coefficient_pct: 110 },
    { from_score: 9, coefficient_pct: 120 },
  ],
  emergency_pct: 150,
  daily_cap_hundredths: 4000,
};

export interface Service {
  readonly minutes: number;
  readonly content: string;
  readonly role: string;
  /** The slot asked for a skill and the person has it. */
  readonly skilled: boolean;
  /** 1 to 10, or null while nobody has rated: neutral. */
  readonly score: number | null;
  readonly emergency: boolean;
  readonly alreadyToday_hundredths: number;
}
export interface Points {
  readonly hundredths: number;
  readonly formula_zh: string;
  readonly formula_en: string;
}

/** Points of one service, rounded down to the hundredth, with the formula that explains them. Never negative (PTS-05). */
export function pointsOf(standard: StandardBody, service: Service): Points {
  const base = standard.items.find((i) => i.content === service.content)?.base_hundredths_per_hour ?? 0;
  const factors = factorsOf(standard, service);
  const product = factors.reduce((all, f) => all * f.pct, base * Math.max(0, service.minutes));
  const earned = Math.floor(product / (60 * 100 ** factors.length));
  const room = Math.max(0, standard.daily_cap_hundredths - service.alreadyToday_hundredths);
  const hundredths = Math.max(0, Math.min(earned, room));
  const times = (say: (f: Factor) => string) => factors.map((f) => ` × ${say(f)}${shown(f.pct)}`).join('');
  const capped = hundredths < earned;
  return {
    hundredths,
    formula_zh: `${shown(base)}分/小时 × ${service.minutes}分钟${times((f) => f.zh)} = ${shown(earned)}分${capped ? `，当日封顶后计${shown(hundredths)}分` : ''}`,
    formula_en: `${points_en(base)}/hour × ${service.minutes} min${times((f) => `${f.en} `)} = ${points_en(earned)}${capped ? `, ${shown(hundredths)} after the daily cap` : ''}`,
  };
}

/** The formula with the version of the standard that it was counted by: the same words before serving and in the book. */
export const versionedFormula = (points: Points, version: number): { zh: string; en: string } => ({
  zh: `${points.formula_zh}（积分标准第${version}版）`,
  en: `${points.formula_en} (points standard, version ${version})`,
});

interface Factor {
  readonly pct: number;
  readonly zh: string;
  readonly en: string;
}
/** The factors that apply, each named; a professional slot without the holder of its skill counts as general. */
function factorsOf(standard: StandardBody, service: Service): Factor[] {
  const factors: Factor[] = [];
  const role = standard.roles.find((r) => r.role === service.role)?.coefficient_pct ?? 100;
  if (role !== 100) factors.push({ pct: role, zh: '岗位系数', en: 'role' });
  factors.push({ pct: service.skilled ? standard.professional_pct : 100, zh: '专业系数', en: 'expertise' });
  const score = service.score;
  const reached = score === null ? [] : standard.results.filter((r) => score >= r.from_score);
  const result = reached.reduce((best, r) => Math.max(best, r.coefficient_pct), 100);
  if (score !== null) factors.push({ pct: result, zh: '结果系数', en: 'result' });
  if (service.emergency) factors.push({ pct: standard.emergency_pct, zh: '应急系数', en: 'emergency' });
  return factors;
}

/** Hundredths or per cent as a plain decimal: 150 → 1.5, 500 → 5. */
const shown = (hundredths: number): string => (hundredths / 100).toFixed(2).replace(/\.?0+$/, '');

const points_en = (hundredths: number): string => `${shown(hundredths)} ${hundredths === 100 ? 'point' : 'points'}`;

export const formulaWords = {
  zh: '每小时基础分 × 时长 × 岗位系数 × 专业系数 × 结果系数 × 应急系数，每日封顶；未评价按1计，没有扣分项',
  en: 'base per hour × time × role × expertise × result × emergency, capped by day; unrated counts as 1, there are no deductions',
} as const;
