/** Audit, facts, points: on workdays, in batches, exceptions one by one (CHK-02, CHK-05, CHK-06, CHK-07). */
import type { Case } from './cases.ts';
import { officeTime } from './calendar.ts';
import type { Client, Reply } from './client.ts';
import type { Draws } from './draws.ts';
import type { Loop } from './loop.ts';
import { minute_ms } from './scene.ts';
import type { Community, Neighbour } from './town.ts';

type Evidence = Reply<'audits.list'>['items'][number];
/** A record comes back to the auditors at most so often in a replay. */
const mostRounds = 400;

export class Reviews {
  private readonly client: Client;
  private readonly loop: Loop;
  private readonly draws: Draws;
  private readonly planned = new Map<number, number>();
  private readonly workers = new Map<string, Case>();
  private rounds = 0;

  constructor(parts: { client: Client; loop: Loop; draws: Draws }) {
    this.client = parts.client;
    this.loop = parts.loop;
    this.draws = parts.draws;
  }

  /** Plans a round for the community on the next working morning, unless one is planned. */
  submitted(one: Case): void {
    if (one.claim) this.workers.set(one.claim.id, one);
    this.planRound(one.community);
  }

  private planRound(community: Community): void {
    const when = officeTime(this.loop.now() + 30 * minute_ms, 9 * 60 + 10);
    if (this.planned.get(community.tenant) === when || this.rounds > mostRounds) return;
    this.planned.set(community.tenant, when);
    this.rounds += 1;
    this.loop.plan(when, () => this.audit(community));
    this.loop.plan(when + 5 * 60 * minute_ms, () => this.confirm(community, 'group'));
    this.loop.plan(when + 7 * 60 * minute_ms, () => this.confirm(community, 'branch'));
  }

  private async audit(community: Community): Promise<void> {
    const params = { community: community.tenant };
    const [first] = community.auditors;
    const plain = await this.client.call(first!, 'audits.list', { params, query: { view: 'batchable' } });
    const batch = plain.ok ? plain.value.items.map((e) => e.claim.id).slice(0, 100) : [];
    if (batch.length > 0) await this.decide(community, first!, batch, 'pass');
    const others = await this.client.call(first!, 'audits.list', { params, query: { view: 'exceptions' } });
    for (const item of others.ok ? others.value.items : []) await this.judge(community, item);
    // What a rule holds is looked at by both: the first pass alone does not credit.
    const held = await this.client.call(first!, 'audits.list', { params, query: { view: 'held' } });
    const doubtful = held.ok ? held.value.items.filter((e) => e.claim.proven) : [];
    if (doubtful.length > 0)
      await this.decide(community, first!, doubtful.map((e) => e.claim.id).slice(0, 100), 'pass');
  }

  /** One record that is not plain: proven ones pass, thin results go back once, what is not proven gets a call first. */
  private async judge(community: Community, item: Evidence): Promise<void> {
    const [auditor] = community.auditors;
    const claim = item.claim.id;
    const known = this.workers.get(claim);
    if (!item.claim.proven) {
      if (known && !this.called.has(claim) && !this.draws.chance(`called:${known.row.id}`, 0.1))
        return this.callBack(community, known, claim);
      await this.decide(community, auditor!, [claim], 'reject', '没有到场证明，电话回访未能确认。');
      return;
    }
    if (known && !this.returned.has(claim) && this.draws.chance(`thin:${known.row.id}`, 0.15)) {
      this.returned.add(claim);
      await this.decide(community, auditor!, [claim], 'return', '请写明帮助居民做成了什么。');
      const member = known.claim?.member;
      if (member) this.loop.plan(this.loop.now() + 9 * 60 * minute_ms, () => this.resubmit(community, member, claim));
      return;
    }
    if (
      (await this.decide(community, auditor!, [claim], 'pass')) === 'PRESENCE_UNPROVEN' &&
      known &&
      !this.called.has(claim)
    )
      await this.callBack(community, known, claim);
  }
  private readonly returned = new Set<string>();
  private readonly called = new Set<string>();

  private async callBack(community: Community, known: Case, claim: string): Promise<void> {
    this.called.add(claim);
    await this.client.call(known.worker, 'claims.callBack', {
      params: { community: community.tenant, id: claim },
      body: { confirmed: true, end: null, note: '电话回访，居民确认志愿者到场' },
    });
    this.planRound(community);
  }

  private async resubmit(community: Community, member: Neighbour, claim: string): Promise<void> {
    await this.client.call(member, 'claims.submit', {
      params: { community: community.tenant, id: claim },
      body: { text: '补充：已协助居民完成申请并讲解办理步骤，居民当面确认。' },
    });
    this.planRound(community);
  }

  private async decide(
    community: Community,
    auditor: Community['secretary'],
    claims: readonly string[],
    verdict: 'pass' | 'return' | 'reject',
    reason = '',
  ): Promise<string | null> {
    const answer = await this.client.call(auditor, 'audits.decide', {
      params: { community: community.tenant },
      body: { claims, verdict, reason },
    });
    if (!answer.ok) return answer.code;
    const again = answer.value.results
      .filter((r) => r.refusal === 'SECOND_AUDITOR_REQUIRED' || r.refusal === 'AUDITOR_NOT_INDEPENDENT')
      .map((r) => r.claim);
    const other = community.auditors.find((a) => a.id !== auditor.id);
    if (again.length > 0 && other && auditor === community.auditors[0])
      return this.decide(community, other, again, verdict, reason);
    return answer.value.results.find((r) => r.refusal !== null)?.refusal ?? null;
  }

  private async confirm(community: Community, step: 'group' | 'branch'): Promise<void> {
    const who = step === 'group' ? community.groupLeader : community.gridBranch;
    const params = { community: community.tenant };
    const list = await this.client.call(who, 'confirmations.list', { params, query: { step } });
    const claims = list.ok ? list.value.items.map((e) => e.claim.id).slice(0, 100) : [];
    if (claims.length > 0)
      await this.client.call(who, 'confirmations.decide', { params, body: { step, claims, verdict: 'confirm' } });
  }
}
