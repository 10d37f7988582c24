/** What follows a registration: a visit outside working time, proposals to agree to, groups to join by own act. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { engagementTypes } from '../../contract/codes.ts';
import {
  ActionRow,
  Button,
  Card,
  Facts,
  format,
  labelOf,
  List,
  reading,
  RefusalNotice,
  type Reply,
  Row,
  Section,
  Tag,
  TextField,
  useCall,
  useWords,
} from '../kit/index.ts';
import { registerWords } from './words-register.ts';

/** Appointments for a first talk, all outside the own working time (DR-05). */
export function VisitTimes() {
  const w = useWords(registerWords);
  const query = useQuery(reading('registration.visitSlots', {}));
  if (!query.data) return null;
  return (
    <Section title={w.visit}>
      {query.data.items.length === 0 ? (
        <p className="small">{w.noVisit}</p>
      ) : (
        <ul className="bullets">
          {query.data.items.slice(0, 6).map((s) => (
            <li key={s.start}>{format.span(s.start, s.end)}</li>
          ))}
        </ul>
      )}
    </Section>
  );
}

type Proposal = Reply<'registration.engagements'>['items'][number];

/** Engagement proposals (SCH-04): nothing comes into force without the member's own mark. */
export function Proposals({ community, person }: { community: number; person: string }) {
  const w = useWords(registerWords);
  const query = useQuery(reading('registration.engagements', { params: { community } }));
  const mine =
    query.data?.items.filter((e) => e.person.id === person && e.state !== 'ended' && e.state !== 'lapsed') ?? [];
  if (mine.length === 0) return null;
  return (
    <Section title={w.proposals}>
      <p className="small">{w.proposalsHint}</p>
      {mine.map((e) => (
        <One key={e.id} proposal={e} community={community} />
      ))}
    </Section>
  );
}

function One({ proposal: e, community }: { proposal: Proposal; community: number }) {
  const w = useWords(registerWords);
  const consult = useCall('registration.consult');
  const [note, setNote] = useState('');
  const act = (mark: 'agree' | 'object') =>
    void consult.run({ params: { community, id: e.id }, body: { as: 'member', mark, note } });
  return (
    <Card tone={e.marks.member ? 'still' : 'wait'}>
      <h3>{labelOf(engagementTypes, e.type)}</h3>
      <p>{e.text}</p>
      <Facts
        items={[
          e.term ? [w.from, e.term.from] : null,
          e.term ? [w.to, e.term.to] : null,
          [w.marks.member, e.marks.member ?? w.markNone],
          [w.marks.community, e.marks.community ?? w.markNone],
          [w.marks.unit, e.marks.unit ?? w.markNone],
        ]}
      />
      <RefusalNotice refused={consult.refused} />
      {e.allowed.includes('registration.consult') && !e.marks.member ? (
        <>
          <TextField label={w.note} optional value={note} onChange={setNote} maxLength={400} />
          <ActionRow>
            <Button busy={consult.busy} onClick={() => act('agree')}>
              {w.agree}
            </Button>
            <Button busy={consult.busy} onClick={() => act('object')}>
              {w.object}
            </Button>
          </ActionRow>
        </>
      ) : null}
    </Card>
  );
}

/** Party groups and temporary branches of the community (REO-01, REO-02). */
export function Groups({ community }: { community: number }) {
  const w = useWords(registerWords);
  const query = useQuery(reading('members.branches', { params: { community } }));
  const join = useCall('members.joinGroup');
  const items = query.data?.items.filter((b) => b.state !== 'dissolved') ?? [];
  if (items.length === 0) return null;
  return (
    <Section title={w.joinable}>
      <p className="small">{w.joinableHint}</p>
      <RefusalNotice refused={join.refused} />
      <List>
        {items.map((b) => (
          <Row
            key={b.id}
            title={b.name}
            sub={[b.estate, b.secretary, w.people(b.members)].filter(Boolean).join(' · ')}
            mark={b.mine ? <Tag tone="done">{w.joined}</Tag> : null}
          >
            {b.allowed.includes('members.joinGroup') ? (
              <Button
                weight="quiet"
                busy={join.busy}
                onClick={() => void join.run({ params: { community, id: b.id }, body: { join: !b.mine } })}
              >
                {b.mine ? w.leave : w.join}
              </Button>
            ) : null}
          </Row>
        ))}
      </List>
    </Section>
  );
}
