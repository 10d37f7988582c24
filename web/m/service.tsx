/** One service: its proofs, its audit, its postings, the next step, and “我去不了”. */
import { useQuery } from '@tanstack/react-query';
import { assets, claimStates, presenceProofs } from '../../contract/codes.ts';
import {
  ActionRow,
  ConfirmButton,
  Empty,
  Facts,
  format,
  kitWords,
  labelOf,
  LinkButton,
  List,
  Loaded,
  Notice,
  Page,
  RefusalNotice,
  type Reply,
  Row,
  Section,
  StoryTimeline,
  Tag,
  toast,
  useCall,
  useWords,
} from '../kit/index.ts';
import { readingKept } from './kept.ts';
import { useAddress } from './common.tsx';
import { toneOfClaim } from './tones.ts';
import { amountOf } from './amounts.ts';
import { leadWords } from './words-open.ts';
import { checkWords } from './words-service.ts';

type Claim = Reply<'claims.read'>;

export default function ServicePage() {
  const w = useWords(checkWords);
  const { tenant, id } = useAddress();
  const query = useQuery(readingKept('claims.read', { params: { community: tenant, id } }));
  return (
    <Page title={query.data?.title ?? w.serviceTitle} back="/services">
      <Loaded query={query}>{(claim) => <Whole claim={claim} />}</Loaded>
    </Page>
  );
}

function Whole({ claim }: { claim: Claim }) {
  const w = useWords(checkWords);
  const k = useWords(kitWords);
  return (
    <>
      <p className="state-line">
        <Tag tone={toneOfClaim(claim.state)}>{labelOf(claimStates, claim.state)}</Tag>
        {claim.provisional ? <Tag tone="wait">{w.provisional}</Tag> : null}
        <span>{format.span(claim.start, claim.end)}</span>
      </p>
      {claim.reason ? (
        <Notice tone="act" title={w.reason}>
          <p>{claim.reason}</p>
        </Notice>
      ) : null}
      {claim.mark ? (
        <Notice tone="wait" title={w.mark}>
          <p>{claim.mark}</p>
        </Notice>
      ) : null}
      <NextStep claim={claim} />
      <Section title={w.serviceTitle}>
        <ServiceFacts claim={claim} />
        <LinkButton href={`/tasks/${claim.tenant}/${claim.task}`} weight="quiet">
          {w.openTask}
        </LinkButton>
      </Section>
      {claim.entries.length > 0 ? (
        <Section title={w.entries}>
          <List>
            {claim.entries.map((e) => (
              <Row
                key={`${e.asset}${e.at}${e.amount}`}
                title={labelOf(assets, e.asset)}
                sub={e.formula}
                mark={<strong>{amountOf(e.asset, e.amount)}</strong>}
              />
            ))}
          </List>
        </Section>
      ) : null}
      <Section title={k.story}>
        {claim.story.length === 0 ? <Empty title={w.declaration} /> : <StoryTimeline entries={claim.story} />}
      </Section>
      <Cannot claim={claim} />
    </>
  );
}

function ServiceFacts({ claim }: { claim: Claim }) {
  const w = useWords(checkWords);
  return (
    <Facts
      items={[
        claim.place_name ? [w.place, claim.place_name] : null,
        claim.contact ? [w.contact, [claim.contact.name, claim.contact.phone].filter(Boolean).join(' ')] : null,
        [w.deliverable, claim.deliverable],
        claim.checked_in_at ? [w.checkedIn, format.moment(claim.checked_in_at)] : null,
        claim.checked_out_at ? [w.checkedOut, format.moment(claim.checked_out_at)] : null,
        claim.checked_in_at
          ? [
              w.proofs,
              claim.proofs.length > 0
                ? format.list(claim.proofs.map((p) => labelOf(presenceProofs, p)))
                : w.proofNeeded,
            ]
          : null,
        claim.result ? [w.myResult, claim.result] : null,
        claim.credited_minutes !== null ? [w.credited, format.minutes(claim.credited_minutes)] : null,
        claim.flags.length > 0 ? [w.flags, format.clauses(claim.flags)] : null,
      ]}
    />
  );
}

/** The one thing to do now stands first and alone in vermilion. */
function NextStep({ claim }: { claim: Claim }) {
  const w = useWords(checkWords);
  const lead = useWords(leadWords);
  const at = `/services/${claim.tenant}/${claim.id}`;
  const can = (route: string) => claim.allowed.includes(route);
  return (
    <>
      {claim.checked_in_at && !claim.proven ? <Notice tone="wait" title={w.proofNeeded} /> : null}
      <ActionRow>
        {can('claims.checkIn') ? (
          <LinkButton href={`${at}/check-in`} weight="act">
            {w.goCheckIn}
          </LinkButton>
        ) : can('claims.checkOut') ? (
          <LinkButton href={`${at}/check-in`} weight="act">
            {w.goCheckOut}
          </LinkButton>
        ) : can('claims.submit') ? (
          <LinkButton href={`${at}/result`} weight="act">
            {w.goResult}
          </LinkButton>
        ) : null}
        {can('claims.checkOut') && can('claims.submit') ? (
          <LinkButton href={`${at}/result`}>{w.goResult}</LinkButton>
        ) : null}
        {claim.is_leader || can('slots.onSiteCode') ? (
          <LinkButton href={`/code/${claim.tenant}/${claim.slot}`}>{w.showCode}</LinkButton>
        ) : null}
        {claim.is_leader ? <LinkButton href={`/lead/${claim.tenant}/${claim.slot}`}>{lead.link}</LinkButton> : null}
      </ActionRow>
    </>
  );
}

/** “我去不了”: one tap and one confirmation, no reason, no proof, no stand-in (SCH-05, SCH-06). */
function Cannot({ claim }: { claim: Claim }) {
  const w = useWords(checkWords);
  const release = useCall('tasks.release');
  if (!claim.allowed.includes('tasks.release')) return null;
  const yes = async () => {
    const outcome = await release.run({ params: { community: claim.tenant, id: claim.id }, body: {} });
    if (outcome.ok) toast(w.released);
  };
  return (
    <div className="page-end">
      <RefusalNotice refused={release.refused} />
      <ConfirmButton
        label={w.cannot}
        weight="plain"
        title={w.cannotAsk}
        yes={w.cannotYes}
        no={w.cannotNo}
        onYes={yes}
        busy={release.busy}
      >
        <p>{w.cannotText}</p>
      </ConfirmButton>
    </div>
  );
}
