/** The identifiers that answers have shown, by what they are of, so that later requests reach what earlier ones made. */
import type { Operation } from './document.ts';
import type { Answer } from './judge.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const most = 200;

/** "places", "place_id" and "placeId" are of one kind. */
function kindOf(word: string): string {
  const bare = word.replace(/(_id|_ids|Id|Ids)$/, '');
  return bare.endsWith('ies') ? `${bare.slice(0, -3)}y` : bare.replace(/s$/, '');
}
const staticBefore = (path: string, at: number): string =>
  path
    .slice(0, at)
    .split('/')
    .findLast((part) => part !== '' && !part.startsWith('{')) ?? '';

export class SeenIds {
  private readonly byKind = new Map<string, string[]>();
  /** Identifiers that a path was found to know, by the path before them. */
  private readonly confirmed = new Map<string, string[]>();
  private readonly all: string[] = [];

  add(kind: string, id: string): void {
    for (const list of [pool(this.byKind, kind), this.all]) {
      if (list.includes(id)) continue;
      list.push(id);
      if (list.length > most * (list === this.all ? 10 : 1)) list.shift();
    }
  }

  /** Reads every identifier of an answer; `id` is of what it stands in, at the top of what the path names. */
  learn(operation: Operation, answer: Answer): void {
    if (!answer.type.startsWith('application/json') || answer.text === '') return;
    const walk = (value: unknown, key: string, around: string): void => {
      if (typeof value === 'string' && uuid.test(value)) this.add(kindOf(key === 'id' ? around : key), value);
      else if (Array.isArray(value)) for (const one of value.slice(0, 30)) walk(one, key, around);
      else if (value !== null && typeof value === 'object')
        for (const [name, one] of Object.entries(value)) walk(one, name, key === '' || key === 'items' ? around : key);
    };
    walk(JSON.parse(answer.text), '', staticBefore(operation.path, operation.path.length));
  }

  /** The path of an answer that was neither missing nor malformed: what stands in its places is known there. */
  confirm(operation: Operation, sent: string): void {
    const parts = sent.split('?')[0]!.split('/');
    let at = 0;
    operation.path.split('/').forEach((part, index) => {
      const id = parts[index] ?? '';
      if (part.startsWith('{') && uuid.test(id)) {
        const list = pool(this.confirmed, operation.path.slice(0, at));
        if (!list.includes(id)) list.push(id);
        if (list.length > most) list.shift();
      }
      at += part.length + 1;
    });
  }

  /** The n-th of a kind; of anything where none of the kind was seen, and now and then anyhow. */
  of(kind: string, n: number): string {
    const list = this.byKind.get(kindOf(kind));
    const from = list && n % 8 !== 0 ? list : this.all;
    return from[Math.floor(n / 8) % from.length]!;
  }

  /** For a place of a path; `where` of 20 decides between what is known there, what has the kind, and anything. */
  at(operation: Operation, index: number, n: number, where: number): string {
    const start = operation.path.indexOf(`{${operation.places[index]!.name}}`);
    const known = this.confirmed.get(operation.path.slice(0, start));
    if (known && where < 10) return known[n % known.length]!;
    return this.of(staticBefore(operation.path, start), n);
  }
}

function pool(map: Map<string, string[]>, key: string): string[] {
  const known = map.get(key);
  if (known) return known;
  const fresh: string[] = [];
  map.set(key, fresh);
  return fresh;
}
