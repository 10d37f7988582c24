/** The three public lists (LST-07), readable by anyone, persons masked by the server. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearch } from 'wouter';
import {
  boundaryResults,
  needStates,
  serviceForms,
  severities,
  taskStates,
  workContents,
} from '../../contract/codes.ts';
import {
  Empty,
  format,
  labelOf,
  List,
  Loaded,
  Page,
  reading,
  type Reply,
  Row,
  RowLink,
  Tabs,
  Tag,
  useWords,
} from '../kit/index.ts';
import { homeOf, useDeployment, useMe } from './session.ts';
import { meWords } from './words-me.ts';
import { offerWords } from './words-open.ts';

type Lists = Reply<'lists.read'>;

export default function ListsPage() {
  const w = useWords(meWords);
  const o = useWords(offerWords);
  const asked = Number(new URLSearchParams(useSearch()).get('community') ?? 0);
  const home = homeOf(useMe(), useDeployment());
  const community = asked || home?.tenant || 0;
  const query = useQuery({ ...reading('lists.read', { params: { community } }), enabled: community > 0 });
  return (
    <Page title={w.listsTitle} lead={home && community === home.tenant ? w.listsLead(home.name) : undefined} back="/">
      {community > 0 ? (
        <>
          <Loaded query={query}>{(lists) => <Three lists={lists} />}</Loaded>
          <div className="page-end screen-only">
            <List>
              <RowLink href="/offers" title={o.link} sub={o.linkText} />
            </List>
          </div>
        </>
      ) : (
        <Empty title={w.noCommunity} />
      )}
    </Page>
  );
}

function Three({ lists }: { lists: Lists }) {
  const w = useWords(meWords);
  const [tab, setTab] = useState<'services' | 'needs' | 'tasks'>('services');
  return (
    <Tabs
      label={w.listsTitle}
      tabs={[
        { value: 'services', label: w.servicesTab(lists.counts.services) },
        { value: 'needs', label: w.needsTab(lists.counts.needs) },
        { value: 'tasks', label: w.tasksTab(lists.counts.tasks) },
      ]}
      value={tab}
      onChange={setTab}
    >
      {tab === 'services' ? (
        <Services items={lists.services} />
      ) : tab === 'needs' ? (
        <Needs items={lists.needs} />
      ) : (
        <Tasks items={lists.tasks} />
      )}
    </Tabs>
  );
}
function Services({ items }: { items: Lists['services'] }) {
  const w = useWords(meWords);
  if (items.length === 0) return <Empty title={w.noServices} />;
  return (
    <List>
      {items.map((s) => (
        <Row
          key={s.id}
          title={s.title}
          sub={[
            labelOf(workContents, s.work_content),
            labelOf(serviceForms, s.form),
            s.short ? w.shortForm : '',
            s.provider,
          ]
            .filter(Boolean)
            .join(' · ')}
          mark={
            <Tag tone={s.state === 'open' && s.remaining > 0 ? 'done' : 'still'}>
              {s.state === 'paused' ? w.paused : w.remaining(s.remaining, s.capacity)}
            </Tag>
          }
        />
      ))}
    </List>
  );
}
function Needs({ items }: { items: Lists['needs'] }) {
  const w = useWords(meWords);
  if (items.length === 0) return <Empty title={w.noNeeds} />;
  return (
    <List>
      {items.map((n) => (
        <Row
          key={n.id}
          title={n.summary}
          sub={[
            labelOf(severities, n.severity),
            format.day(n.opened_at),
            n.boundary ? labelOf(boundaryResults, n.boundary) : '',
            n.reason,
          ]
            .filter(Boolean)
            .join(' · ')}
          mark={
            <Tag
              tone={
                n.state === 'closed' || n.state === 'confirmed'
                  ? 'done'
                  : n.state === 'declined' || n.state === 'merged' || n.state === 'withdrawn'
                    ? 'still'
                    : 'wait'
              }
            >
              {labelOf(needStates, n.state)}
            </Tag>
          }
        />
      ))}
    </List>
  );
}
function Tasks({ items }: { items: Lists['tasks'] }) {
  const w = useWords(meWords);
  if (items.length === 0) return <Empty title={w.noTasks} />;
  return (
    <List>
      {items.map((t) => (
        <Row
          key={t.id}
          title={t.title}
          sub={[t.start ? format.moment(t.start) : '', w.taken(t.taken, t.capacity)].filter(Boolean).join(' · ')}
          mark={<Tag tone={t.state === 'published' ? 'wait' : 'done'}>{labelOf(taskStates, t.state)}</Tag>}
        />
      ))}
    </List>
  );
}
