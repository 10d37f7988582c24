/** Exchanges of a community, disputes first; the operator of the model in force decides them (R-43, TBK-06). */
import Button from 'antd/es/button';
import { useState } from 'react';
import { timeKinds, timeOrderStates } from '../../../contract/codes.ts';
import { format, labelOf, type Reply, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import {
  AreaField,
  DataTable,
  Empty,
  Facts,
  Loaded,
  Mark,
  Page,
  Panel,
  Refusal,
  say,
  Story,
  TextField,
  useParam,
  useRead,
  When,
} from '../ui/index.ts';
import { timeWords } from './words-time.ts';

type Line = Reply<'timeBank.orders'>['items'][number];
type Exchange = Reply<'timeBank.deskOrder'>;
const toneOf = (state: string) =>
  state === 'disputed'
    ? 'act'
    : state === 'closed' || state === 'settled' || state === 'arbitrated'
      ? 'done'
      : state === 'cancelled'
        ? 'still'
        : 'wait';

export default function TimeOrders({ tenant }: AtDesk) {
  const w = useWords(timeWords);
  useLang();
  const [state, setState] = useParam('state');
  const [current, setCurrent] = useParam('exchange');
  const list = useRead('timeBank.orders', { params: { community: tenant }, query: state ? { state } : {} });
  return (
    <Page title={w.orders} lead={w.ordersLead} wide>
      <Loaded query={list}>
        {(data) => (
          <>
            <div className="filters" role="group" aria-label={w.state}>
              <button type="button" className="filter" aria-pressed={state === ''} onClick={() => setState('')}>
                {w.all}
              </button>
              {Object.entries(data.counts).map(([s, n]) => (
                <button key={s} type="button" className="filter" aria-pressed={state === s} onClick={() => setState(s)}>
                  {labelOf(timeOrderStates, s as keyof typeof timeOrderStates)} <span className="n">{n}</span>
                </button>
              ))}
            </div>
            <div className="columns">
              <DataTable<Line>
                name={w.orders}
                rows={data.items}
                keyOf={(o) => o.id}
                current={current}
                onCurrent={setCurrent}
                empty={<Empty title={w.noOrders} />}
                columns={[
                  {
                    title: w.title,
                    opens: true,
                    text: (o) => o.title,
                  },
                  {
                    title: w.state,
                    render: (o) => <Mark tone={toneOf(o.state)}>{labelOf(timeOrderStates, o.state)}</Mark>,
                    text: (o) => labelOf(timeOrderStates, o.state),
                  },
                  { title: w.when, render: (o) => <When at={o.start} />, text: (o) => o.start },
                  {
                    title: w.planned,
                    render: (o) => format.minutes(o.plan_minutes),
                    text: (o) => o.plan_minutes,
                    end: true,
                  },
                  { title: w.asker, render: (o) => o.requester.name, text: (o) => o.requester.name },
                  { title: w.helper, render: (o) => o.provider ?? '—', text: (o) => o.provider ?? '' },
                  { title: w.heldNow, render: (o) => format.minutes(o.held), text: (o) => o.held, end: true },
                ]}
              />
              <aside className="beside">
                {current ? (
                  <One key={current} tenant={tenant} id={current} operator={data.may_arbitrate} />
                ) : (
                  <p className="quiet">{w.choose}</p>
                )}
              </aside>
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function One({ tenant, id, operator }: { tenant: number; id: string; operator: boolean }) {
  const w = useWords(timeWords);
  const query = useRead('timeBank.deskOrder', { params: { community: tenant, id } });
  return (
    <Loaded query={query}>
      {(o) => (
        <>
          <Panel title={o.title} aside={<Mark tone={toneOf(o.state)}>{labelOf(timeOrderStates, o.state)}</Mark>}>
            <Facts
              items={[
                [w.about, [labelOf(timeKinds, o.kind), o.body].filter(Boolean).join(' · ')],
                [w.when, format.moment(o.start)],
                [w.place, o.place],
                [w.planned, format.minutes(o.plan_minutes)],
                [w.asker, o.requester.name],
                [w.helper, o.provider?.name ?? ''],
                [w.own, o.own_minutes > 0 ? format.minutes(o.own_minutes) : ''],
                [w.pool, o.pool_minutes > 0 ? format.minutes(o.pool_minutes) : ''],
                [w.actual, o.actual_minutes === null ? '' : format.minutes(o.actual_minutes)],
                [w.settled, o.settled_minutes === null ? '' : format.minutes(o.settled_minutes)],
                [w.disputeSaid, o.dispute ?? ''],
                [w.decision, o.arbitration ?? ''],
              ]}
            />
          </Panel>
          {o.allowed.includes('timeBank.arbitrate') ? <Arbitrate tenant={tenant} order={o} /> : null}
          {o.undo ? (
            <p className="note note-wait">
              {o.undo.done ? w.undone : w.undoAsked} {o.undo.reason}
            </p>
          ) : null}
          {o.allowed.includes('timeBank.undo') ? <Undo tenant={tenant} order={o} /> : null}
          {o.state === 'disputed' && !operator ? <p className="note">{w.notYours}</p> : null}
          <Panel title={w.story}>
            <Story
              entries={o.acts.map((a) => ({
                ...a,
                who: a.agent ? `${a.who}${w.byAgent}` : a.who,
                role: '',
                from: null,
                to: null,
              }))}
            />
          </Panel>
        </>
      )}
    </Loaded>
  );
}

function Arbitrate({ tenant, order }: { tenant: number; order: Exchange }) {
  const w = useWords(timeWords);
  const act = useCall('timeBank.arbitrate');
  const [minutes, setMinutes] = useState(String(Math.min(order.actual_minutes ?? 0, order.plan_minutes)));
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const amount = Number(minutes);
  const amountOk = Number.isInteger(amount) && amount >= 0 && amount <= order.plan_minutes;
  const decide = async () => {
    setTried(true);
    if (!amountOk || !reason.trim()) return;
    const outcome = await act.run({
      params: { community: tenant, id: order.id },
      body: { minutes: amount, reason: reason.trim() },
    });
    if (outcome.ok) say(w.decided);
  };
  return (
    <Panel title={w.arbitrate} tone="act">
      <p>{w.arbitrateText}</p>
      <div className="form act-form screen-only">
        <TextField
          short
          label={w.minutes}
          type="number"
          value={minutes}
          onChange={setMinutes}
          error={tried && !amountOk ? w.minutesWrong : act.errorOf('minutes')}
        />
        <AreaField
          label={w.reason}
          maxLength={400}
          value={reason}
          onChange={setReason}
          error={tried && !reason.trim() ? w.reasonMissing : act.errorOf('reason')}
        />
        <Refusal refused={act.refused} />
        <Button type="primary" loading={act.busy} onClick={() => void decide()}>
          {w.decide}
        </Button>
      </div>
    </Panel>
  );
}

/** One asks, another one does it: the button says which of the two this is. */
function Undo({ tenant, order }: { tenant: number; order: Exchange }) {
  const w = useWords(timeWords);
  const act = useCall('timeBank.undo');
  const [reason, setReason] = useState(order.undo?.reason ?? '');
  const [tried, setTried] = useState(false);
  const send = async () => {
    setTried(true);
    if (!reason.trim()) return;
    const outcome = await act.run({ params: { community: tenant, id: order.id }, body: { reason: reason.trim() } });
    if (outcome.ok) say(outcome.value.undone ? w.undone : w.undoAsked);
  };
  return (
    <details className="screen-only">
      <summary>{order.undo ? w.undoNow : w.undoAsk}</summary>
      <div className="form act-form">
        <p>{w.undoText}</p>
        <TextField
          label={w.reason}
          value={reason}
          maxLength={400}
          onChange={setReason}
          error={tried && !reason.trim() ? w.reasonMissing : act.errorOf('reason')}
        />
        <Refusal refused={act.refused} />
        <Button loading={act.busy} onClick={() => void send()}>
          {order.undo ? w.undoNow : w.undoAsk}
        </Button>
      </div>
    </details>
  );
}
