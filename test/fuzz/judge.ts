/** What no answer may be: broken, talkative about the inside, or a refusal that nobody declared. */
import { refusals } from '../../contract/refusals/index.ts';
import type { Operation } from './document.ts';

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** Traces of SQL, of the driver, of the stack and of the machine. */
const inside = [
  /\bat [^"]{0,80}\.(?:m?js|ts):\d+/,
  /node_modules|file:\/\/\/|\/server\/(?:engines|systems|platform)\//,
  /\b(?:select|insert into|update|delete from)\b[^"]{1,200}\b(?:from|values|set|where)\b/i,
  /violates (?:\w+[- ])*constraint|duplicate key value|relation "|column "|syntax error at|invalid input (?:syntax|value)/i,
  /TypeError|RangeError|SyntaxError|ECONN|kysely|fastify|ZodError|postgres(?:ql)?:\/\//i,
  /\[object Object\]|\bundefined\b/,
];

/** Faults of one answer, as sentences; `broken` says that the request was not one of the operation at all. */
export function faultsOf(operation: Operation, answer: Answer, sent: string, broken: boolean): string[] {
  const faults: string[] = [];
  if (answer.status >= 500) faults.push(`answered ${answer.status}`);
  if (answer.status === 0) return [`gave no answer: ${answer.text}`];
  // Too long a head is answered by the machine's own HTTP, before anything of ours hears of it.
  if (answer.status < 400 || answer.status === 431) return faults;
  faults.push(...talk(answer.text, sent));
  if (answer.text === '' || answer.status >= 500 || !answer.type.includes('json')) return faults;
  const refused = parsed(answer.text);
  if (refused === null || !Object.hasOwn(refusals, refused.code))
    faults.push(`refuses with an unknown code: ${answer.text.slice(0, 120)}`);
  else {
    if (!(refused.message?.length > 1 && refused.next?.length > 1))
      faults.push(`${refused.code} has no sentence or no next step`);
    if (refusals[refused.code as keyof typeof refusals].status !== answer.status)
      faults.push(`${refused.code} came with ${answer.status}`);
    if (!broken && !operation.codes.has(refused.code))
      faults.push(`refuses with ${refused.code}, which its description does not name`);
  }
  return faults;
}

/** Words of the inside that are not the sender's own. */
function talk(text: string, sent: string): string[] {
  return inside.flatMap((pattern) => {
    const said = pattern.exec(text)?.[0];
    return said !== undefined && !sent.includes(said) ? [`speaks of the inside: ${said.slice(0, 100)}`] : [];
  });
}

interface Refused {
  readonly code: string;
  readonly message: string;
  readonly next: string;
}
function parsed(text: string): Refused | null {
  try {
    const body = JSON.parse(text) as Refused | null;
    return typeof body?.code === 'string' ? body : null;
  } catch {
    return null;
  }
}
