/** My services: what is coming, what was done and how far its audit is. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { claimStates } from '../../contract/codes.ts';
import {
  Empty,
  format,
  labelOf,
  LinkButton,
  List,
  Loaded,
  Notice,
  Page,
  reading,
  type Reply,
  RowLink,
  Tabs,
  Tag,
  useWords,
  waitingActs,
} from '../kit/index.ts';
import { myClaims } from './kept.ts';
import { toneOfClaim } from './tones.ts';
import { useMe } from './session.ts';
import { checkWords, taskWords } from './words-service.ts';

type Claim = Reply<'me.claims'>['items'][number];

export default function Services() {
  const w = useWords(checkWords);
  const t = useWords(taskWords);
  const [tab, setTab] = useState<'coming' | 'past'>('coming');
  const query = useQuery(tab === 'past' ? reading('me.claims', { query: { past: 'true' } }) : myClaims());
  return (
    <Page title={w.servicesTitle} lead={w.servicesLead}>
      <Waiting />
      <div className="link-row">
        <LinkButton href="/invitations">{t.invitationsTitle}</LinkButton>
        <LinkButton href="/square">{t.toSquare}</LinkButton>
        <LinkButton href="/calendar">{w.calendar}</LinkButton>
        <LinkButton href="/passbook">{w.passbook}</LinkButton>
        <LinkButton href="/activities">{w.activities}</LinkButton>
      </div>
      <Tabs
        label={w.servicesTitle}
        tabs={[
          { value: 'coming', label: w.coming },
          { value: 'past', label: w.past },
        ]}
        value={tab}
        onChange={setTab}
      >
        <Loaded query={query}>
          {(data) =>
            data.items.length > 0 ? (
              <Claims items={data.items} />
            ) : (
              <Empty title={tab === 'coming' ? w.noComing : w.noPast}>
                <LinkButton href="/square">{t.toSquare}</LinkButton>
              </Empty>
            )
          }
        </Loaded>
      </Tabs>
    </Page>
  );
}
function Claims({ items }: { items: readonly Claim[] }) {
  return (
    <List>
      {items.map((c) => (
        <RowLink
          key={c.id}
          href={`/services/${c.tenant}/${c.id}`}
          title={c.title}
          sub={[
            format.span(c.start, c.end),
            c.place_name,
            c.credited_minutes === null ? '' : format.minutes(c.credited_minutes),
          ]
            .filter(Boolean)
            .join(' · ')}
          mark={<Tag tone={toneOfClaim(c.state)}>{labelOf(claimStates, c.state)}</Tag>}
        />
      ))}
    </List>
  );
}
/** Check-ins that wait on this phone for the network. */
export function Waiting() {
  const w = useWords(checkWords);
  const me = useMe();
  const [n, setN] = useState(0);
  const id = me?.id;
  useEffect(() => {
    void waitingActs()
      .then((acts) => setN(acts.filter((a) => a.person === id).length))
      .catch(() => setN(0));
  }, [id]);
  return n > 0 ? <Notice tone="wait" title={w.waiting(n)} /> : null;
}
