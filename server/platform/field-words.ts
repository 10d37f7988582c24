/**
 * What is wrong with one entry of a form, in both languages: for the input check before a use case and for the use
 * cases themselves. A sentence never repeats what was sent, because that may be a name, a phone number or a code.
 */
import type { z } from 'zod';

export interface FieldWords {
  readonly zh: string;
  readonly en: string;
}
const w = (zh: string, en: string): FieldWords => ({ zh, en });
const counted = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

export const fieldWords = {
  required: w('请填写这一项。', 'Fill this in.'),
  confirm: w('请先确认这一项。', 'Confirm this first.'),
  text: w('这里要填文字。', 'Text is expected here.'),
  number: w('这里要填数字。', 'A number is expected here.'),
  whole: w('这里要填整数。', 'A whole number is expected here.'),
  yesNo: w('请选择“是”或“否”。', 'Choose yes or no.'),
  date: w('请填写有效的日期。', 'Enter a valid date.'),
  time: w('请填写有效的时间。', 'Enter a valid time.'),
  year: w('年份须在1900年到2199年之间。', 'The year must lie between 1900 and 2199.'),
  phone: w('请填写有效的电话号码。', 'Enter a valid phone number.'),
  id: w('编号不正确。', 'This number or link is not right.'),
  address: w('网址不正确。', 'This web address is not right.'),
  choice: w('请从列出的选项中选择。', 'Choose one of the options.'),
  unknown: w('有表单以外的内容，请刷新页面后重填。', 'This form does not know one of the entries. Reload the page.'),
  form: w('这一项的格式不正确。', 'This entry is not in the right form.'),
  notHere: w('没有找到所选的内容，请重新选择。', 'What was chosen is not there. Choose again.'),
  notOwnFile: w('没有找到这个文件，请重新上传。', 'This file is not there. Upload it again.'),
  textOrVoice: w('请写几个字，或录一段语音。', 'Write a few words or record your voice.'),
  future: w('开始时间须在现在之后，结束时间须在开始之后。', 'Start after now, and end after the start.'),
  endAfterStart: w('结束时间须在开始时间之后。', 'The end must come after the start.'),
  period: w('时间段应在两年以内，先填起始日期。', 'Choose a period of at most two years, the first day first.'),
  noUnit: w('没有登记这个单位。', 'This organisation is not registered.'),
  notStaff: w('这不是本社区的工作人员。', 'This person is not on the staff of the community.'),
  wrongParent: w('上级位置不对。', 'A place of this kind cannot lie here.'),
  sameName: w('已有同名的地点。', 'There is already a place with this name.'),
  otherBuilding: w('不是本社区的楼栋。', 'One of these is not a building of the community.'),
  endBeforeStart: w('结束日期早于开始日期。', 'The end lies before the beginning.'),
  capturedTooOld: w('记录的时间太早，或晚于现在。', 'This was recorded too long ago or lies in the future.'),
} as const satisfies Record<string, FieldWords>;

export const digits = (n: number): FieldWords => w(`应为${n}位数字。`, `Enter ${counted(n, 'digit', 'digits')}.`);
export const wholeBetween = (min: number, max: number): FieldWords =>
  w(`请填${min}到${max}之间的整数。`, `Enter a whole number from ${min} to ${max}.`);

type Issue = z.core.$ZodIssue;
type Bound = { readonly origin: string; readonly exact?: boolean; readonly inclusive?: boolean };

