/** What a request must hold, and how identity numbers are shown. Pure. */
import type { IdentityType } from '../../../contract/codes.ts';
import { refuse, type Refused } from '../../platform/outcome.ts';

/** GB 11643: seventeen digits and a check character, ISO 7064 MOD 11-2. */
export function isResidentNumber(text: string): boolean {
  if (!/^\d{17}[\dX]$/.test(text)) return false;
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((s, w, i) => s + w * Number(text[i]), 0);
  return '10X98765432'[sum % 11] === text[17];
}
/** Full width and small letters are brought to one form before anything is compared or printed. */
export const plainNumber = (text: string): string => text.normalize('NFKC').replace(/\s/g, '').toUpperCase();

export function badIdentity(type: IdentityType, number: string): Refused | null {
  const bad = (zh: string, en: string) =>
    refuse('INPUT_INVALID', { fields: [{ path: 'identity_number', message: { zh, en } }] });
  if (type === 'resident' && !isResidentNumber(number))
    return bad(
      '身份证号码有误，请核对18位号码。',
      'This is not a valid identity number; please check its 18 characters.',
    );
  if (!/^[0-9A-Z()/-]{5,30}$/.test(number))
    return bad('证件号码只能有字母和数字。', 'A document number has letters and digits only.');
  return null;
}
export function badSpan(from: string, to: string, today: string): Refused | null {
  const bad = (path: string, zh: string, en: string) =>
    refuse('INPUT_INVALID', { fields: [{ path, message: { zh, en } }] });
  if (from > to) return bad('to', '结束日期不能早于开始日期。', 'The last day comes before the first.');
  if (to > today) return bad('to', '结束日期不能晚于今天。', 'The last day lies in the future.');
  return null;
}

/** 340207********1234; short numbers keep two characters at each end. */
export const maskIdentity = (number: string): string =>
  number.length >= 15
    ? `${number.slice(0, 6)}${'*'.repeat(number.length - 10)}${number.slice(-4)}`
    : `${number.slice(0, 2)}${'*'.repeat(Math.max(3, number.length - 4))}${number.slice(-2)}`;

/** Letters and digits that are not mistaken for one another on paper. */
const checkLetters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
/** Ten characters that nobody guesses (49 bits), printed beside the number. */
export const checkCodeOf = (bytes: Buffer): string =>
  Array.from({ length: 10 }, (_, i) => checkLetters[bytes.readUInt16BE(2 * i) % checkLetters.length]).join('');
