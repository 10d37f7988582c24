import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bareJpeg, barePng } from './bare-photo.ts';

const segment = (marker: number, body: Buffer) => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
};
/** A TIFF block with one GPS directory: latitude reference, latitude 31° 20′ 53″. */
function exifWithPosition(): Buffer {
  const tiff = Buffer.alloc(80);
  tiff.write('II*\0', 0, 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(1, 8);
  tiff.writeUInt16LE(0x8825, 10); // GPS directory
  tiff.writeUInt16LE(4, 12);
  tiff.writeUInt32LE(1, 14);
  tiff.writeUInt32LE(26, 18);
  tiff.writeUInt16LE(2, 26);
  tiff.writeUInt16LE(1, 28);
  tiff.writeUInt16LE(2, 30);
  tiff.writeUInt32LE(2, 32);
  tiff.write('N\0', 36, 'latin1');
  tiff.writeUInt16LE(2, 40);
  tiff.writeUInt16LE(5, 42);
  tiff.writeUInt32LE(3, 44);
  tiff.writeUInt32LE(52, 48);
  for (const [i, v] of [31, 20, 53].entries()) {
    tiff.writeUInt32LE(v, 52 + i * 8);
    tiff.writeUInt32LE(1, 56 + i * 8);
  }
  return Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
}
const frame = segment(0xc0, Buffer.from([8, 0, 1, 0, 1, 1, 1, 0x11, 0]));
const scanHead = segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0]));
const scan = Buffer.concat([scanHead, Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56])]);
const begin = Buffer.from([0xff, 0xd8]);
const end = Buffer.from([0xff, 0xd9]);
const jfif = segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1'));
const adobe = segment(0xee, Buffer.from('Adobe\0\x64\0\0\0\0\x01', 'latin1'));
const picture = Buffer.concat([begin, jfif, adobe, frame, scan, end]);

describe('photos lose what they know', () => {
  it('cuts the position, XMP, IPTC and comments out of a JPEG and leaves the picture byte for byte', () => {
    const told = [
      segment(0xe1, exifWithPosition()),
      segment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0<exif:GPSLatitude>31,20.9N', 'latin1')),
      segment(0xed, Buffer.from('Photoshop 3.0\0City', 'latin1')),
      segment(0xfe, Buffer.from('taken at home', 'latin1')),
    ];
    const photo = Buffer.concat([begin, jfif, ...told, adobe, frame, scan, end]);
    assert.ok(photo.includes('Exif') && photo.includes('GPSLatitude'));
    assert.deepEqual(bareJpeg(photo), picture);
  });
  it('cuts between the scans of a progressive picture, and a second picture behind the end', () => {
    const photo = Buffer.concat([
      begin,
      frame,
      scan,
      segment(0xe1, exifWithPosition()),
      scan,
      end,
      begin,
      segment(0xe1, exifWithPosition()),
      frame,
      scan,
      end,
    ]);
    assert.deepEqual(bareJpeg(photo), Buffer.concat([begin, frame, scan, scan, end]));
  });
  it('refuses what is no picture', () => {
    assert.equal(bareJpeg(Buffer.concat([begin, Buffer.from('plain text, not segments')])), null);
    assert.equal(bareJpeg(picture.subarray(0, picture.length - 2)), null);
    assert.equal(bareJpeg(Buffer.concat([begin, Buffer.from([0xff, 0xe1, 0xff, 0xff, 0])])), null);
    assert.equal(bareJpeg(Buffer.concat([begin, Buffer.from([0xff, 0xe1, 0, 0, 0xff, 0xd9])])), null);
  });
  it('keeps of a PNG what makes the picture', () => {
    const chunk = (kind: string, body: string) => {
      const head = Buffer.alloc(4);
      head.writeUInt32BE(body.length);
      return Buffer.concat([head, Buffer.from(kind + body, 'latin1'), Buffer.alloc(4)]);
    };
    const start = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
    const made = [chunk('IHDR', 'x'.repeat(13)), chunk('IDAT', 'pixels'), chunk('IEND', '')];
    const told = [
      chunk('eXIf', 'II*GPS'),
      chunk('tEXt', 'a'),
      chunk('iTXt', 'b'),
      chunk('zTXt', 'c'),
      chunk('tIME', 'd'),
    ];
    const photo = Buffer.concat([start, made[0]!, ...told, made[1]!, made[2]!, Buffer.from('trailer')]);
    assert.deepEqual(barePng(photo), Buffer.concat([start, ...made]));
    assert.equal(barePng(photo.subarray(0, 30)), null);
  });
});
