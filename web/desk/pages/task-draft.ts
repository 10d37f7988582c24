/** The form of a task as it is edited, and what a refusal says about its fields. */
import { type Body, format, type Refused } from '../../kit/index.ts';

type Sent = Body<'tasks.create'>;
export type TaskBody = { readonly [K in keyof Sent]-?: Exclude<Sent[K], undefined> };
export type Slot = TaskBody['slots'][number];

export function blankTask(): TaskBody {
  return {
    title: '',
    description: '',
    work_content: 'volunteer_service',
    kind: '',
    form: 'on_site',
    needs: [],
    plan_item: null,
    deliverable_type: 'resident_confirmation',
    deliverable: '',
    responsible: null,
    team_leader: null,
    place: null,
    place_name: '',
    point: null,
    radius_m: null,
    estimate_minutes: 60,
    headcount_reason: '',
    slots: [],
    not_transferred_duty: true,
    physical_risk: false,
    guarantees: null,
    language: null,
    urgent: false,
    uniform_reason: '',
    uncounted: null,
    publish: true,
  };
}

/** Date and time inputs of an instant, in Shanghai wall time. */
export function partsOf(at: string): { date: string; time: string } {
  return {
    date: format.civilDay(at),
    time: new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Asia/Shanghai',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(new Date(at)),
  };
}
export function withPart(at: string, part: { date?: string; time?: string }): string {
  const now = partsOf(at);
  return format.instantOf(part.date || now.date, part.time || now.time);
}
export const slotMinutes = (slot: { start: string; end: string }): number =>
  Math.max(0, Math.round((Date.parse(slot.end) - Date.parse(slot.start)) / 60_000));

/** The next Saturday morning, nine to half past ten: a time when nobody is at work. */
export function nextWeekend(from: Date): Slot {
  const day = new Date(from.getTime());
  for (let i = 0; i < 8; i += 1) {
    day.setTime(from.getTime() + i * 86_400_000);
    const weekday = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', weekday: 'short' }).format(day);
    if (weekday === 'Sat' && i > 0) break;
  }
  const date = format.civilDay(day);
  return {
    start: format.instantOf(date, '09:00'),
    end: format.instantOf(date, '10:30'),
    role: 'general',
    capacity: 1,
    skills: [],
    demands: [],
    deliverable: '',
  };
}

/** Which part of the form a guard speaks about, so that its sentence stands there. */
const places: Readonly<Record<string, string>> = {
  DUTY_TRANSFER: 'title',
  SHOW_TASK: 'title',
  NO_DEMAND_SOURCE: 'plan_item',
  NO_OWNER: 'responsible',
  PHOTO_ONLY_EVIDENCE: 'deliverable',
  GUARANTEE_REQUIRED: 'guarantees',
  HEADCOUNT_UNJUSTIFIED: 'estimate_minutes',
  WORK_HOURS_BLOCKED: 'slots',
  UNIFORM_WORK_REASON: 'uniform_reason',
  NO_RESPONSIBILITY_LETTER: 'description',
  EMERGENCY_NOT_ACTIVE: 'urgent',
};
/** The names under which a missing item may come, for each field. */
const missingNames: Readonly<Record<string, readonly string[]>> = {
  title: ['title'],
  slots: ['slots', 'start', 'end', 'split'],
  place: ['place', 'place_name', 'point'],
  deliverable: ['deliverable'],
  deliverable_type: ['deliverable_type'],
  responsible: ['responsible'],
  team_leader: ['team_leader', 'team_leader_consent'],
  estimate_minutes: ['estimate_minutes'],
  guarantees: ['insurance', 'equipment', 'briefing'],
};

export interface Concern {
  /** The sentence for a field, or null. */
  of(field: string): string | null;
  readonly missing: readonly string[];
  readonly alternatives: readonly { start: string; end: string }[];
  /** Which slot the working-time guard speaks about. */
  readonly slot: number;
  readonly rule: string | null;
  readonly split: readonly Record<string, unknown>[];
  readonly owner: string | null;
  readonly result: string | null;
  readonly numbers: { asked: number; needed: number } | null;
}
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

export function concernOf(refused: Refused | null, errorOf: (path: string) => string | null): Concern {
  const d = refused?.details ?? {};
  const missing = (typeof d['missing'] === 'string' ? [d['missing']] : list(d['missing'])).map(String);
  const alternatives = list(d['alternatives']).filter(
    (a): a is { start: string; end: string } => typeof (a as { start?: unknown }).start === 'string',
  );
  const numbers =
    typeof d['needed'] === 'number' && typeof d['asked'] === 'number'
      ? { asked: d['asked'], needed: d['needed'] }
      : null;
  const text = (...keys: string[]) => keys.map((k) => d[k]).find((v): v is string => typeof v === 'string') ?? null;
  return {
    of(field) {
      const own = errorOf(field);
      // A field that is named without a sentence of its own gets the sentence of the whole.
      if (own !== null) return own || (refused?.message ?? null);
      if (missing.length > 0)
        return missing.some((m) => missingNames[field]?.includes(m)) ? (refused?.message ?? null) : null;
      return refused && places[refused.code] === field ? refused.message : null;
    },
    missing,
    alternatives,
    slot: typeof d['slot'] === 'number' ? d['slot'] : 0,
    rule: text('rule'),
    split: list(d['split'] ?? d['proposal']) as Record<string, unknown>[],
    owner: text('owner', 'to', 'rightful_owner'),
    result: text('result', 'boundary'),
    numbers,
  };
}
