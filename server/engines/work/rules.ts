/** Pure rules of publishing: may this task go out now. One guard, one code; the list's order is the order of answers. */
import { deliverableTypes } from '../../../contract/codes.ts';
import type { z } from 'zod';
import type { taskBody } from '../../../contract/tasks/index.ts';
import { civilDate, minute_ms } from '../../platform/clock.ts';
import { refuse, type Refused } from '../../platform/outcome.ts';
import { isUniform, type UniformLimits } from './uniformity.ts';

export type TaskBody = z.output<typeof taskBody>;

/** What the guards look at besides the form; gathered by the use case. */
export interface Publishing {
  readonly task: TaskBody;
  readonly now: Date;
  readonly needs: readonly { readonly id: string; readonly state: string; readonly boundary: string | null }[];
  /** The supply rule whose words stand in the task, or null. */
  readonly duty: {
    readonly id: string;
    readonly kind: string;
    readonly result: string;
    readonly ownerKind: string;
    readonly ownerWords: string;
    readonly clauseId: string;
  } | null;
  readonly responsibleKnown: boolean;
  /** The person named as leader is on duty (staff) or has agreed by an own act. */
  readonly leaderAgreed: boolean;
  /** Slots whose time may not be asked for, by their number in the form, with lawful times of the same length. */
  readonly blocked: readonly {
    readonly slot: number;
    readonly alternatives: readonly { start: string; end: string }[];
  }[];
  /** Share of the community's verified services in this content, and how many there are. */
  readonly uniform: { readonly pct: number; readonly of: number; readonly missing: readonly string[] };
  readonly limits: UniformLimits & {
    readonly undifferentiated_slot_people: number;
    readonly headcount_tolerance_pct: number;
    readonly team_leader_from: number;
  };
}

const photoWords = /照片|拍照|相片|摄影留痕|photo|picture/i;
const showWords = /迎检|迎接检查|站台|摆拍|充人数|凑人数|撑场面|应付检查/;
/** HRS-04: titles that say by themselves that no minutes are earned. */
const uncountedWords: readonly [NonNullable<TaskBody['uncounted']>, RegExp][] = [
  ['ceremony', /仪式|揭牌|剪彩|誓师/],
  ['photo_session', /合影|拍照|摄影留念/],
  ['training', /培训|轮训/],
];
export const uncountedBy = (task: Pick<TaskBody, 'title' | 'uncounted'>): TaskBody['uncounted'] =>
  task.uncounted ?? uncountedWords.find(([, words]) => words.test(task.title))?.[0] ?? null;
const letterWords = /责任状|军令状|承诺书|保证书/;
/** Sentences that say nothing about what is to be done (G-29). */
const vague =
  /^(协助|配合|参与|支援|支持|帮助|做好|完成)?(社区|街道|小区|居委会)?(的)?(日常|各项|相关|有关|其他|临时)?(工作|事务|任务|活动|服务|事项)$/;
const closedNeeds = ['closed', 'merged', 'withdrawn', 'declined', 'confirmed'];

export const slotMinutes = (slot: { start: string; end: string }): number =>
  Math.round((Date.parse(slot.end) - Date.parse(slot.start)) / minute_ms);
export const headcountOf = (slots: readonly { capacity: number }[]): number =>
  slots.reduce((n, s) => n + s.capacity, 0);
/** People that the estimated work needs at the average length of a place in this task (G-27). */
export function headcountNeeded(
  estimate_minutes: number,
  slots: readonly { start: string; end: string; capacity: number }[],
): number {
  const people = headcountOf(slots);
  const total = slots.reduce((n, s) => n + slotMinutes(s) * s.capacity, 0);
  return people === 0 || total <= 0 ? 0 : Math.max(1, Math.ceil((estimate_minutes * people) / total));
}

type Guard = (p: Publishing) => Refused | null;
const said = (t: TaskBody): string =>
  [t.title, t.description, t.kind, t.deliverable, ...t.slots.map((s) => s.deliverable)].join(' ');

/** G-41: nothing goes out before somebody has decided whose duty it is. */
const boundaryDecided: Guard = ({ needs }) => {
  const open = needs.find((n) => n.boundary === null);
  return open ? refuse('BOUNDARY_UNDECIDED', { details: { need: open.id } }) : null;
};

/** WHI-05, G-08: what is somebody's paid duty is offered to that somebody, never to members. */
const noDutyTransfer: Guard = ({ task, needs, duty }) => {
  const handOver = { route: 'needs.decideBoundary', needs: task.needs };
  const elsewhere = needs.find((n) => n.boundary !== 'community' && n.boundary !== 'volunteer');
  if (elsewhere)
    return refuse('DUTY_TRANSFER', {
      details: { result: elsewhere.boundary, handover: { ...handOver, result: elsewhere.boundary } },
    });
  if (duty)
    return refuse('DUTY_TRANSFER', {
      details: {
        owner: duty.ownerWords,
        owner_kind: duty.ownerKind,
        kind: duty.kind,
        result: duty.result,
        rule: duty.id,
        handover: { ...handOver, result: duty.result, rule: duty.id },
      },
    });
  return task.not_transferred_duty ? null : refuse('DUTY_TRANSFER', { details: { handover: handOver } });
};

