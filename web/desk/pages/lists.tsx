/** The three public lists as staff see and tend them. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { Link } from 'wouter';
import {
  boundaryResults,
  needStates,
  serviceForms,
  severities,
  taskStates,
  workContents,
} from '../../../contract/codes.ts';
import { format, labelOf, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { placeAt, useMe } from '../session.ts';
import {
  AreaField,
  DataTable,
  Loaded,
  Mark,
  optionsOf,
  Page,
  Refusal,
  say,
  SelectField,
  TextField,
  uiWords,
  useParam,
  useRead,
} from '../ui/index.ts';
import { ruleWords } from './words-rules.ts';

const tabs = ['services', 'needs', 'tasks'] as const;

export default function Lists({ tenant }: AtDesk) {
  const w = useWords(ruleWords);
  const language = useLang();
  const me = useMe();
  const isStaff = me ? (placeAt(me, `/c/${tenant}`)?.roles.some((r) => r.startsWith('community_')) ?? false) : false;
  const [tab, setTab] = useParam('list', 'services');
  const [open, setOpen] = useState(false);
  const lists = useRead('lists.read', { params: { community: tenant } });
  return (
    <Page
      title={w.lists}
      lead={w.listsLead}
      wide
      side={
        isStaff && tab === 'services' ? (
          <Button aria-expanded={open} onClick={() => setOpen(!open)}>
            {w.addOffer}
          </Button>
        ) : null
      }
    >
      {open ? <AddOffer tenant={tenant} onDone={() => setOpen(false)} /> : null}
      <Loaded query={lists} rows={8}>
        {(data) => (
          <>
            <div className="filters" role="group" aria-label={w.lists}>
              {tabs.map((t) => (
                <button key={t} type="button" className="filter" aria-pressed={tab === t} onClick={() => setTab(t)}>
                  {w[t]} <span className="n">{data.counts[t]}</span>
                </button>
              ))}
            </div>
            {tab === 'services' ? (
              <>
                {data.missing_contents.length > 0 ? (
                  <p className="note note-wait">
                    {w.missing}
                    {data.missing_contents.map((c) => labelOf(workContents, c)).join(language === 'zh' ? '、' : ', ')}
                  </p>
                ) : null}
                <DataTable
                  name={w.services}
                  rows={data.services}
                  keyOf={(s) => s.id}
                  columns={[
                    {
                      title: w.title,
                      render: (s) => (
                        <>
                          <strong>{s.title}</strong> {s.short ? <span className="tag">{w.short}</span> : null}
                        </>
                      ),
                      text: (s) => s.title,
                    },
                    {
                      title: w.content,
                      render: (s) => labelOf(workContents, s.work_content),
                      text: (s) => labelOf(workContents, s.work_content),
                    },
                    {
                      title: w.form,
                      render: (s) => labelOf(serviceForms, s.form),
                      text: (s) => labelOf(serviceForms, s.form),
                    },
                    { title: w.provider, render: (s) => s.provider, text: (s) => s.provider },
                    {
                      title: w.remaining,
                      render: (s) => `${s.remaining}/${s.capacity}`,
                      text: (s) => `${s.remaining}/${s.capacity}`,
                      end: true,
                    },
                    {
                      title: w.state,
                      render: (s) => (
                        <Mark tone={s.state === 'open' ? 'done' : s.state === 'paused' ? 'wait' : 'still'}>
                          {w.offerStates[s.state]}
                        </Mark>
                      ),
                      text: (s) => w.offerStates[s.state],
                    },
                    ...(isStaff
                      ? [
                          {
                            title: '',
                            render: (s: { id: string; state: string }) => (
                              <OfferActs tenant={tenant} id={s.id} state={s.state} />
                            ),
                          },
                        ]
                      : []),
                  ]}
                />
              </>
            ) : null}
            {tab === 'needs' ? (
              <DataTable
                name={w.needs}
                rows={data.needs}
                keyOf={(n) => n.id}
                columns={[
                  {
                    title: w.title,
                    render: (n) => (isStaff ? <Link href={`/c/${tenant}/needs/${n.id}`}>{n.summary}</Link> : n.summary),
                    text: (n) => n.summary,
                  },
                  {
                    title: w.weight,
                    render: (n) => labelOf(severities, n.severity),
                    text: (n) => labelOf(severities, n.severity),
                  },
                  {
                    title: w.state,
                    render: (n) => <Mark tone="wait">{labelOf(needStates, n.state)}</Mark>,
                    text: (n) => labelOf(needStates, n.state),
                  },
                  {
                    title: w.boundary,
                    render: (n) => (n.boundary ? labelOf(boundaryResults, n.boundary) : '—'),
                    text: (n) => n.boundary ?? '',
                  },
                  { title: w.reason, render: (n) => n.reason ?? '—', text: (n) => n.reason ?? '' },
                  {
                    title: w.openedAt,
                    render: (n) => <span className="nowrap">{format.day(n.opened_at)}</span>,
                    text: (n) => n.opened_at,
                  },
                ]}
              />
            ) : null}
            {tab === 'tasks' ? (
              <DataTable
                name={w.tasks}
                rows={data.tasks}
                keyOf={(t) => t.id}
                columns={[
                  {
                    title: w.title,
                    render: (t) => (isStaff ? <Link href={`/c/${tenant}/tasks/${t.id}`}>{t.title}</Link> : t.title),
                    text: (t) => t.title,
                  },
                  {
                    title: w.start,
                    render: (t) => <span className="nowrap">{t.start ? format.moment(t.start) : '—'}</span>,
                    text: (t) => t.start ?? '',
                  },
                  {
                    title: w.taken,
                    render: (t) => `${t.taken}/${t.capacity}`,
                    text: (t) => `${t.taken}/${t.capacity}`,
                    end: true,
                  },
                  {
                    title: w.state,
                    render: (t) => <Mark tone="wait">{labelOf(taskStates, t.state)}</Mark>,
                    text: (t) => labelOf(taskStates, t.state),
                  },
                ]}
              />
            ) : null}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function OfferActs({ tenant, id, state }: { tenant: number; id: string; state: string }) {
  const w = useWords(ruleWords);
  const set = useCall('lists.setOffer');
  const to = (
    [
      ['open', w.open],
      ['paused', w.pause],
      ['closed', w.close],
    ] as const
  ).filter(([s]) => s !== state);
  return (
    <>
      <span className="row">
        {to.map(([s, text]) => (
          <Button
            key={s}
            size="small"
            loading={set.busy}
            onClick={() => void set.run({ params: { community: tenant, id }, body: { state: s } })}
          >
            {text}
          </Button>
        ))}
      </span>
      <Refusal refused={set.refused} />
    </>
  );
}

function AddOffer({ tenant, onDone }: { tenant: number; onDone: () => void }) {
  const w = useWords(ruleWords);
  const u = useWords(uiWords);
  const language = useLang();
  const create = useCall('lists.saveOffer');
  const [title, setTitle] = useState('');
  const [content, setContent] = useState('volunteer_service');
  const [form, setForm] = useState('on_site');
  const [skills, setSkills] = useState('');
  const [capacity, setCapacity] = useState('5');
  const [minutes, setMinutes] = useState('60');
  const [description, setDescription] = useState('');
  const save = async () => {
    const outcome = await create.run({
      params: { community: tenant },
      body: {
        title: title.trim(),
        work_content: content as keyof typeof workContents,
        form: form as keyof typeof serviceForms,
        skills: skills
          .split(/[、,,]\s*/)
          .map((s) => s.trim())
          .filter(Boolean)
          .slice(0, 6),
        capacity: Math.max(1, Number(capacity) || 1),
        minutes: Math.max(0, Number(minutes) || 0),
        description: description.trim(),
      },
    });
    if (!outcome.ok) return;
    say(w.offerDone);
    onDone();
  };
  return (
    <section className="panel form">
      <div className="form-row">
        <TextField label={w.title} value={title} maxLength={60} onChange={setTitle} error={create.errorOf('title')} />
        <SelectField
          label={w.content}
          value={content}
          onChange={setContent}
          options={optionsOf(workContents, language)}
        />
        <SelectField short label={w.form} value={form} onChange={setForm} options={optionsOf(serviceForms, language)} />
        <TextField short label={w.capacity} type="number" min={1} value={capacity} onChange={setCapacity} />
        <TextField short label={w.minutes} type="number" min={0} value={minutes} onChange={setMinutes} />
      </div>
      <TextField label={w.skills} optional value={skills} onChange={setSkills} />
      <AreaField
        label={w.description}
        optional
        rows={2}
        maxLength={400}
        value={description}
        onChange={setDescription}
      />
      <Refusal refused={create.refused} />
      <div className="form-acts">
        <Button type="primary" loading={create.busy} onClick={() => void save()}>
          {w.addOffer}
        </Button>
        <Button onClick={onDone}>{u.cancel}</Button>
      </div>
    </section>
  );
}
