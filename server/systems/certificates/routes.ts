import { certificates } from '../../../contract/certificates/index.ts';
import type { Deps } from '../../platform/context.ts';
import { sent, type Server } from '../../platform/http.ts';
import type { Relay } from '../../platform/outbox.ts';
import {
  answerObjection,
  declineCertificate,
  issueCertificate,
  prepareCertificate,
  revokeCertificate,
} from './decide-certificate.ts';
import { object, onPublicityOver, onReversed, readPublicity } from './objections.ts';
import { printCertificate } from './print-certificate.ts';
import { listCertificates, readCertificate } from './read-certificates.ts';
import {
  myCertificates,
  previewCertificate,
  publicityDue,
  requestCertificate,
  withdrawCertificate,
} from './request-certificate.ts';
import { verifyCertificate } from './verify-certificate.ts';

export function mount(server: Server, _deps: Deps, relay: Relay): void {
  server.serve(certificates.mine, (ctx) => myCertificates(ctx));
  server.serve(certificates.preview, (ctx, { params, query }) => previewCertificate(ctx, params.community, query));
  server.serve(certificates.request, (ctx, { params, body }) => requestCertificate(ctx, params.community, body));
  server.serve(certificates.withdraw, (ctx, { params }) => withdrawCertificate(ctx, params.community, params.id));
  server.serve(certificates.pdf, async (ctx, { params, request, reply }) => {
    const base = ctx.deployment.publicUrl ?? `${request.protocol}://${request.host}`;
    const paper = await printCertificate(ctx, params.community, params.id, base);
    if (!paper.ok) return paper;
    await reply
      .header('content-type', 'application/pdf')
      .header('cache-control', 'private, no-store')
      .header('content-disposition', `inline; filename="${paper.value.number}.pdf"`)
      .send(paper.value.bytes);
    return sent;
  });
  server.serve(certificates.publicity, (ctx, { params }) => readPublicity(ctx, params.community));
  server.serve(certificates.object, (ctx, { params, body }) => object(ctx, params.community, params.id, body.text));
  server.serve(certificates.list, (ctx, { params, query }) => listCertificates(ctx, params.community, query));
  server.serve(certificates.read, (ctx, { params }) => readCertificate(ctx, params.community, params.id));
  server.serve(certificates.answerObjection, (ctx, { params, body }) =>
    answerObjection(ctx, params.community, params.id, params.objection, body),
  );
  server.serve(certificates.prepare, (ctx, { params }) => prepareCertificate(ctx, params.community, params.id));
  server.serve(certificates.issue, (ctx, { params }) => issueCertificate(ctx, params.community, params.id));
  server.serve(certificates.decline, (ctx, { params, body }) =>
    declineCertificate(ctx, params.community, params.id, body.reason),
  );
  server.serve(certificates.revoke, (ctx, { params, body }) =>
    revokeCertificate(ctx, params.community, params.id, body.reason),
  );
  server.serve(certificates.verify, (ctx, { params, query }) => verifyCertificate(ctx, params.number, query.code));
  relay.onDue(publicityDue, onPublicityOver);
  relay.on('claim.reversed', onReversed);
}
