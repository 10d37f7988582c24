/** All needs with filters in the address, for looking things up, exporting and printing. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { boundaryResults, channels, needStates, severities } from '../../../contract/codes.ts';
import { addressOf, format, labelOf, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import {
  DataTable,
  Empty,
  Loaded,
  optionsOf,
  Page,
  SelectField,
  TextField,
  uiWords,
  useParam,
  useRead,
} from '../ui/index.ts';
import { NeedState, Severity } from './need-parts.tsx';
import { needWords } from './words-needs.ts';

const views = ['all', 'open', 'triage', 'overdue', 'undecided', 'reopened', 'escalated'] as const;

export default function Needs({ tenant }: AtDesk) {
  const w = useWords(needWords);
  const u = useWords(uiWords);
  const language = useLang();
  const [, navigate] = useLocation();
  const [view, setView] = useParam('view', 'all');
  const [state, setState] = useParam('state');
  const [q, setQ] = useParam('q');
  const [after, setAfter] = useParam('after');
  const [typed, setTyped] = useState(q);
  const list = useRead('needs.queue', {
    params: { community: tenant },
    query: {
      view: view as (typeof views)[number],
      ...(state ? { state: state as keyof typeof needStates } : {}),
      ...(q ? { q } : {}),
      ...(after ? { after } : {}),
      limit: '100',
    },
  });
  return (
    <Page
      title={w.all}
      lead={w.allLead}
      wide
      side={
        <a
          className="plain-button"
          href={addressOf('exports.table', { params: { community: tenant, table: 'needs' } })}
          download
        >
          {w.exportServer}
        </a>
      }
    >
      <div className="filters" role="group" aria-label={w.state}>
        {views.map((v) => (
          <button key={v} type="button" className="filter" aria-pressed={view === v} onClick={() => setView(v)}>
            {w.views[v]}
            {list.data?.counts[v] === undefined ? null : <span className="n">{list.data.counts[v]}</span>}
          </button>
        ))}
      </div>
      <Loaded query={list} rows={9}>
        {(data) => (
          <DataTable
            name={w.all}
            rows={data.items}
            keyOf={(r) => r.id}
            onOpen={(r) => navigate(`/c/${tenant}/needs/${r.id}`)}
            empty={<Empty title={w.emptyAll} />}
            tools={
              <>
                <SelectField
                  short
                  label={w.state}
                  value={state}
                  onChange={setState}
                  options={optionsOf(needStates, language)}
                  none={u.all}
                />
                <TextField
                  label={u.search}
                  type="search"
                  value={typed}
                  onChange={setTyped}
                  onEnter={() => setQ(typed.trim())}
                  maxLength={60}
                />
              </>
            }
            columns={[
              { title: w.severity, render: (r) => <Severity need={r} />, text: (r) => labelOf(severities, r.severity) },
              {
                title: w.need,
                render: (r) => (
                  <Link className="clip" href={`/c/${tenant}/needs/${r.id}`}>
                    {r.text || r.title || w.voice}
                  </Link>
                ),
                text: (r) => r.text,
              },
              { title: w.place, render: (r) => r.place_name, text: (r) => r.place_name },
              {
                title: w.state,
                render: (r) => <NeedState state={r.state} />,
                text: (r) => labelOf(needStates, r.state),
              },
              {
                title: w.boundary,
                render: (r) => (r.boundary ? labelOf(boundaryResults, r.boundary) : '—'),
                text: (r) => (r.boundary ? labelOf(boundaryResults, r.boundary) : ''),
              },
              {
                title: w.owner,
                render: (r) => r.with ?? r.owner?.name ?? '—',
                text: (r) => r.with ?? r.owner?.name ?? '',
              },
              {
                title: w.channel,
                render: (r) => labelOf(channels, r.channel),
                text: (r) => labelOf(channels, r.channel),
              },
              {
                title: w.opened,
                render: (r) => <span className="nowrap">{format.moment(r.opened_at)}</span>,
                text: (r) => r.opened_at,
              },
              {
                title: w.due,
                render: (r) =>
                  r.due_at ? (
                    <span className={r.overdue ? 'late nowrap' : 'nowrap'}>{format.moment(r.due_at)}</span>
                  ) : (
                    '—'
                  ),
                text: (r) => r.due_at ?? '',
              },
            ]}
          />
        )}
      </Loaded>
      {list.data?.next ? (
        <p className="form-acts">
          <Button onClick={() => setAfter(list.data?.next ?? '')}>{w.next}</Button>
        </p>
      ) : null}
    </Page>
  );
}
