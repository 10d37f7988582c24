/** Why a member is left out, in words for the cadre; the codes are those of the guards of an invitation. */
import { lang } from '../../kit/index.ts';

const sentences: Readonly<Record<string, readonly [string, string]>> = {
  SELF_DEALING: ['是点单人本人或同住', 'The asker or of the same household'],
  NOT_AVAILABLE: ['当前不接受邀请', 'Takes no invitations now'],
  ASKED_ENOUGH: ['本周已被邀请多次，不再打扰', 'Asked often enough this week'],
  RESTING: ['近期服务较多，正在休整', 'Resting after several services'],
  TIME_CONFLICT: ['与工作或已接任务冲突', 'Clashes with work or an accepted task'],
  WORK_HOURS_BLOCKED: ['正在上班', 'At work then'],
  OUTSIDE_AVAILABILITY: ['不在可服务的时间内', 'Outside the times offered'],
  TOO_FAR: ['超出可接受的距离', 'Too far'],
  PHYSICAL_LIMIT: ['该任务不适合', 'The task does not suit'],
  SKILL_MISMATCH: ['没有所需技能', 'The skill is missing'],
  NO_INTENTION: ['不在特长和服务意向内', 'Outside expertise and intentions'],
  CONSENT_MISSING: ['尚未同意使用所需信息', 'Consent is missing'],
  SLOT_FULL: ['名额已满', 'All places are taken'],
};
export function refusalSentence(code: string): string {
  return sentences[code]?.[lang() === 'zh' ? 0 : 1] ?? '';
}