const hasSource: Guard = ({ task, needs }) => {
  const living = needs.filter((n) => !closedNeeds.includes(n.state));
  return living.length > 0 || (task.plan_item ?? '').trim() !== ''
    ? null
    : refuse('NO_DEMAND_SOURCE', { fields: [{ path: 'needs', message: '' }] });
};

/** G-29: place, time, result, contact; and a title that says what is done. */
function missingItems({ task, now }: Publishing): string[] {
  const missing: string[] = [];
  if (task.title.trim().length < 4 || vague.test(task.title.replace(/[\s,,。.]/g, ''))) missing.push('title');
  if (task.slots.length === 0) missing.push('slots');
  if (task.slots.some((s) => slotMinutes(s) <= 0 || slotMinutes(s) > 92 * 1440)) missing.push('end');
  if (task.slots.some((s) => Date.parse(s.end) <= now.getTime())) missing.push('start');
  if (task.form === 'on_site' && task.place === null && task.point === null && task.place_name.trim() === '')
    missing.push('place');
  if (task.deliverable.trim() === '' || vague.test(task.deliverable.trim())) missing.push('deliverable');
  if (!Object.hasOwn(deliverableTypes, task.deliverable_type) && !photoWords.test(task.deliverable_type))
    missing.push('deliverable_type');
  if (task.estimate_minutes === 0) missing.push('estimate_minutes');
  if (task.slots.some((s) => s.role === 'professional' && s.skills.length === 0)) missing.push('skills');
  return missing;
}
/** SCH-09: a proposal that splits one big slot into parts that may each be led and checked. */
export function splitProposal(
  slot: TaskBody['slots'][number],
  most: number,
): { part: number; capacity: number; start: string; end: string; role: string; deliverable: string }[] {
  const parts = Math.ceil(slot.capacity / most);
  return Array.from({ length: Math.min(parts, 60) }, (_, i) => ({
    part: i + 1,
    capacity: Math.floor(slot.capacity / parts) + (i < slot.capacity % parts ? 1 : 0),
    start: slot.start,
    end: slot.end,
    role: slot.role,
    deliverable: `${slot.deliverable || '第'}${i + 1}${slot.deliverable ? '' : '组'}`,
  }));
}
const clear: Guard = (p) => {
  const missing = missingItems(p);
  if (missing.length > 0)
    return refuse('UNCLEAR_TASK', { details: { missing }, fields: missing.map((path) => ({ path, message: '' })) });
  const most = p.limits.undifferentiated_slot_people;
  const crowded = p.task.slots.filter((s) => s.capacity > most);
  return crowded.length === 0
    ? null
    : refuse('UNCLEAR_TASK', {
        details: { missing: ['split'], most, split: crowded.flatMap((s) => splitProposal(s, most)) },
      });
};

const owned: Guard = ({ task, responsibleKnown }) =>
  task.responsible !== null && responsibleKnown
    ? null
    : refuse('NO_OWNER', { details: { missing: 'responsible' }, fields: [{ path: 'responsible', message: '' }] });

/** CHK-03, G-28: a picture proves nothing that was done. */
const notPhotoOnly: Guard = ({ task }) => {
  const left = task.deliverable.replace(/照片|拍照|相片|留痕|上传|现场|\d+|张|一|若干|[\s,,、。.和及与]/g, '');
  return photoWords.test(task.deliverable_type) || (photoWords.test(task.deliverable) && left.length < 2)
    ? refuse('PHOTO_ONLY_EVIDENCE', { fields: [{ path: 'deliverable', message: '' }] })
    : null;
};
const noShow: Guard = ({ task }) =>
  showWords.test(said(task)) ? refuse('SHOW_TASK', { fields: [{ path: 'title', message: '' }] }) : null;
const noLetter: Guard = ({ task }) =>
  letterWords.test(said(task))
    ? refuse('NO_RESPONSIBILITY_LETTER', { fields: [{ path: 'description', message: '' }] })
    : null;

