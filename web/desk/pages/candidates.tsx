/** Candidates of a slot, ranked with reasons in words and small bars; who is left out is shown on demand, with the code. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { type Reply, useCall, useLang, useWords } from '../../kit/index.ts';
import { refusalSentence } from './refusal-words.ts';
import {
  CheckField,
  DataTable,
  Empty,
  either,
  Loaded,
  Mark,
  Panel,
  personText,
  Refusal,
  say,
  useRead,
} from '../ui/index.ts';
import { taskWords } from './words-tasks.ts';

type Candidate = Reply<'tasks.candidates'>['items'][number];

export function Candidates({ tenant, slot }: { tenant: number; slot: string }) {
  const w = useWords(taskWords);
  useLang();
  const [withExcluded, setExcluded] = useState(false);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [urgent, setUrgent] = useState(false);
  const candidates = useRead('tasks.candidates', {
    params: { community: tenant, id: slot },
    query: withExcluded ? { excluded: 'true' } : {},
  });
  const invite = useCall('tasks.invite');
  const send = async () => {
    const outcome = await invite.run({
      params: { community: tenant, id: slot },
      body: { persons: [...picked], urgent },
    });
    if (!outcome.ok) return;
    setPicked(new Set());
    say(w.invited);
  };
  const best = Math.max(0.0001, ...(candidates.data?.items ?? []).map((c) => c.score));
  return (
    <Panel title={w.candidates} aside={<span className="quiet">{w.candidatesHint}</span>}>
      <Loaded query={candidates}>
        {(data) => (
          <>
            <DataTable<Candidate>
              name={w.candidates}
              bare
              tall
              rows={data.items}
              keyOf={(c) => c.person.id ?? c.person.name}
              nameOf={(c) => c.person.name}
              picking={{ picked, onPick: setPicked }}
              empty={<Empty title={w.noCandidates} />}
              columns={[
                {
                  title: w.member,
                  render: (c) => (
                    <>
                      <span className="nowrap">{personText(c.person)}</span>
                      {c.asked ? (
                        <>
                          {' '}
                          <Mark tone="wait">{w.asked}</Mark>
                        </>
                      ) : null}
                      {c.asks_week > 0 ? <p className="quiet">{w.asksWeek(c.asks_week)}</p> : null}
                    </>
                  ),
                  width: '11rem',
                },
                {
                  title: w.score,
                  render: (c) => (
                    <Bar
                      share={c.score / best}
                      text={String(Math.round(c.score > 1 ? c.score / 100 : c.score * 100))}
                    />
                  ),
                  width: '7rem',
                },
                { title: w.why, render: (c) => <Parts parts={c.parts} /> },
              ]}
            />
            <Refusal refused={invite.refused} />
            <div className="form-acts act-row">
              <Button type="primary" disabled={picked.size === 0} loading={invite.busy} onClick={() => void send()}>
                {w.invite(picked.size)}
              </Button>
              <CheckField label={w.inviteUrgent} checked={urgent} onChange={setUrgent} />
              <span className="grow" />
              <Button size="small" aria-expanded={withExcluded} onClick={() => setExcluded(!withExcluded)}>
                {withExcluded ? w.hideExcluded : w.showExcluded}
              </Button>
            </div>
            {withExcluded ? (
              <DataTable<Candidate>
                name={w.excluded}
                bare
                tall
                rows={data.excluded}
                keyOf={(c) => c.person.id ?? c.person.name}
                columns={[
                  { title: w.member, render: (c) => personText(c.person), width: '11rem' },
                  {
                    title: w.excludedWhy,
                    render: (c) => (
                      <>
                        {refusalSentence(c.excluded ?? '')}
                        {c.excluded === 'ASKED_ENOUGH'
                          ? either(`（${w.asksWeek(c.asks_week)}）`, ` (${w.asksWeek(c.asks_week)})`)
                          : ''}{' '}
                        <code>{c.excluded}</code>
                      </>
                    ),
                  },
                ]}
              />
            ) : null}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

/** Each part lies between 0 and 1; what speaks for the person is shown, the weightiest first. */
function Parts({ parts }: { parts: Candidate['parts'] }) {
  return (
    <ul className="score-parts">
      {parts
        .filter((p) => p.value > 0)
        .toSorted((a, b) => b.weight * b.value - a.weight * a.value)
        .map((p) => (
          <li key={p.key}>
            <span className="score-bar" aria-hidden="true">
              <span style={{ inlineSize: `${Math.round(Math.min(1, p.value) * 100)}%` }} />
            </span>
            {either(p.zh, p.en)}
          </li>
        ))}
    </ul>
  );
}
export function Bar({ share, text }: { share: number; text: string }) {
  return (
    <span className="share">
      <span className="share-bar" aria-hidden="true">
        <span style={{ inlineSize: `${Math.min(100, Math.max(0, share * 100))}%` }} />
      </span>
      {text}
    </span>
  );
}
