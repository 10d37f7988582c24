/** Invitations: accept, another time, or decline; no reason is asked and a decline leaves no mark (APL-04). */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { invitationStates } from '../../contract/codes.ts';
import {
  ActionRow,
  Button,
  Card,
  Countdown,
  Dialog,
  Empty,
  format,
  labelOf,
  LinkButton,
  List,
  Loaded,
  Page,
  reading,
  RefusalNotice,
  type Reply,
  RowLink,
  Section,
  Tag,
  toast,
  useCall,
  useLang,
  useWords,
} from '../kit/index.ts';
import { alternativesOf, AnotherTime, type Span } from './times.tsx';
import { taskWords } from './words-service.ts';

type Invitation = Reply<'me.invitations'>['items'][number];

export default function Invitations() {
  const w = useWords(taskWords);
  const query = useQuery(reading('me.invitations', {}));
  return (
    <Page title={w.invitationsTitle} lead={w.invitationsLead} back="/">
      <Loaded query={query}>
        {(data) => {
          const open = data.items.filter((i) => i.state === 'offered');
          const past = data.items.filter((i) => i.state !== 'offered');
          return (
            <>
              {open.length === 0 ? (
                <Empty title={w.noInvitations}>
                  <LinkButton href="/square">{w.toSquare}</LinkButton>
                </Empty>
              ) : (
                open.map((i) => <One key={i.id} invitation={i} />)
              )}
              {past.length > 0 ? (
                <Section title={w.past}>
                  <List>
                    {past.map((i) => (
                      <RowLink
                        key={i.id}
                        href={`/tasks/${i.tenant}/${i.task}`}
                        title={i.title}
                        sub={
                          i.proposed
                            ? w.proposedLine(format.span(i.proposed.start, i.proposed.end))
                            : format.span(i.start, i.end)
                        }
                        mark={
                          <Tag tone={i.state === 'accepted' ? 'done' : i.state === 'time_proposed' ? 'wait' : 'still'}>
                            {labelOf(invitationStates, i.state)}
                          </Tag>
                        }
                      />
                    ))}
                  </List>
                </Section>
              ) : null}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

function One({ invitation: i }: { invitation: Invitation }) {
  const w = useWords(taskWords);
  const language = useLang();
  const [, navigate] = useLocation();
  const respond = useCall('tasks.respond');
  const [choosing, setChoosing] = useState(false);
  const alternatives = alternativesOf(respond.refused);
  const params = { community: i.tenant, id: i.id };
  const accept = async () => {
    const outcome = await respond.run({ params, body: { answer: 'accept' } });
    if (!outcome.ok) return;
    toast(w.accepted);
    if (outcome.value.claim) navigate(`/services/${i.tenant}/${outcome.value.claim}`);
  };
  const decline = async () => {
    const outcome = await respond.run({ params, body: { answer: 'decline' } });
    if (outcome.ok) toast(w.declined);
  };
  const propose = async (span: Span) => {
    const outcome = await respond.run({ params, body: { answer: 'another_time', start: span.start, end: span.end } });
    if (!outcome.ok) return;
    setChoosing(false);
    toast(w.proposed);
  };
  return (
    <Card tone={i.urgent ? 'act' : 'wait'}>
      <p className="state-line">
        {i.urgent ? <Tag tone="act">{w.urgent}</Tag> : null}
        <Tag tone="wait">
          <Countdown until={i.expires_at} />
        </Tag>
      </p>
      <h2>{i.title}</h2>
      <p>
        {format.span(i.start, i.end)}
        <br />
        {i.place_name}
      </p>
      {i.why.length > 0 ? (
        <p className="small">{format.named(w.why, format.clauses(i.why.map((x) => x[language])))}</p>
      ) : null}
      <RefusalNotice refused={choosing ? null : respond.refused}>
        {alternatives.length > 0 ? (
          <ActionRow>
            {alternatives.map((a) => (
              <Button key={a.start} busy={respond.busy} onClick={() => void propose(a)}>
                {format.span(a.start, a.end)}
              </Button>
            ))}
          </ActionRow>
        ) : null}
      </RefusalNotice>
      <ActionRow>
        <Button weight="act" busy={respond.busy} onClick={() => void accept()}>
          {w.accept}
        </Button>
        <Button onClick={() => setChoosing(true)}>{w.otherTime}</Button>
        <Button busy={respond.busy} onClick={() => void decline()}>
          {w.decline}
        </Button>
        <LinkButton href={`/tasks/${i.tenant}/${i.task}`} weight="quiet">
          {w.openTask}
        </LinkButton>
      </ActionRow>
      <Dialog open={choosing} onClose={() => setChoosing(false)} title={w.proposeTitle}>
        <RefusalNotice refused={respond.refused} />
        <AnotherTime like={i} alternatives={alternatives} busy={respond.busy} onPropose={(s) => void propose(s)} />
      </Dialog>
    </Card>
  );
}
