/** Photos without what they know about place, time and device. Pure: bytes in, bytes out. */

const APP1 = 0xe1;
const APP14 = 0xee;
const APP15 = 0xef;
const COMMENT = 0xfe;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
/** Segments that say something other than the picture: EXIF, XMP, previews, makers' notes, IPTC, comments. */
const tells = (marker: number): boolean =>
  // APP14 holds the colour transform alone; without it some pictures change their colours.
  (marker >= APP1 && marker <= APP15 && marker !== APP14) || marker === COMMENT;
/** A real photo has a few dozen segments and a progressive one a few dozen scans. */
const maxSegments = 4000;

/**
 * Cuts EXIF, XMP, IPTC and comments out of a JPEG, and everything behind the end of the picture: phones append whole
 * second pictures with the same position in them. Null when the segments do not add up to a picture.
 */
export function bareJpeg(b: Buffer): Buffer | null {
  const parts: Buffer[] = [b.subarray(0, 2)];
  let at = 2;
  for (let n = 0; at + 2 <= b.length && n < maxSegments; n += 1) {
    if (b[at] !== 0xff) return null;
    const marker = b[at + 1]!;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === END_OF_IMAGE) return Buffer.concat([...parts, b.subarray(at, at + 2)]);
    if (at + 4 > b.length) return null;
    const length = b.readUInt16BE(at + 2);
    const head = at + 2 + length;
    if (length < 2 || head > b.length) return null;
    const end = marker === START_OF_SCAN ? endOfScan(b, head) : head;
    if (!tells(marker)) parts.push(b.subarray(at, end));
    at = end;
  }
  return null;
}
/** The compressed picture goes on until a marker that is neither a stuffed byte nor a restart. */
function endOfScan(b: Buffer, from: number): number {
  for (let at = from; at + 1 < b.length; at += 1) {
    if (b[at] !== 0xff) continue;
    const next = b[at + 1]!;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return b.length;
}

/** What a PNG needs to look the same; every other chunk goes (eXIf, tEXt, iTXt, zTXt, tIME …). */
const pngKept = new Set([
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'gAMA',
  'cHRM',
  'sRGB',
  'iCCP',
  'sBIT',
  'bKGD',
  'pHYs',
]);
const maxChunks = 40_000;

/** Keeps the chunks that make the picture and nothing behind its end; null when they do not add up. */
export function barePng(b: Buffer): Buffer | null {
  const parts: Buffer[] = [b.subarray(0, 8)];
  for (let at = 8, n = 0; at + 12 <= b.length && n < maxChunks; n += 1) {
    const end = at + 12 + b.readUInt32BE(at);
    if (end > b.length) return null;
    const kind = b.toString('latin1', at + 4, at + 8);
    if (pngKept.has(kind)) parts.push(b.subarray(at, end));
    if (kind === 'IEND') return Buffer.concat(parts);
    at = end;
  }
  return null;
}
