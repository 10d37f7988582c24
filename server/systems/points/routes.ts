import { ledger } from '../../../contract/ledger/index.ts';
import { pointsHonour } from '../../../contract/points/index.ts';
import { checkBooks, readPassbook } from '../../engines/review/index.ts';
import type { Deps } from '../../platform/context.ts';
import { sent, type Server } from '../../platform/http.ts';
import type { Relay } from '../../platform/outbox.ts';
import { refuse } from '../../platform/outcome.ts';
import { answerCommendation, onPointsChanged } from './commend.ts';
import { addCare, readGuarantees } from './care.ts';
import { dropDraft, publishStandard, saveDraft } from './draft-standard.ts';
import { readFairness, readOutliers } from './fair-return.ts';
import { readMotives } from './motives.ts';
import { nominate, readNominations } from './nominate.ts';
import { printStatement } from './print-statement.ts';
import { readCommended, readMyPoints } from './read-honour.ts';
import { readStandard } from './standard.ts';
import { tryStandard } from './try-standard.ts';

export function mount(server: Server, _deps: Deps, relay: Relay): void {
  relay.on('points.changed', onPointsChanged);
  server.serve(pointsHonour.mine, (ctx) => readMyPoints(ctx));
  server.serve(pointsHonour.answer, (ctx, { body }) => answerCommendation(ctx, body.named));
  server.serve(pointsHonour.commended, (ctx, { params, query }) => readCommended(ctx, params.tenant, query.year));
  server.serve(pointsHonour.fairness, (ctx) => readFairness(ctx));
  server.serve(pointsHonour.outliers, (ctx, { params }) => readOutliers(ctx, params.tenant));
  server.serve(pointsHonour.motives, (ctx, { params }) => readMotives(ctx, params.community));
  server.serve(pointsHonour.guarantees, (ctx, { params }) => readGuarantees(ctx, params.community));
  server.serve(pointsHonour.addCare, (ctx, { params, body }) => addCare(ctx, params.community, body));
  server.serve(pointsHonour.nominations, (ctx, { params }) => readNominations(ctx, params.community));
  server.serve(pointsHonour.nominate, (ctx, { params, body }) => nominate(ctx, params.community, body));
  server.serve(ledger.passbook, (ctx, { query }) => readPassbook(ctx, query.asset, query.before));
  server.serve(ledger.statement, async (ctx, { query, reply }) => {
    const paper = await printStatement(ctx, query);
    if (!paper.ok) return paper;
    await reply
      .header('content-type', 'application/pdf')
      .header('cache-control', 'private, no-store')
      .header('content-disposition', 'attachment; filename="statement.pdf"')
      .send(paper.value);
    return sent;
  });
  server.serve(ledger.standard, (ctx) => readStandard(ctx));
  server.serve(ledger.saveStandard, (ctx, { params, body }) => saveDraft(ctx, params.tenant, body));
  server.serve(ledger.tryStandard, (ctx, { params, query }) =>
    tryStandard(ctx, params.tenant, params.id, Number(query.days ?? '90')),
  );
  server.serve(ledger.publishStandard, (ctx, { params, body }) =>
    publishStandard(ctx, params.tenant, params.id, body.reason),
  );
  server.serve(ledger.dropStandard, (ctx, { params }) => dropDraft(ctx, params.tenant, params.id));
  // FND-06, PTS-05: volunteers know no deductions. The route exists so that the attempt is answered and recorded.
  server.serve(ledger.deduct, async (_ctx, { params, body }) =>
    refuse('REGIME_MISMATCH', {
      attempt: {
        tenantId: params.community,
        subject: '积分扣减',
        asked: `${body.hundredths / 100}分：${body.reason}`,
        inForce: '志愿服务不设扣分',
      },
    }),
  );
  // G-35: only a verified service earns.
  server.serve(ledger.credit, async (_ctx, { params, body }) =>
    refuse('NO_SERVICE_NO_CREDIT', {
      attempt: {
        tenantId: params.community,
        subject: `加分：${body.for}`,
        asked: `${body.hundredths / 100}分`,
        inForce: '没有服务不产生积分',
      },
    }),
  );
  server.serve(ledger.check, (ctx, { params }) => checkBooks(ctx, params.community));
}
