/** Paper in full Chinese type: A4 pages, two weights of one face, and the few shapes that all papers share. */
import { createRequire } from 'node:module';
import Pdf from 'pdfkit';

const require = createRequire(import.meta.url);
const font = (weight: string): string =>
  require.resolve(`@expo-google-fonts/noto-serif-sc/${weight}/NotoSerifSC_${weight}.ttf`);
const plain = font('400Regular');
const bold = font('600SemiBold');

export type Doc = PDFKit.PDFDocument;
export const page = { width: 595.28, height: 841.89, margin: 72 } as const;
export const left = page.margin;
export const width = page.width - 2 * page.margin;
export const ink = '#1f2421';
export const grey = '#6b716d';
const line = '#c9cdc9';

/** `made` also stands inside the file, so that the same paper drawn again is the same bytes but for the fonts' subsets. */
export function newPaper(info: {
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  readonly made: Date;
}): Doc {
  const doc = new Pdf({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    lang: 'zh-CN',
    displayTitle: true,
    info: {
      Title: info.title,
      Author: info.author,
      Subject: info.subject,
      CreationDate: info.made,
      ModDate: info.made,
    },
  });
  doc.registerFont('plain', plain).registerFont('bold', bold);
  return doc;
}

/** Writes a line at the foot of every page and gives the bytes. */
export async function finish(doc: Doc, foot: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  doc.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve) => doc.once('end', resolve));
  const { count } = doc.bufferedPageRange();
  for (let i = 0; i < count; i += 1) {
    doc.switchToPage(i);
    write(doc, `${foot}　第 ${i + 1} 页，共 ${count} 页`, left, page.height - 50, {
      size: 8.5,
      color: grey,
      align: 'center',
    });
  }
  doc.end();
  await ended;
  return Buffer.concat(chunks);
}

interface Style {
  readonly size?: number;
  readonly color?: string;
  readonly weight?: 'plain' | 'bold';
  readonly width?: number;
  readonly align?: 'left' | 'center' | 'right';
  readonly spacing?: number;
  readonly gap?: number;
}
/** Writes at a place and gives the y below it. */
export function write(doc: Doc, text: string, x: number, y: number, style: Style = {}): number {
  const { size = 11, color = ink, weight = 'plain', align = 'left', spacing = 0, gap = size * 0.55 } = style;
  doc
    .font(weight)
    .fontSize(size)
    .fillColor(color)
    .text(text, x, y, { width: style.width ?? width, align, characterSpacing: spacing, lineGap: gap });
  return doc.y;
}
export const rule = (doc: Doc, y: number, color = line): void =>
  void doc
    .moveTo(left, y)
    .lineTo(left + width, y)
    .lineWidth(0.6)
    .strokeColor(color)
    .stroke();
/** 2026-11-28 → 2026年11月28日. */
export const dayOf = (date: string): string => {
  const [y, m, d] = date.split('-').map(Number);
  return `${y}年${m}月${d}日`;
};
/** 90 → 1小时30分钟. */
export const spokenMinutes = (minutes: number): string =>
  [
    minutes >= 60 ? `${Math.floor(minutes / 60)}小时` : '',
    minutes % 60 > 0 || minutes === 0 ? `${minutes % 60}分钟` : '',
  ].join('');
