/** Numbers, minutes, points and times as people read them. Times are always those of Asia/Shanghai, whatever the phone says. */
import { lang } from './i18n.ts';
import { now as present } from './now.ts';

const zone = 'Asia/Shanghai';
type When = string | Date;
const toDate = (at: When) => (typeof at === 'string' ? new Date(at) : at);
const cache = new Map<string, Intl.DateTimeFormat>();

function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = lang() + JSON.stringify(options);
  let found = cache.get(name);
  if (!found) {
    found = new Intl.DateTimeFormat(lang() === 'zh' ? 'zh-CN' : 'en-GB', { timeZone: zone, ...options });
    cache.set(name, found);
  }
  return found;
}

/** The civil day in Shanghai, YYYY-MM-DD. */
export function civilDay(at: When): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return parts.format(toDate(at));
}

/** "2026年3月7日" or "7 March 2026": as a paper says it that is read years later. */
export const date = (at: When): string =>
  formatter({ year: 'numeric', month: 'long', day: 'numeric' }).format(toDate(at));

/** "3月7日 周六" or "Sat 7 Mar"; the year is named only when it is not the present one. */
export function day(at: When, now: Date = present()): string {
  const otherYear = civilDay(at).slice(0, 4) !== civilDay(now).slice(0, 4);
  return formatter({
    month: lang() === 'zh' ? 'long' : 'short',
    day: 'numeric',
    weekday: 'short',
    ...(otherYear ? { year: 'numeric' } : {}),
  }).format(toDate(at));
}

/** "14:30", 24 hours. */
export function clock(at: When): string {
  return formatter({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(toDate(at));
}

/** Today, tomorrow and yesterday by name, other days by date. */
export function nearDay(at: When, now: Date = present()): string {
  const days = Math.round((Date.parse(civilDay(at)) - Date.parse(civilDay(now))) / 86_400_000);
  const names: Record<number, [string, string]> = {
    [-1]: ['昨天', 'Yesterday'],
    0: ['今天', 'Today'],
    1: ['明天', 'Tomorrow'],
    2: ['后天', 'In two days'],
  };
  const name = names[days];
  return name ? name[lang() === 'zh' ? 0 : 1] : day(at, now);
}

export const moment = (at: When, now: Date = present()): string => `${nearDay(at, now)} ${clock(at)}`;

/** "周六 9:00–11:00" with its day; a slot that passes midnight names both days. */
export function span(start: When, end: When, now: Date = present()): string {
  if (civilDay(start) === civilDay(end)) return `${nearDay(start, now)} ${clock(start)}–${clock(end)}`;
  return `${moment(start, now)} – ${moment(end, now)}`;
}

/** Whole minutes as "3小时25分" or "3 h 25 min"; zero is said, not hidden. */
export function minutes(total: number): string {
  const sign = total < 0 ? '−' : '';
  const whole = Math.abs(Math.trunc(total));
  const h = Math.floor(whole / 60);
  const m = whole % 60;
  if (lang() === 'zh') return sign + (h === 0 ? `${m}分钟` : m === 0 ? `${h}小时` : `${h}小时${m}分`);
  return sign + (h === 0 ? `${m} min` : m === 0 ? `${h} h` : `${h} h ${m} min`);
}

/** Points in hundredths as "1.50"; whole points drop nothing, so columns stay even. */
export function points(hundredths: number): string {
  const sign = hundredths < 0 ? '−' : '';
  const whole = Math.abs(hundredths);
  return `${sign}${Math.floor(whole / 100)}.${String(whole % 100).padStart(2, '0')}`;
}

export function number(value: number): string {
  return new Intl.NumberFormat(lang() === 'zh' ? 'zh-CN' : 'en-GB').format(value);
}

/** "120米", "1.3公里". */
export function distance(metres: number): string {
  if (metres < 1000) return lang() === 'zh' ? `${Math.round(metres)}米` : `${Math.round(metres)} m`;
  const km = (metres / 1000).toFixed(1);
  return lang() === 'zh' ? `${km}公里` : `${km} km`;
}

/** The Shanghai wall time that a date and a time input hold, as an instant. China has had no summer time since 1991. */
export function instantOf(date: string, time: string): string {
  return `${date}T${time}:00+08:00`;
}

/** Items of one kind: "甲、乙" or "a, b". */
export const list = (items: readonly string[]): string => items.filter(Boolean).join(lang() === 'zh' ? '、' : ', ');
/** Sentences or clauses side by side. */
export const clauses = (items: readonly (string | null | undefined)[]): string =>
  items.filter(Boolean).join(lang() === 'zh' ? '\uff1b' : '; ');
/** A word and what it stands for: "地点:香樟苑" with the colon of the language. */
export const named = (label: string, value: string): string => `${label}${lang() === 'zh' ? '\uff1a' : ': '}${value}`;