/** Text and lists are measured in characters and entries, numbers by themselves. */
function tooSmall(issue: Bound, least: number): FieldWords {
  if (issue.origin === 'string') {
    if (issue.exact) return w(`应为${least}个字。`, `Enter exactly ${counted(least, 'character', 'characters')}.`);
    return least <= 1 ? fieldWords.required : w(`至少填写${least}个字。`, `Enter at least ${least} characters.`);
  }
  if (issue.origin === 'array')
    return issue.exact
      ? w(`应为${least}项。`, `Give exactly ${counted(least, 'entry', 'entries')}.`)
      : w(`至少要有${least}项。`, `Give at least ${counted(least, 'entry', 'entries')}.`);
  return issue.inclusive === false
    ? w(`须大于${least}。`, `This must be more than ${least}.`)
    : w(`不能小于${least}。`, `This must be ${least} or more.`);
}
function tooBig(issue: Bound, most: number): FieldWords {
  if (issue.origin === 'string')
    return issue.exact
      ? w(`应为${most}个字。`, `Enter exactly ${counted(most, 'character', 'characters')}.`)
      : w(`最多填写${most}个字。`, `Enter at most ${counted(most, 'character', 'characters')}.`);
  if (issue.origin === 'array')
    return issue.exact
      ? w(`应为${most}项。`, `Give exactly ${counted(most, 'entry', 'entries')}.`)
      : w(`最多${most}项。`, `Give at most ${counted(most, 'entry', 'entries')}.`);
  // The end of the exact integers is a bound of the machine, not of the form.
  if (most >= Number.MAX_SAFE_INTEGER) return w('数字太大。', 'This number is too large.');
  return issue.inclusive === false
    ? w(`须小于${most}。`, `This must be less than ${most}.`)
    : w(`不能大于${most}。`, `This must be ${most} or less.`);
}

const byType: Readonly<Record<string, FieldWords>> = {
  string: fieldWords.text,
  number: fieldWords.number,
  int: fieldWords.whole,
  boolean: fieldWords.yesNo,
};
const byFormat: Readonly<Record<string, FieldWords>> = {
  uuid: fieldWords.id,
  datetime: fieldWords.time,
  date: fieldWords.date,
  url: fieldWords.address,
};

/** A pattern of the contract in words: a phone number begins with 1 or 0, a tenant number in a path with 1–9, a code is n digits. */
function byPattern(pattern: string): FieldWords {
  if (/\^1\\d\{10\}\$/.test(pattern)) return fieldWords.phone;
  if (pattern.includes('^[1-9]\\d{0,')) return fieldWords.id;
  if (/\^\((19\|)?20\|21\)/.test(pattern)) return fieldWords.year;
  if (/\^\\d\{\d+,\d+\}\$/.test(pattern)) return fieldWords.whole;
  const exactly = /\^\\d\{(\d+)\}\$/.exec(pattern);
  return exactly ? digits(Number(exactly[1])) : fieldWords.form;
}

/** A rule of the contract beyond form says its sentence itself: `.refine(rule, { params: { zh, en } })`. */
function own(params: Readonly<Record<string, unknown>> | undefined): FieldWords {
  const { zh, en } = params ?? {};
  return typeof zh === 'string' && typeof en === 'string' ? w(zh, en) : fieldWords.form;
}

/** The words for what the input check found; the issue must carry its input, else nothing tells a hole from a wrong kind. */
export function wordsOf(issue: Issue): FieldWords {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined || issue.input === null
        ? fieldWords.required
        : (byType[issue.expected] ?? fieldWords.form);
    case 'too_small':
      return tooSmall(issue, Number(issue.minimum));
    case 'too_big':
      return tooBig(issue, Number(issue.maximum));
    case 'invalid_format':
      return byFormat[issue.format] ?? byPattern(issue.pattern ?? '');
    case 'invalid_value':
      if (issue.values.length === 1 && issue.values[0] === true) return fieldWords.confirm;
      return issue.input === undefined || issue.input === null ? fieldWords.required : fieldWords.choice;
    case 'invalid_union':
      return 'discriminator' in issue && issue.discriminator ? fieldWords.choice : fieldWords.form;
    case 'unrecognized_keys':
      return fieldWords.unknown;
    case 'custom':
      return own(issue.params);
    default:
      return fieldWords.form;
  }
}
