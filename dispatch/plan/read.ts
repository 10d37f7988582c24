/**
 * Instances from CSV, streamed: capacities first, then needs, then candidates, each in pieces of any size. A bad row ends
 * the reading with its file, its line and what to do. Ids are any UTF-8 text; they count in ascending order of their
 * bytes, so that the order of the rows changes nothing.
 */
import { IdTable, wider } from './ids.ts';
import { LineSplitter, type Row } from './lines.ts';
import { highestScore, repeatedPair, toProblem, type Problem } from './problem.ts';

export type InputFile = 'capacities' | 'need' | 'candidates';

/** Why the input cannot be used; `line` counts from 1. */
export interface InputFault {
  readonly file: InputFile;
  readonly line: number;
  readonly sentence: string;
}

export interface Instance {
  readonly problem: Problem;
  orderId(order: number): string;
  memberId(member: number): string;
}

const headers: Readonly<Record<InputFile, string>> = {
  capacities: 'member_id,capacity',
  need: 'order_id,people',
  candidates: 'order_id,member_id,score',
};

/** Call `feed` for each piece of a file and `end` after its last, file by file; then `finish`. A fault ends it. */
export class InstanceReader {
  readonly #orders = new IdTable();
  readonly #members = new IdTable();
  #capacity = new Int32Array(1 << 12);
  #need = new Int32Array(1 << 12);
  #pairs = {
    count: 0,
    order: new Int32Array(1 << 14),
    member: new Int32Array(1 << 14),
    score: new Int32Array(1 << 14),
  };
  /** Lines of the candidates that hold no pair, so that a pair's line can be told later. */
  readonly #skipped: number[] = [];
  #lines: LineSplitter | null = null;

  /** Reads a piece of a file; a piece may end anywhere. */
  feed(file: InputFile, bytes: Uint8Array): InputFault | null {
    this.#lines ??= new LineSplitter();
    return this.#lines.feed(bytes, (row) => this.#row(file, row));
  }

  /** The end of a file: its last line may lack its line break. */
  end(file: InputFile): InputFault | null {
    const lines = this.#lines ?? new LineSplitter();
    this.#lines = null;
    return lines.end((row) => this.#row(file, row));
  }

  /** The instance, or what is wrong with it as a whole. */
  finish(): Instance | InputFault {
    const [orders, members] = [this.#orders, this.#members];
    const { sorted: orderIds, place: orderPlace } = ranked(orders);
    const { sorted: memberIds, place: memberPlace } = ranked(members);
    const { count, order, member, score } = this.#pairs;
    const placed = { count, order: order.subarray(0, count), member: member.subarray(0, count), score };
    placed.order.forEach((id, k) => (placed.order[k] = orderPlace[id]!));
    placed.member.forEach((id, k) => (placed.member[k] = memberPlace[id]!));
    const need = orderIds.map((id) => this.#need[id]! || 1);
    const problem = toProblem(
      placed,
      need,
      memberIds.map((id) => this.#capacity[id]!),
    );
    const orderId = (at: number): string => orders.text(orderIds[at]!);
    const memberId = (at: number): string => members.text(memberIds[at]!);
    const repeated = repeatedPair(problem);
    if (!repeated) return { problem, orderId, memberId };
    const [first, second] = [0, 1].map((turn) => this.#lineOf(placed, repeated, turn));
    const pair = `order "${orderId(repeated.order)}" and member "${memberId(repeated.member)}"`;
    const sentence = `${pair} stand on line ${first} and again here. Keep one of the two rows.`;
    return { file: 'candidates', line: second!, sentence };
  }

  #lineOf(
    pairs: { count: number; order: Int32Array; member: Int32Array },
    wanted: { order: number; member: number },
    turn: number,
  ): number {
    let left = turn;
    for (let k = 0; k < pairs.count; k++) {
      if (pairs.order[k] !== wanted.order || pairs.member[k] !== wanted.member || left-- > 0) continue;
      let line = k + 1;
      for (const skipped of this.#skipped) if (skipped <= line) line++;
      return line;
    }
    return 0;
  }

  #row(file: InputFile, row: Row): InputFault | null {
    const fault = (sentence: string): InputFault => ({ file, line: row.line, sentence });
    if (row.fields === 0 || (row.first && row.is(headers[file]))) {
      if (file === 'candidates') this.#skipped.push(row.line);
      return null;
    }
    const columns = file === 'candidates' ? 3 : 2;
    if (row.broken) return fault(row.broken);
    if (row.fields !== columns)
      return fault(`the row has ${row.fields} fields and needs ${columns}: ${headers[file]}. Correct it.`);
    for (let field = 0; field < columns - 1; field++)
      if (row.length(field) === 0) return fault(`the ${headers[file].split(',')[field]} is empty. Fill it in.`);
    const value = row.integer(columns - 1);
    if (file === 'candidates') return this.#candidate(row, value, fault);
    const isNeed = file === 'need';
    const least = isNeed ? 1 : 0;
    if (!(value >= least && value <= highestScore)) {
      const name = isNeed ? 'people' : 'capacity';
      return fault(`${name} is "${row.text(1)}" and must be a whole number from ${least} to ${highestScore}.`);
    }
    return isNeed ? this.#order(row, value, fault) : this.#member(row, value, fault);
  }

  #candidate(row: Row, score: number, fault: (sentence: string) => InputFault): InputFault | null {
    if (!(score >= 1 && score <= highestScore)) {
      const why = `score is "${row.text(2)}" and must be a whole number from 1 to ${highestScore}.`;
      return fault(`${why} Leave the row out if this member must not serve this order.`);
    }
    const member = this.#members.find(row.bytes, row.from(1), row.to(1));
    if (member < 0) {
      return fault(`member "${row.text(1)}" has no capacity. Add a row "${row.text(1)},1" to the capacities.`);
    }
    const order = this.#orders.intern(row.bytes, row.from(0), row.to(0));
    const at = this.#pairs.count++;
    if (at === this.#pairs.order.length) {
      const length = at * 2;
      this.#pairs.order = wider(this.#pairs.order, length);
      this.#pairs.member = wider(this.#pairs.member, length);
      this.#pairs.score = wider(this.#pairs.score, length);
    }
    if (order >= this.#need.length) this.#need = wider(this.#need, order * 2);
    this.#pairs.order[at] = order;
    this.#pairs.member[at] = member;
    this.#pairs.score[at] = score;
    return null;
  }

  #order(row: Row, people: number, fault: (sentence: string) => InputFault): InputFault | null {
    const order = this.#orders.intern(row.bytes, row.from(0), row.to(0));
    if (order >= this.#need.length) this.#need = wider(this.#need, order * 2);
    if (this.#need[order]! > 0) return fault(`order "${row.text(0)}" stands here twice. Keep one of the rows.`);
    this.#need[order] = people;
    return null;
  }

  #member(row: Row, capacity: number, fault: (sentence: string) => InputFault): InputFault | null {
    const known = this.#members.count;
    const member = this.#members.intern(row.bytes, row.from(0), row.to(0));
    if (member < known) return fault(`member "${row.text(0)}" stands here twice. Keep one of the rows.`);
    if (member >= this.#capacity.length) this.#capacity = wider(this.#capacity, member * 2);
    this.#capacity[member] = capacity;
    return null;
  }
}

/** Ids in ascending order, and the place of each in it. */
function ranked(ids: IdTable): { readonly sorted: Int32Array; readonly place: Int32Array } {
  const sorted = ids.sorted();
  const place = new Int32Array(sorted.length);
  sorted.forEach((id, at) => (place[id] = at));
  return { sorted, place };
}
