/** CSV lines out of pieces of bytes: commas, optional quotes ("" inside for one quote), LF or CRLF, an optional BOM. */

const [lineFeed, carriageReturn, comma, quote, space] = [10, 13, 44, 34, 32];
const mostFields = 4;
/** Longer lines are no rows: a wrong file ends here instead of filling the memory. */
const longestLine = 4096;

/** One line, to be read at once: its bytes are reused. */
export class Row {
  line = 0;
  first = true;
  bytes: Uint8Array = new Uint8Array(0);
  fields = 0;
  /** What is wrong with the line as such, or ''. */
  broken = '';
  readonly #from = new Int32Array(mostFields);
  readonly #to = new Int32Array(mostFields);

  from(field: number): number {
    return this.#from[field]!;
  }
  to(field: number): number {
    return this.#to[field]!;
  }
  length(field: number): number {
    return this.#to[field]! - this.#from[field]!;
  }
  text(field: number): string {
    return new TextDecoder().decode(this.bytes.subarray(this.#from[field], this.#to[field]));
  }

  /** True when the fields are these names. */
  is(header: string): boolean {
    return (
      Array.from({ length: Math.min(this.fields, mostFields) }, (_, field) => this.text(field)).join(',') === header
    );
  }

  /** The whole number in a field: digits alone, at most ten; else NaN. */
  integer(field: number): number {
    const [from, to] = [this.#from[field]!, this.#to[field]!];
    if (to === from || to - from > 10) return Number.NaN;
    let value = 0;
    for (let at = from; at < to; at++) {
      const digit = this.bytes[at]! - 48;
      if (!(digit >= 0 && digit <= 9)) return Number.NaN;
      value = value * 10 + digit;
    }
    return value;
  }

  /** Takes the line in `bytes[from…to)` apart. */
  split(bytes: Uint8Array, from: number, to: number): void {
    this.bytes = bytes;
    this.broken = '';
    this.fields = 0;
    const end = to > from && bytes[to - 1] === carriageReturn ? to - 1 : to;
    if (onlySpaces(bytes, from, end)) return;
    let start = from;
    for (let at = from; at <= end; at++) {
      if (at < end && bytes[at] === quote) return this.#splitQuoted(bytes.subarray(from, end));
      if (at < end && bytes[at] !== comma) continue;
      this.#field(start, at);
      start = at + 1;
    }
  }

  #field(start: number, end: number): void {
    let [from, to] = [start, end];
    while (from < to && this.bytes[from] === space) from++;
    while (to > from && this.bytes[to - 1] === space) to--;
    if (this.fields < mostFields) {
      this.#from[this.fields] = from;
      this.#to[this.fields] = to;
    }
    this.fields++;
  }

  /** The rare line with quotes: unquotes into bytes of its own. */
  #splitQuoted(line: Uint8Array): void {
    const plain = new Uint8Array(line.length);
    this.bytes = plain;
    this.fields = 0;
    let [length, start, inside] = [0, 0, false];
    for (let at = 0; at < line.length; at++) {
      const byte = line[at]!;
      if (byte === quote && inside && line[at + 1] === quote) {
        plain[length++] = quote;
        at++;
      } else if (byte === quote) inside = !inside;
      else if (byte === comma && !inside) {
        this.#field(start, length);
        start = length;
      } else plain[length++] = byte;
    }
    this.#field(start, length);
    if (inside) this.broken = 'a quote is opened and not closed on this line. Close it.';
  }
}

function onlySpaces(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== space) return false;
  return true;
}

/** Hands over line after line; stops at the first answer that is not null and gives it. */
export class LineSplitter {
  readonly #row = new Row();
  /** The beginning of a line whose end has not come yet. */
  #rest = new Uint8Array(longestLine);
  #restLength = 0;

  feed<A>(bytes: Uint8Array, take: (row: Row) => A | null): A | null {
    let from = 0;
    for (;;) {
      const end = bytes.indexOf(lineFeed, from);
      if (end < 0) break;
      const answer = this.#restLength > 0 ? this.#join(bytes, from, end, take) : this.#line(bytes, from, end, take);
      if (answer !== null) return answer;
      from = end + 1;
    }
    return this.#keep(bytes, from, bytes.length, take);
  }

  end<A>(take: (row: Row) => A | null): A | null {
    return this.#restLength > 0 ? this.#line(this.#rest, 0, this.#restLength, take) : null;
  }

  #join<A>(bytes: Uint8Array, from: number, to: number, take: (row: Row) => A | null): A | null {
    const answer = this.#keep(bytes, from, to, take);
    if (answer !== null) return answer;
    const length = this.#restLength;
    this.#restLength = 0;
    return this.#line(this.#rest, 0, length, take);
  }

  #keep<A>(bytes: Uint8Array, from: number, to: number, take: (row: Row) => A | null): A | null {
    const fits = Math.min(to - from, longestLine - this.#restLength);
    this.#rest.set(bytes.subarray(from, from + fits), this.#restLength);
    this.#restLength += fits;
    return fits < to - from ? this.#line(this.#rest, 0, this.#restLength, take, true) : null;
  }

  #line<A>(bytes: Uint8Array, from: number, to: number, take: (row: Row) => A | null, tooLong = false): A | null {
    const row = this.#row;
    row.line++;
    row.first = row.line === 1;
    const mark = row.first && bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf ? 3 : 0;
    row.split(bytes, from + mark, to);
    if (tooLong || to - from >= longestLine)
      row.broken = `the line is longer than ${longestLine} bytes. Is it the right file?`;
    return take(row);
  }
}
