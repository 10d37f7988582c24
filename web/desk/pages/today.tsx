/** Today's queue: the staff's first page. One key decides, the next need is already there. */
import { type InputRef } from 'antd/es/input';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { boundaryResults } from '../../../contract/codes.ts';
import { labelOf, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import {
  DataTable,
  Empty,
  type Key,
  KeyHelp,
  Loaded,
  Page,
  Refusal,
  say,
  useKeys,
  useParam,
  useRead,
  uiWords,
} from '../ui/index.ts';
import { type BoundaryResult, type NeedCard, resultKeys, Severity, UndoStrip, waitText } from './need-parts.tsx';
import { TriagePane } from './triage-pane.tsx';
import { type Choice, noChoice, useTriage } from './use-triage.ts';
import { needWords } from './words-needs.ts';

const views = ['triage', 'reopened', 'undecided', 'overdue', 'escalated', 'open'] as const;

export default function Today({ tenant }: AtDesk) {
  const w = useWords(needWords);
  const u = useWords(uiWords);
  useLang();
  const [, navigate] = useLocation();
  const [view, setView] = useParam('view', 'triage');
  const [current, setCurrent] = useParam('need');
  const queue = useRead('needs.queue', {
    params: { community: tenant },
    query: { view: view as (typeof views)[number], limit: '100' },
  });
  const rows = queue.data?.items ?? [];
  const selected = rows.find((r) => r.id === current) ?? null;
  const triage = useTriage(tenant);
  const [choice, setChoice] = useState<Choice>(noChoice);
  const reason = useRef<InputRef>(null);
  const pending = triage.pending?.need === selected?.id ? triage.pending : null;
  useEffect(() => {
    if (pending) reason.current?.focus();
  }, [pending]);

  const choose = (id: string) => {
    if (id === current) return;
    setChoice(noChoice);
    triage.clear();
    setCurrent(id);
  };
  const decide = async (result: BoundaryResult) => {
    if (!selected || triage.busy) return;
    const index = rows.indexOf(selected);
    if (!(await triage.decide(selected, result, choice))) return;
    // The answered row leaves this view; the one after it is next.
    setChoice(noChoice);
    setCurrent((rows[index + 1] ?? rows[index - 1])?.id ?? '');
  };
  const undo = async () => {
    const id = await triage.undo();
    if (id) {
      setCurrent(id);
      say(w.undone);
    }
  };
  const may = selected?.allowed.includes('needs.decideBoundary') ?? false;
  const open = () => selected && navigate(`/c/${tenant}/needs/${selected.id}`);
  const keys: Key[] = [
    ...resultKeys.map((result, i) => ({
      key: String(i + 1),
      says: labelOf(boundaryResults, result),
      act: () => may && void decide(result),
    })),
    { key: 'a', says: w.moreKeys.a, act: () => may && selected?.suggestion && void decide(selected.suggestion.result) },
    { key: 'u', says: w.moreKeys.u, act: () => void undo() },
    { key: 'o', says: w.moreKeys.o, act: open },
  ];
  useKeys(keys);
  const help: Key[] = [
    { key: 'j k', says: w.queue, act: () => undefined },
    { key: 'Enter', says: w.openFull, act: () => undefined },
    { key: '/', says: u.search, act: () => undefined },
    ...keys,
  ];
  const { forget } = triage;
  const over = useCallback((id: string) => forget(id), [forget]);

  return (
    <Page title={w.today} lead={w.todayLead} side={<KeyHelp keys={help} />} wide>
      <div className="filters" role="group" aria-label={w.state}>
        {views.map((v) => (
          <button key={v} type="button" className="filter" aria-pressed={view === v} onClick={() => setView(v)}>
            {w.views[v]}
            {queue.data?.counts[v] === undefined ? null : <span className="n">{queue.data.counts[v]}</span>}
          </button>
        ))}
      </div>
      <div className="columns triage">
        <Loaded query={queue} rows={8}>
          {() => (
            <DataTable<NeedCard>
              name={w.queue}
              rows={rows}
              keyOf={(r) => r.id}
              current={current}
              onCurrent={choose}
              onOpen={(r) => navigate(`/c/${tenant}/needs/${r.id}`)}
              empty={<Empty title={w.emptyTriage} />}
              columns={[
                { title: w.severity, render: (r) => <Severity need={r} />, text: (r) => r.severity, width: '5.5rem' },
                {
                  title: w.need,
                  render: (r) => <NeedCell need={r} onChoose={() => choose(r.id)} />,
                  text: (r) => r.text,
                },
                { title: w.place, render: (r) => r.place_name, text: (r) => r.place_name, width: '9rem' },
                {
                  title: w.waiting,
                  render: (r) => (
                    <span className={r.overdue ? 'late' : ''}>
                      {waitText(r.waiting_minutes)}
                      {r.overdue ? <span className="late-word">{w.overdue}</span> : null}
                    </span>
                  ),
                  text: (r) => r.waiting_minutes,
                  width: '6rem',
                  end: true,
                },
                {
                  title: w.suggest,
                  render: (r) =>
                    r.boundary ? (
                      labelOf(boundaryResults, r.boundary)
                    ) : r.suggestion ? (
                      <span className="suggested">{labelOf(boundaryResults, r.suggestion.result)}</span>
                    ) : (
                      '—'
                    ),
                  text: (r) => r.suggestion?.kind ?? '',
                  width: '6rem',
                },
              ]}
            />
          )}
        </Loaded>
        <aside className="beside" aria-label={w.decide}>
          {triage.decided.map((d) => (
            <UndoStrip
              key={d.card.id}
              decided={d}
              busy={triage.undoing}
              onUndo={() => void undo()}
              onOver={() => over(d.card.id)}
            />
          ))}
          <Refusal refused={triage.undoRefused} />
          {selected ? (
            <TriagePane
              key={selected.id}
              tenant={tenant}
              need={selected}
              may={may}
              choice={choice}
              setChoice={setChoice}
              pending={pending?.result ?? null}
              refused={pending ? triage.refused : null}
              busy={triage.busy}
              reasonRef={reason}
              onDecide={(r) => void decide(r)}
              onOpen={open}
            />
          ) : rows.length > 0 ? (
            <Empty title={w.pick} />
          ) : null}
        </aside>
      </div>
    </Page>
  );
}

function NeedCell({ need, onChoose }: { need: NeedCard; onChoose: () => void }) {
  const w = useWords(needWords);
  return (
    <>
      <button type="button" className="link-button clip" onClick={onChoose}>
        {need.text || need.title || w.voice}
      </button>
      <span className="quiet">
        {[need.voice ? w.voice : '', need.sources > 1 ? w.sources(need.sources) : '', need.with ?? '']
          .filter(Boolean)
          .join(' · ')}
      </span>
    </>
  );
}
