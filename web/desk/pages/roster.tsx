/** The live roster. It is ordered by estate and name; no list ranks members by hours (C-14). */
import { useState } from 'react';
import { useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import {
  DataTable,
  Empty,
  Loaded,
  Mark,
  Page,
  personText,
  TextField,
  uiWords,
  useParam,
  useRead,
  When,
} from '../ui/index.ts';
import { peopleWords } from './words-people.ts';

const tones = { active: 'done', resting: 'wait', paused: 'still', serving: 'wait', overloaded: 'act' } as const;
type State = keyof typeof tones;

export default function Roster({ tenant }: AtDesk) {
  const w = useWords(peopleWords);
  const u = useWords(uiWords);
  const language = useLang();
  const [state, setState] = useParam('state');
  const [q, setQ] = useParam('q');
  const [typed, setTyped] = useState(q);
  const roster = useRead('members.roster', { params: { community: tenant }, query: q ? { q } : {} });
  return (
    <Page title={w.roster} lead={w.rosterLead} wide>
      <Loaded query={roster} rows={9}>
        {(data) => (
          <>
            <div className="filters" role="group" aria-label={w.state}>
              <button type="button" className="filter" aria-pressed={state === ''} onClick={() => setState('')}>
                {u.all}
              </button>
              {(Object.keys(tones) as State[]).map((s) => (
                <button key={s} type="button" className="filter" aria-pressed={state === s} onClick={() => setState(s)}>
                  {w.states[s]} <span className="n">{data.counts[s]}</span>
                </button>
              ))}
            </div>
            <DataTable
              name={w.roster}
              rows={data.items.filter((r) => state === '' || r.state === state)}
              keyOf={(r) => r.person.id ?? r.person.name}
              empty={<Empty title={w.rosterEmpty} />}
              tools={
                <TextField
                  label={u.search}
                  type="search"
                  value={typed}
                  onChange={setTyped}
                  onEnter={() => setQ(typed.trim())}
                  maxLength={40}
                />
              }
              columns={[
                {
                  title: w.person,
                  render: (r) => <span className="nowrap">{personText(r.person)}</span>,
                  text: (r) => r.person.name,
                },
                { title: w.estate, render: (r) => r.estate ?? '—', text: (r) => r.estate ?? '' },
                {
                  title: w.state,
                  render: (r) => <Mark tone={tones[r.state]}>{w.states[r.state]}</Mark>,
                  text: (r) => w.states[r.state],
                },
                { title: w.until, render: (r) => <When at={r.until} />, text: (r) => r.until ?? '' },
                {
                  title: w.expertise,
                  render: (r) => r.expertise.join(language === 'zh' ? '、' : ', '),
                  text: (r) => r.expertise.join(' '),
                },
                { title: w.now, render: (r) => r.now ?? '—', text: (r) => r.now ?? '' },
              ]}
            />
          </>
        )}
      </Loaded>
    </Page>
  );
}
