/** Engagements with the marks of person, community and unit; nothing is in force without the person's own. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { engagementTypes } from '../../../contract/codes.ts';
import { labelOf, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import {
  AreaField,
  DataTable,
  Empty,
  Loaded,
  MemberSelect,
  Mark,
  optionsOf,
  Page,
  personText,
  Refusal,
  say,
  SelectField,
  TextField,
  uiWords,
  useRead,
} from '../ui/index.ts';
import { peopleWords } from './words-people.ts';

const tones = {
  proposed: 'act',
  consulted: 'wait',
  agreed: 'wait',
  effective: 'done',
  ended: 'still',
  lapsed: 'still',
} as const;

export default function Engagements({ tenant }: AtDesk) {
  const w = useWords(peopleWords);
  useLang();
  const list = useRead('registration.engagements', { params: { community: tenant } });
  const consult = useCall('registration.consult');
  const [note, setNote] = useState('');
  const [open, setOpen] = useState(false);
  return (
    <Page
      title={w.engagements}
      lead={w.engLead}
      wide
      side={
        <Button aria-expanded={open} onClick={() => setOpen(!open)}>
          {w.propose}
        </Button>
      }
    >
      {open ? <Propose tenant={tenant} onDone={() => setOpen(false)} /> : null}
      <Refusal refused={consult.refused} />
      <Loaded query={list}>
        {(data) => (
          <DataTable
            name={w.engagements}
            rows={data.items}
            keyOf={(e) => e.id}
            empty={<Empty title={w.engEmpty} />}
            tools={
              data.items.some((e) => e.allowed.includes('registration.consult')) ? (
                <TextField label={w.note} optional value={note} maxLength={400} onChange={setNote} />
              ) : null
            }
            columns={[
              {
                title: w.person,
                render: (e) => <span className="nowrap">{personText(e.person)}</span>,
                text: (e) => e.person.name,
              },
              {
                title: w.eType,
                render: (e) => labelOf(engagementTypes, e.type),
                text: (e) => labelOf(engagementTypes, e.type),
              },
              { title: w.text, render: (e) => <span className="clip">{e.text}</span>, text: (e) => e.text },
              {
                title: w.term,
                render: (e) => <span className="nowrap">{e.term ? `${e.term.from} – ${e.term.to}` : '—'}</span>,
                text: (e) => (e.term ? `${e.term.from}–${e.term.to}` : ''),
              },
              {
                title: w.state,
                render: (e) => <Mark tone={tones[e.state]}>{w.eStates[e.state]}</Mark>,
                text: (e) => w.eStates[e.state],
              },
              ...(['member', 'community', 'unit'] as const).map((who) => ({
                title: w.marks[who],
                render: (e: { marks: Record<'member' | 'community' | 'unit', string | null> }) =>
                  markText(e.marks[who], w.mark),
                text: (e: { marks: Record<'member' | 'community' | 'unit', string | null> }) => e.marks[who] ?? '',
              })),
              {
                title: '',
                render: (e) =>
                  e.allowed.includes('community') ? (
                    <span className="row">
                      {(['agree', 'amend', 'object'] as const).map((mark) => (
                        <Button
                          key={mark}
                          size="small"
                          loading={consult.busy}
                          onClick={() =>
                            void consult.run({
                              params: { community: tenant, id: e.id },
                              body: { as: 'community', mark, note: note.trim() },
                            })
                          }
                        >
                          {w.mark[mark]}
                        </Button>
                      ))}
                    </span>
                  ) : null,
              },
            ]}
          />
        )}
      </Loaded>
    </Page>
  );
}
const markText = (mark: string | null, words: Readonly<Record<string, string>>) =>
  mark === null ? '—' : (words[mark] ?? mark);

function Propose({ tenant, onDone }: { tenant: number; onDone: () => void }) {
  const w = useWords(peopleWords);
  const u = useWords(uiWords);
  const language = useLang();
  const propose = useCall('registration.propose');
  const [person, setPerson] = useState('');
  const [type, setType] = useState('assist_dispatch');
  const [text, setText] = useState('');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const send = async () => {
    const outcome = await propose.run({
      params: { community: tenant },
      body: {
        person,
        type: type as keyof typeof engagementTypes,
        text: text.trim(),
        term: from && to ? { from, to } : null,
        origin: 'community',
      },
    });
    if (!outcome.ok) return;
    say(w.engDone);
    onDone();
  };
  const termError = propose.refused?.code === 'TERM_REQUIRED' ? propose.refused.message : null;
  return (
    <section className="panel form">
      <div className="form-row">
        <MemberSelect
          tenant={tenant}
          label={w.whom}
          value={person}
          onChange={setPerson}
          error={propose.errorOf('person')}
        />
        <SelectField label={w.eType} value={type} onChange={setType} options={optionsOf(engagementTypes, language)} />
        <TextField short label={w.from} type="date" value={from} onChange={setFrom} error={termError} />
        <TextField short label={w.to} type="date" value={to} onChange={setTo} />
      </div>
      <AreaField
        label={w.text}
        value={text}
        maxLength={400}
        rows={2}
        onChange={setText}
        error={propose.errorOf('text')}
      />
      <Refusal refused={propose.refused} />
      <div className="form-acts">
        <Button type="primary" loading={propose.busy} onClick={() => void send()}>
          {w.propose}
        </Button>
        <Button onClick={onDone}>{u.cancel}</Button>
      </div>
    </section>
  );
}
