/**
 * The certificate on paper: A4, one page for the statement with the fields of 民发〔2015〕149号, then the services one by
 * one. Drawn from the snapshot alone, so that the same certificate is the same paper in any year.
 */
import { encodeQR } from 'qr';
import { identityTypes, workContents } from '../../../contract/codes.ts';
import {
  dayOf as day,
  finish,
  grey,
  ink,
  left,
  newPaper,
  page,
  rule,
  spokenMinutes as spoken,
  width,
  write,
  type Doc,
} from '../../platform/paper.ts';
import { byContent, type Snapshot } from './snapshot.ts';

const red = '#a3352c';

/** The paper as PDF bytes; `verifyUrl` is what the square code leads to. */
export async function drawCertificate(
  s: Snapshot,
  verifyUrl: string,
  signature: { readonly algorithm: string; readonly keyId: string },
): Promise<Buffer> {
  const doc = newPaper({
    title: `服务记录证明 ${s.number}`,
    author: s.issuer.name,
    subject: '志愿服务记录证明',
    made: new Date(`${s.issued_on}T00:00:00+08:00`),
  });
  statement(doc, s, verifyUrl, signature);
  list(doc, s);
  return finish(doc, `证明编号 ${s.number}`);
}

function statement(
  doc: Doc,
  s: Snapshot,
  verifyUrl: string,
  signature: { readonly algorithm: string; readonly keyId: string },
): void {
  for (const [inset, weight] of [
    [30, 1.2],
    [35, 0.4],
  ] as const)
    doc
      .rect(inset, inset, page.width - 2 * inset, page.height - 2 * inset)
      .lineWidth(weight)
      .strokeColor(red)
      .stroke();
  write(doc, '志愿服务记录证明', left, 92, { size: 27, weight: 'bold', align: 'center', spacing: 5 });
  write(doc, 'CERTIFICATE OF VOLUNTEER SERVICE', left, 136, { size: 8.5, color: grey, align: 'center', spacing: 2 });
  write(doc, `证明编号：${s.number}`, left, 172, { size: 10, color: grey, align: 'right' });
  let y = write(
    doc,
    `　　兹证明${s.name}在${day(s.from)}至${day(s.to)}期间参加志愿服务${s.services.length}次，累计服务时间${spoken(s.minutes)}。`,
    left,
    206,
    { size: 14, gap: 11 },
  );
  y = fields(doc, y + 12, [
    ['姓名', s.name],
    [identityTypes[s.identity_type].zh, s.identity_number],
    ['志愿者编号', s.volunteer_number || '未登记'],
    ['服务时间', `${spoken(s.minutes)}（${s.minutes}分钟）`],
    ['服务内容', contentWords(s)],
  ]);
  issuer(doc, s, Math.max(y + 40, 560));
  verification(doc, s, verifyUrl, signature);
}
const contentWords = (s: Snapshot): string =>
  byContent(s.services)
    .map((c) => `${workContents[c.content].zh}${c.services}次、${spoken(c.minutes)}`)
    .join('\n');

function fields(doc: Doc, from: number, rows: readonly (readonly [string, string])[]): number {
  let y = from;
  rule(doc, y);
  for (const [label, value] of rows) {
    write(doc, label, left + 4, y + 9, { size: 10.5, color: grey, width: 120 });
    y = write(doc, value, left + 130, y + 9, { size: 11.5, width: width - 134 }) + 4;
    rule(doc, y);
  }
  return y;
}
function issuer(doc: Doc, s: Snapshot, from: number): void {
  const x = left + width - 235;
  let y = from;
  for (const [label, value] of [
    ['出具单位', `${s.issuer.name}（盖章）`],
    ['负责人', s.issuer.responsible],
    ['经办人', s.issuer.handler],
    ['联系电话', s.issuer.contact || '—'],
    ['出具日期', day(s.issued_on)],
  ] as const) {
    write(doc, label, x, y, { size: 10.5, color: grey, width: 60 });
    y = write(doc, value, x + 66, y, { size: 11, width: 169, gap: 4 }) + 5;
  }
}

/** The square code, drawn as vector squares with the quiet zone that the standard asks for. */
function verification(
  doc: Doc,
  s: Snapshot,
  verifyUrl: string,
  signature: { readonly algorithm: string; readonly keyId: string },
): void {
  const size = 92;
  const top = 588;
  const cells = encodeQR(verifyUrl, 'raw', { ecc: 'medium', border: 1 });
  const cell = size / cells.length;
  doc.fillColor(ink);
  cells.forEach((row, r) =>
    row.forEach((dark, c) => {
      if (dark) doc.rect(left + c * cell, top + r * cell, cell + 0.05, cell + 0.05);
    }),
  );
  doc.fill();
  write(doc, '扫码核验，无需登录', left, top + size + 8, { size: 9.5, width: 190 });
  write(doc, `校验码 ${s.check_code}`, left, top + size + 24, { size: 9.5, width: 190 });
  write(
    doc,
    `本证明免费出具，内容自出具之日起不变，此后的记录变动不影响其效力。\n数字签名 ${signature.algorithm === 'sm2' ? 'SM2' : 'Ed25519'}，公钥 ${signature.keyId}。`,
    left,
    752,
    { size: 8.5, color: grey, align: 'center', gap: 3 },
  );
}

const columns = [
  { title: '日期', x: 0, width: 92 },
  { title: '服务内容', x: 92, width: 96 },
  { title: '服务项目', x: 188, width: 190 },
  { title: '时长', x: 378, width: 73 },
] as const;
const bottom = page.height - 76;

/** The services one by one; the head of the table stands on every page. */
function list(doc: Doc, s: Snapshot): void {
  let y = bottom + 1;
  for (const service of s.services) {
    const cells = [day(service.date), workContents[service.content].zh, service.title, spoken(service.minutes)];
    doc.font('plain').fontSize(10);
    const height =
      Math.max(...cells.map((text, i) => doc.heightOfString(text, { width: columns[i]!.width - 8, lineGap: 3 }))) + 9;
    if (y + height > bottom) y = listHead(doc);
    cells.forEach((text, i) =>
      write(doc, text, left + columns[i]!.x, y + 6, { size: 10, width: columns[i]!.width - 8, gap: 3 }),
    );
    y += height;
    rule(doc, y);
  }
  write(doc, `合计 ${s.services.length} 次，${spoken(s.minutes)}`, left, y + 10, { size: 10.5, align: 'right' });
}
function listHead(doc: Doc): number {
  doc.addPage();
  write(doc, '附：服务明细', left, 72, { size: 14, weight: 'bold' });
  for (const column of columns)
    write(doc, column.title, left + column.x, 108, { size: 9.5, color: grey, width: column.width - 8 });
  rule(doc, 128, grey);
  return 128;
}
