/** One need from the first word to the last: originals, responsibility, hand-overs, tasks, answer, story. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useParams } from 'wouter';
import {
  boundaryResults,
  channels,
  handoverStates,
  postponeCauses,
  taskStates,
  workContents,
} from '../../../contract/codes.ts';
import { format, labelOf, lang, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { useMe } from '../session.ts';
import {
  AreaField,
  Facts,
  Loaded,
  Mark,
  Page,
  Panel,
  personText,
  Refusal,
  say,
  SelectField,
  Story,
  useRead,
  When,
} from '../ui/index.ts';
import {
  Originals,
  NeedState,
  type NeedView,
  type BoundaryResult,
  Severity,
  UndoStrip,
  waitText,
} from './need-parts.tsx';
import { Thread } from './thread.tsx';
import { Decide, Similar } from './triage-pane.tsx';
import { type Choice, noChoice, useTriage } from './use-triage.ts';
import { needWords } from './words-needs.ts';

export default function NeedPage({ tenant }: AtDesk) {
  const id = useParams()['id'] ?? '';
  const w = useWords(needWords);
  const need = useRead('needs.read', { params: { community: tenant, id } });
  const title = need.data?.title || need.data?.text.slice(0, 40) || w.needPage;
  return (
    <Page
      title={title}
      back={{ href: `/c/${tenant}/needs`, text: w.back }}
      side={need.data ? <NeedActs tenant={tenant} need={need.data} /> : null}
      wide
    >
      <Loaded query={need}>{(data) => <Need tenant={tenant} need={data} />}</Loaded>
    </Page>
  );
}

function NeedActs({ tenant, need }: { tenant: number; need: NeedView }) {
  const w = useWords(needWords);
  const me = useMe();
  const [, navigate] = useLocation();
  const take = useCall('needs.take');
  const may = (act: string) => need.allowed.includes(act);
  return (
    <>
      {may('needs.take') && me && need.owner?.id !== me.id ? (
        <Button
          loading={take.busy}
          onClick={() => void take.run({ params: { community: tenant, id: need.id }, body: { person: me.id } })}
        >
          {w.take}
        </Button>
      ) : null}
      {may('tasks.draft') || may('tasks.create') ? (
        <Button type="primary" onClick={() => navigate(`/c/${tenant}/needs/${need.id}/task`)}>
          {w.publishTask}
        </Button>
      ) : null}
    </>
  );
}

function Need({ tenant, need }: { tenant: number; need: NeedView }) {
  const w = useWords(needWords);
  useLang();
  return (
    <div className="columns">
      <div>
        <Panel
          title={need.orders.length > 1 ? w.originals(need.orders.length) : w.original}
          aside={<Severity need={need} />}
        >
          <Originals need={need} tenant={tenant} />
          <p className="row quiet">
            {need.orders.map((o) => (
              <Link key={o.id} href={`/c/${tenant}/orders/${o.id}`}>
                {w.readOrder} {o.receipt}
              </Link>
            ))}
          </p>
        </Panel>
        <Boundary tenant={tenant} need={need} />
        <Tasks tenant={tenant} need={need} />
        <Answer tenant={tenant} need={need} />
        <Thread tenant={tenant} kind="need" id={need.id} may={need.allowed.includes('threads.say')} />
      </div>
      <aside>
        <Panel title={<NeedState state={need.state} />}>
          <Facts
            items={[
              [w.place, need.place_name],
              [w.opened, <When key="o" at={need.opened_at} />],
              [w.waiting, waitText(need.waiting_minutes)],
              [
                w.due,
                need.due_at ? (
                  <span key="d" className={need.overdue ? 'late' : ''}>
                    {format.moment(need.due_at)}
                    {need.overdue ? ` · ${w.overdue}` : ''}
                  </span>
                ) : null,
              ],
              [w.wanted, need.wanted_by ? format.moment(need.wanted_by) : null],
              [w.channel, labelOf(channels, need.channel)],
              [w.category, need.category ? labelOf(workContents, need.category) : null],
              [w.tag, need.tag],
              [w.owner, need.owner ? personText(need.owner) : null],
              [w.handTo, need.with],
              [w.escalated, need.escalated_to],
              [w.staffActs, w.acts(need.staff_acts)],
            ]}
          />
          <GiveTo tenant={tenant} need={need} />
        </Panel>
        {need.reschedules.length > 0 ? (
          <Panel title={w.reschedules}>
            <ol className="story">
              {need.reschedules.map((r) => (
                <li key={r.at}>
                  <span className="story-at">{format.moment(r.at)}</span>
                  <span>
                    {labelOf(postponeCauses, r.cause)}
                    <span className="quiet">
                      {' '}
                      {r.from ? format.moment(r.from) : '—'} → {r.to ? format.moment(r.to) : '—'}
                    </span>
                  </span>
                </li>
              ))}
            </ol>
          </Panel>
        ) : null}
        <Panel title={w.story}>
          <Story entries={need.story} />
        </Panel>
      </aside>
    </div>
  );
}

function GiveTo({ tenant, need }: { tenant: number; need: NeedView }) {
  const w = useWords(needWords);
  const staff = useRead('places.staffing', { params: { community: tenant } });
  const give = useCall('needs.take');
  const [person, setPerson] = useState('');
  if (!need.allowed.includes('needs.take')) return null;
  const people = (staff.data?.items ?? []).flatMap((s) =>
    s.person.id && s.person.id !== need.owner?.id ? [{ value: s.person.id, text: s.person.name }] : [],
  );
  return (
    <details className="more screen-only">
      <summary>{w.giveTo}</summary>
      <div className="form-row">
        <SelectField label={w.giveTo} value={person} onChange={setPerson} options={people} none="—" />
        <Button
          disabled={person === ''}
          loading={give.busy}
          onClick={() => void give.run({ params: { community: tenant, id: need.id }, body: { person } })}
        >
          {w.give}
        </Button>
      </div>
      <Refusal refused={give.refused} />
    </details>
  );
}

/** What was taken up and turns out to belong to somebody else. */
function HandOver({ tenant, need }: { tenant: number; need: NeedView }) {
  const w = useWords(needWords);
  const language = useLang();
  const hand = useCall('needs.handOver');
  const [to, setTo] = useState<'property' | 'department'>('property');
  const [reason, setReason] = useState('');
  if (!need.allowed.includes('needs.handOver')) return null;
  const send = async () => {
    const outcome = await hand.run({ params: { community: tenant, id: need.id }, body: { to, reason: reason.trim() } });
    if (outcome.ok) say(w.decided(boundaryResults[to][language]));
  };
  return (
    <details className="more screen-only">
      <summary>{w.handOver}</summary>
      <div className="form-row">
        <SelectField
          label={w.handOverTo}
          value={to}
          onChange={(v) => setTo(v === 'department' ? 'department' : 'property')}
          options={[
            { value: 'property', text: boundaryResults.property[language] },
            { value: 'department', text: boundaryResults.department[language] },
          ]}
        />
        <AreaField label={w.handOverWhy} value={reason} maxLength={400} onChange={setReason} />
        <Button loading={hand.busy} onClick={() => void send()}>
          {w.handOver}
        </Button>
      </div>
      <Refusal refused={hand.refused} />
    </details>
  );
}