/** PTS-08: risky work goes out with insurance, equipment and a briefing, or not at all. */
const guaranteed: Guard = ({ task }) => {
  const risky =
    task.physical_risk || task.slots.some((s) => s.demands.includes('height') || s.demands.includes('outdoor_heat'));
  if (!risky) return null;
  const g = task.guarantees;
  const missing = (['insurance', 'equipment', 'briefing'] as const).filter((k) => (g?.[k] ?? '').trim() === '');
  return missing.length === 0
    ? null
    : refuse('GUARANTEE_REQUIRED', {
        details: { missing },
        fields: missing.map((k) => ({ path: `guarantees.${k}`, message: '' })),
      });
};
const justified: Guard = ({ task, limits }) => {
  const asked = headcountOf(task.slots);
  const needed = headcountNeeded(task.estimate_minutes, task.slots);
  return asked * 100 <= needed * limits.headcount_tolerance_pct
    ? null
    : refuse('HEADCOUNT_UNJUSTIFIED', { details: { asked, needed, tolerance_pct: limits.headcount_tolerance_pct } });
};
/** SCH-10: whether a leader is needed follows from the headcount, so it is asked after the headcount stands. */
const led: Guard = ({ task, limits, leaderAgreed }) =>
  headcountOf(task.slots) < limits.team_leader_from || (task.team_leader !== null && leaderAgreed)
    ? null
    : refuse('NO_OWNER', {
        details: {
          missing: task.team_leader === null ? 'team_leader' : 'team_leader_consent',
          from: limits.team_leader_from,
        },
        fields: [{ path: 'team_leader', message: '' }],
      });

const lawfulTime: Guard = ({ task, blocked }) => {
  const first = blocked[0];
  if (!first) return null;
  if (task.work_content === 'emergency') return refuse('EMERGENCY_NOT_ACTIVE');
  return refuse('WORK_HOURS_BLOCKED', {
    details: { slot: first.slot, slots: blocked.map((b) => b.slot), alternatives: first.alternatives },
    fields: [{ path: `slots.${first.slot}.start`, message: '' }],
  });
};
/** G-12: where nearly everything is the same kind of work, another of that kind needs a reason. */
const varied: Guard = ({ task, uniform, limits }) =>
  !isUniform(uniform, limits) || task.uniform_reason.trim() !== ''
    ? null
    : refuse('UNIFORM_WORK_REASON', {
        details: { content: task.work_content, pct: uniform.pct, missing_contents: uniform.missing },
        fields: [{ path: 'uniform_reason', message: '' }],
      });

export const publishGuards: readonly Guard[] = [
  boundaryDecided,
  noDutyTransfer,
  hasSource,
  clear,
  owned,
  notPhotoOnly,
  noShow,
  noLetter,
  guaranteed,
  justified,
  led,
  lawfulTime,
  varied,
];
export function mayPublish(p: Publishing): Refused | null {
  for (const guard of publishGuards) {
    const refused = guard(p);
    if (refused) return refused;
  }
  return null;
}

/** G-38: a call that leaves less than the notice period is marked ad hoc; it is counted, not forbidden. */
export const isAdHoc = (slots: readonly { start: string }[], now: Date, notice_period_h: number): boolean =>
  slots.some((s) => Date.parse(s.start) - now.getTime() < notice_period_h * 60 * minute_ms);

/** DR-10: staff assign only under an agreed and running 下派 or 应急下沉; everybody else is asked. */
export const mayAssign = (type: string, state: string): boolean => type !== 'in_service' && state === 'effective';

/** Keys that would carry a proof or a reason: leaving takes neither (G-10, SCH-06). */
export const carriesProof = (body: Record<string, unknown> | undefined): boolean => Object.keys(body ?? {}).length > 0;

/** DSP-04: an invitation never outlives the beginning of its slot. */
export function expiresAt(
  now: Date,
  starts: Date,
  urgent: boolean,
  life: { offer_life_ordinary_h: number; offer_life_urgent_min: number },
): Date {
  const life_ms = urgent ? life.offer_life_urgent_min * minute_ms : life.offer_life_ordinary_h * 60 * minute_ms;
  return new Date(Math.min(now.getTime() + life_ms, starts.getTime()));
}
/** How many are asked at the same time for each free place while the platform searches by itself: few, so that hardly anyone is asked for nothing. */
export const askedAtOnce = (urgent: boolean): number => (urgent ? 5 : 2);
export const isUrgentRelease = (now: Date, starts: Date, urgent_release_h: number): boolean =>
  starts.getTime() - now.getTime() < urgent_release_h * 60 * minute_ms;

const two = (n: number) => String(n).padStart(2, '0');
const monthNames = 'January February March April May June July August September October November December'.split(' ');
/** '11月28日10:00' or '28 November, 10:00' in Asia/Shanghai, for sentences. */
export function spokenTime(at: Date, locale: 'zh' | 'en' = 'zh'): string {
  const [, month, day] = civilDate(at).split('-').map(Number);
  const local = new Date(at.getTime() + 8 * 60 * minute_ms);
  const clock = `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}`;
  return locale === 'zh' ? `${month}月${day}日${clock}` : `${day} ${monthNames[Number(month) - 1]}, ${clock}`;
}
/** Parameters of a notice that tells a time: what English says stands beside what Chinese says. */
export const timeWords = (at: Date): { time: string; time_en: string } => ({
  time: spokenTime(at),
  time_en: spokenTime(at, 'en'),
});
/** Parameters of a notice that tells a place; a task without one happens online. */
export const placeWords = (name: string): { place: string; place_en: string } => ({
  place: name || '线上',
  place_en: name || 'online',
});
