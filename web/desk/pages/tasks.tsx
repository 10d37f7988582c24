/** The list of tasks, and the tasks that open needs and offered services suggest. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { taskStates, workContents } from '../../../contract/codes.ts';
import { addressOf, format, labelOf, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { placeAt, useMe } from '../session.ts';
import {
  DataTable,
  Empty,
  Loaded,
  Mark,
  optionsOf,
  Page,
  Panel,
  SelectField,
  TextField,
  uiWords,
  useParam,
  useRead,
} from '../ui/index.ts';
import { taskTone } from './task-tone.ts';
import { taskWords } from './words-tasks.ts';

export default function Tasks({ tenant }: AtDesk) {
  const w = useWords(taskWords);
  const u = useWords(uiWords);
  const language = useLang();
  const me = useMe();
  const roles = me ? (placeAt(me, `/c/${tenant}`)?.roles ?? []) : [];
  const isStaff = roles.some((r) => r.startsWith('community_'));
  const [, navigate] = useLocation();
  const [state, setState] = useParam('state');
  const [q, setQ] = useParam('q');
  const [typed, setTyped] = useState(q);
  const list = useRead('tasks.list', {
    params: { community: tenant },
    query: { ...(state ? { state: state as keyof typeof taskStates } : {}), ...(q ? { q } : {}) },
  });
  return (
    <Page
      title={w.listTitle}
      lead={w.listLead}
      wide
      side={
        isStaff ? (
          <>
            <a
              className="plain-button"
              href={addressOf('exports.table', { params: { community: tenant, table: 'tasks' } })}
              download
            >
              {u.exportCsv}
            </a>
            <Button type="primary" onClick={() => navigate(`/c/${tenant}/tasks/new`)}>
              {w.create}
            </Button>
          </>
        ) : null
      }
    >
      <Loaded query={list}>
        {(data) => (
          <DataTable
            name={w.listTitle}
            rows={data.items}
            keyOf={(t) => t.id}
            onOpen={(t) => navigate(`/c/${tenant}/tasks/${t.id}`)}
            empty={<Empty title={w.empty} />}
            tools={
              <>
                <SelectField
                  short
                  label={w.state}
                  value={state}
                  onChange={setState}
                  options={optionsOf(taskStates, language)}
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
              {
                title: w.name,
                render: (t) => (
                  <>
                    <Link href={`/c/${tenant}/tasks/${t.id}`}>{t.title}</Link>{' '}
                    {t.urgent ? <Mark tone="act">{w.urgent}</Mark> : null}
                    {t.ad_hoc ? <span className="quiet"> {w.adHoc}</span> : null}
                  </>
                ),
                text: (t) => t.title,
              },
              {
                title: w.content,
                render: (t) => labelOf(workContents, t.work_content),
                text: (t) => labelOf(workContents, t.work_content),
              },
              {
                title: w.state,
                render: (t) => <Mark tone={taskTone[t.state] ?? 'still'}>{labelOf(taskStates, t.state)}</Mark>,
                text: (t) => labelOf(taskStates, t.state),
              },
              {
                title: w.time,
                render: (t) => (
                  <span className="nowrap">{t.slots[0] ? format.span(t.slots[0].start, t.slots[0].end) : '—'}</span>
                ),
                text: (t) => t.slots[0]?.start ?? '',
              },
              { title: w.place, render: (t) => t.place_name, text: (t) => t.place_name },
              {
                title: w.people,
                render: (t) =>
                  w.taken(
                    t.slots.reduce((n, s) => n + s.taken, 0),
                    t.slots.reduce((n, s) => n + s.capacity, 0),
                  ),
                text: (t) =>
                  `${t.slots.reduce((n, s) => n + s.taken, 0)}/${t.slots.reduce((n, s) => n + s.capacity, 0)}`,
                end: true,
              },
              {
                title: w.responsible,
                render: (t) => t.responsible?.name ?? '—',
                text: (t) => t.responsible?.name ?? '',
              },
            ]}
          />
        )}
      </Loaded>
      {isStaff ? <Proposals tenant={tenant} /> : null}
    </Page>
  );
}

function Proposals({ tenant }: { tenant: number }) {
  const w = useWords(taskWords);
  const language = useLang();
  const proposals = useRead('lists.proposals', { params: { community: tenant } });
  if (!proposals.data || proposals.data.items.length === 0) return null;
  return (
    <Panel title={w.proposals}>
      <p className="quiet">{w.proposalsLead}</p>
      <ul className="lines">
        {proposals.data.items.slice(0, 30).map((p) => (
          <li key={p.need + p.offer}>
            <Link href={`/c/${tenant}/needs/${p.need}`}>{p.need_text}</Link>
            <span className="quiet">
              {p.offer_title} · {p.shared.join(language === 'zh' ? '、' : ', ')}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