function Boundary({ tenant, need }: { tenant: number; need: NeedView }) {
  const w = useWords(needWords);
  const triage = useTriage(tenant);
  const [choice, setChoice] = useState<Choice>(noChoice);
  const decide = async (result: BoundaryResult) => {
    if (await triage.decide(need, result, choice)) setChoice(noChoice);
  };
  const decision = need.boundary_decision;
  const mayDecide = need.allowed.includes('needs.decideBoundary');
  const undoable = need.allowed.includes('needs.undoBoundary') && triage.decided.length === 0;
  const undoCall = useCall('needs.undoBoundary');
  return (
    <Panel
      title={w.boundary}
      {...(decision ? {} : { tone: 'act' as const })}
      aside={
        undoable ? (
          <Button
            size="small"
            loading={undoCall.busy}
            onClick={() => void undoCall.run({ params: { community: tenant, id: need.id } })}
          >
            {w.undo}
          </Button>
        ) : null
      }
    >
      {triage.decided.map((d) => (
        <UndoStrip
          key={d.card.id}
          decided={d}
          busy={triage.undoing}
          onUndo={() => void triage.undo().then((id) => id && say(w.undone))}
          onOver={() => triage.forget(d.card.id)}
        />
      ))}
      <Refusal refused={undoCall.refused ?? triage.undoRefused} />
      {decision ? (
        <div className="stack">
          <p>
            <strong>{labelOf(boundaryResults, decision.result)}</strong>
            {decision.rule ? <span className="quiet"> {w.byRule(decision.rule)}</span> : null}
          </p>
          {decision.reason ? <blockquote className="said-reason">{decision.reason}</blockquote> : null}
          <p className="quiet">
            {decision.decided_by.name} · <When at={decision.decided_at} />
          </p>
        </div>
      ) : (
        <p>{w.undecided}</p>
      )}
      {need.handovers.length > 0 ? (
        <>
          <h3 className="sub">{w.handovers}</h3>
          <ul className="lines">
            {need.handovers.map((h) => (
              <li key={h.id}>
                <span>
                  {h.to}{' '}
                  <Mark tone={h.state === 'closed' ? 'done' : h.state === 'returned' ? 'act' : 'wait'}>
                    {labelOf(handoverStates, h.state)}
                  </Mark>
                  {h.overdue ? <Mark tone="act">{w.overdue}</Mark> : null}
                </span>
                <span className="quiet">{format.moment(h.sent_at)}</span>
                {h.answer ? <p>{h.answer}</p> : null}
                {h.reason ? <p className="quiet">{h.reason}</p> : null}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {mayDecide ? (
        <Decide
          tenant={tenant}
          need={need}
          may
          choice={choice}
          setChoice={setChoice}
          pending={triage.pending?.result ?? null}
          refused={triage.refused}
          busy={triage.busy}
          onDecide={(r) => void decide(r)}
        />
      ) : null}
      <HandOver tenant={tenant} need={need} />
      <Similar tenant={tenant} need={need} />
    </Panel>
  );
}

function Tasks({ tenant, need }: { tenant: number; need: NeedView }) {
  const w = useWords(needWords);
  return (
    <Panel title={w.tasks}>
      {need.tasks.length === 0 ? (
        <p className="quiet">{w.noTasks}</p>
      ) : (
        <ul className="lines">
          {need.tasks.map((t) => (
            <li key={t.id}>
              <Link href={`/c/${tenant}/tasks/${t.id}`}>{t.title}</Link>
              <span className="row">
                <Mark tone="wait">{labelOf(taskStates, t.state)}</Mark>
                <span className="quiet">{t.start ? format.moment(t.start) : ''}</span>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Answer({ tenant, need }: { tenant: number; need: NeedView }) {
  const w = useWords(needWords);
  const answer = useCall('needs.answer');
  const close = useCall('needs.close');
  const [text, setText] = useState('');
  const mayAnswer = need.allowed.includes('needs.answer');
  const mayClose = need.allowed.includes('needs.close');
  if (!mayAnswer && !mayClose) return null;
  const refused = answer.refused ?? close.refused;
  const act = async (which: 'answer' | 'close') => {
    (which === 'answer' ? close : answer).clear();
    const call = which === 'answer' ? answer : close;
    const outcome = await call.run({ params: { community: tenant, id: need.id }, body: { answer: text.trim() } });
    if (!outcome.ok) return;
    setText('');
    say(which === 'answer' ? w.answered : w.closed);
  };
  return (
    <Panel title={mayAnswer ? w.answer : w.close}>
      <div className="form">
        <AreaField
          label={w.answer}
          hint={lang() === 'zh' ? `${w.answerHint}${w.closeHint}` : `${w.answerHint} ${w.closeHint}`}
          value={text}
          onChange={setText}
          rows={3}
          maxLength={2000}
          error={refused?.code === 'ANSWER_REQUIRED' ? refused.message : null}
        />
        <Refusal refused={refused} />
        <div className="form-acts">
          {mayAnswer ? (
            <Button onClick={() => void act('answer')} loading={answer.busy}>
              {w.answerAll}
            </Button>
          ) : null}
          {mayClose ? (
            <Button onClick={() => void act('close')} loading={close.busy}>
              {w.close}
            </Button>
          ) : null}
        </div>
      </div>
    </Panel>
  );
}
