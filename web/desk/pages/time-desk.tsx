/** The passbook at the desk: with the owner's code it is opened, shown, printed, and used to ask for help (TBK-08). */
import Button from 'antd/es/button';
import { useState } from 'react';
import { timeKinds, timeOrderStates } from '../../../contract/codes.ts';
import { type Body, format, labelOf, type Reply, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import {
  Choices,
  DataTable,
  Empty,
  Facts,
  Mark,
  optionsOf,
  Page,
  Panel,
  Refusal,
  say,
  SelectField,
  TextField,
} from '../ui/index.ts';
import { FindPerson, type Found } from './time-person.tsx';
import { timeWords } from './words-time.ts';

type Agent = Body<'timeBank.of'>['agent'];
type Shown = Reply<'timeBank.of'>;

export default function TimeDesk({ tenant }: AtDesk) {
  const w = useWords(timeWords);
  useLang();
  const [who, setWho] = useState<Found | null>(null);
  return (
    <Page
      title={who ? w.bookOf(who.name) : w.desk}
      {...(who ? {} : { lead: w.deskLead })}
      side={who ? <Button onClick={() => setWho(null)}>{w.another}</Button> : undefined}
      wide
    >
      {who ? (
        <WithCode key={who.id} tenant={tenant} who={who} />
      ) : (
        <Panel title={w.find}>
          <FindPerson tenant={tenant} onFound={setWho} />
        </Panel>
      )}
    </Page>
  );
}

function WithCode({ tenant, who }: { tenant: number; who: Found }) {
  const w = useWords(timeWords);
  const look = useCall('timeBank.of');
  const [code, setCode] = useState('');
  const [manner, setManner] = useState<Agent['manner']>('spoken');
  const [tried, setTried] = useState(false);
  const [shown, setShown] = useState<{ agent: Agent; book: Shown } | null>(null);
  const read = async (agent: Agent) => {
    const outcome = await look.run({ params: { community: tenant }, body: { agent } });
    if (outcome.ok) setShown({ agent, book: outcome.value });
  };
  const submit = () => {
    setTried(true);
    if (/^\d{4}$/.test(code)) void read({ person: who.id, code, manner });
  };
  if (shown) return <Book tenant={tenant} {...shown} again={() => void read(shown.agent)} />;
  return (
    <Panel title={who.name}>
      <div className="form act-form">
        <TextField
          short
          label={w.code}
          hint={w.codeHint}
          value={code}
          maxLength={4}
          inputMode="numeric"
          autoComplete="off"
          onChange={(v) => setCode(v.replace(/\D/g, ''))}
          onEnter={submit}
          error={tried && !/^\d{4}$/.test(code) ? w.codeMissing : undefined}
        />
        <Choices
          legend={w.manner}
          value={manner}
          onChange={(v) => setManner(v as Agent['manner'])}
          options={Object.entries(w.manners).map(([value, text]) => ({ value, text }))}
        />
        <Refusal refused={look.refused} />
        <Button type="primary" loading={look.busy} onClick={submit}>
          {w.show}
        </Button>
      </div>
    </Panel>
  );
}

/** What is printed is what the owner's own page shows: the same reading. */
function Book({ tenant, agent, book, again }: { tenant: number; agent: Agent; book: Shown; again: () => void }) {
  const w = useWords(timeWords);
  const { passbook: b } = book;
  return (
    <>
      <Panel
        title={w.summary}
        aside={
          <span className="screen-only">
            <Button onClick={() => print()}>{w.printIt}</Button>
          </span>
        }
      >
        {b.open ? null : <OpenFor tenant={tenant} agent={agent} again={again} />}
        <Facts
          items={[
            [w.balance, format.minutes(b.balance)],
            [w.held, format.minutes(b.held)],
            [w.availableNow, format.minutes(b.available)],
            [w.deposited, format.minutes(b.deposited)],
            [w.granted, b.granted > 0 ? format.minutes(b.granted) : ''],
            [b.pack.name, b.pack.rule],
          ]}
        />
        <DataTable
          name={w.bookOf(book.name)}
          rows={b.lines}
          keyOf={(l) => l.id}
          empty={<Empty />}
          columns={[
            { title: w.day, render: (l) => l.day, text: (l) => l.day },
            {
              title: w.title,
              render: (l) => (
                <>
                  {l.title} {l.agent ? <Mark>{w.byAgent}</Mark> : null}
                </>
              ),
              text: (l) => l.title,
            },
            { title: w.counterpart, render: (l) => l.counterpart, text: (l) => l.counterpart },
            { title: w.note, render: (l) => l.note, text: (l) => l.note },
            {
              title: w.amount,
              render: (l) => (l.amount > 0 ? `+${l.amount}` : l.amount),
              text: (l) => l.amount,
              end: true,
            },
            { title: w.after, render: (l) => l.balance_after, text: (l) => l.balance_after, end: true },
          ]}
        />
        <p className="quiet">{w.printedAt(`${format.civilDay(book.printed_at)} ${format.clock(book.printed_at)}`)}</p>
      </Panel>
      <Waiting tenant={tenant} agent={agent} exchanges={book.exchanges} again={again} />
      <AskFor tenant={tenant} agent={agent} again={again} />
    </>
  );
}

/** The steps that are the owner's now, each done with the code that was said. */
function Waiting({
  tenant,
  agent,
  exchanges,
  again,
}: {
  tenant: number;
  agent: Agent;
  exchanges: Shown['exchanges'];
  again: () => void;
}) {
  const w = useWords(timeWords);
  if (exchanges.length === 0) return null;
  return (
    <div className="screen-only">
      <Panel title={w.underWay}>
        {exchanges.map((o) => (
          <section key={o.id} className="said-reason">
            <h3>
              {o.title} <Mark tone="wait">{labelOf(timeOrderStates, o.state)}</Mark>
            </h3>
            <p>
              {[
                format.moment(o.start),
                format.minutes(o.plan_minutes),
                o.actual_minutes === null ? '' : `${w.actual} ${format.minutes(o.actual_minutes)}`,
              ]
                .filter(Boolean)
                .join(' · ')}
            </p>
            <Steps tenant={tenant} agent={agent} exchange={o} again={again} />
          </section>
        ))}
      </Panel>
    </div>
  );
}

const plainSteps = ['timeBank.agree', 'timeBank.start', 'timeBank.finish', 'timeBank.confirm'] as const;
type Step = (typeof plainSteps)[number];
function Steps({
  tenant,
  agent,
  exchange: o,
  again,
}: {
  tenant: number;
  agent: Agent;
  exchange: Shown['exchanges'][number];
  again: () => void;
}) {
  const w = useWords(timeWords);
  const choose = useCall('timeBank.choose');
  const params = { community: tenant, id: o.id };
  const pick = async (offer: string) => {
    const outcome = await choose.run({ params, body: { offer, agent } });
    if (outcome.ok) again();
  };
  return (
    <>
      <Refusal refused={choose.refused} />
      <div className="row">
        {o.allowed.includes('timeBank.choose')
          ? o.offer_list
              .filter((x) => !x.chosen)
              .map((x) => (
                <Button key={x.id} loading={choose.busy} onClick={() => void pick(x.id)}>
                  {w.chooseOne(x.person.name)}
                </Button>
              ))
          : null}
        {plainSteps
          .filter((step) => o.allowed.includes(step))
          .map((step) => (
            <PlainStep key={step} step={step} params={params} agent={agent} again={again} />
          ))}
      </div>
    </>
  );
}
function PlainStep({
  step,
  params,
  agent,
  again,
}: {
  step: Step;
  params: { community: number; id: string };
  agent: Agent;
  again: () => void;
}) {
  const w = useWords(timeWords);
  const act = useCall(step);
  const press = async () => {
    const outcome = await act.run({ params, body: { agent } });
    if (!outcome.ok) return;
    say(w.stepDone);
    again();
  };
  return (
    <>
      <Refusal refused={act.refused} />
      <Button type="primary" loading={act.busy} onClick={() => void press()}>
        {w.steps[step]}
      </Button>
    </>
  );
}

function OpenFor({ tenant, agent, again }: { tenant: number; agent: Agent; again: () => void }) {
  const w = useWords(timeWords);
  const act = useCall('timeBank.open');
  const open = async () => {
    const outcome = await act.run({ params: { community: tenant }, body: { agent } });
    if (!outcome.ok) return;
    say(w.opened);
    again();
  };
  return (
    <div className="note note-wait screen-only">
      <p>{w.closed}</p>
      <Refusal refused={act.refused} />
      <Button type="primary" loading={act.busy} onClick={() => void open()}>
        {w.openBook}
      </Button>
    </div>
  );
}

function AskFor({ tenant, agent, again }: { tenant: number; agent: Agent; again: () => void }) {
  const w = useWords(timeWords);
  const language = useLang();
  const act = useCall('timeBank.post');
  const [title, setTitle] = useState('');
  const [kind, setKind] = useState('company');
  const [date, setDate] = useState('');
  const [time, setTime] = useState('09:00');
  const [length, setLength] = useState('60');
  const [place, setPlace] = useState('');
  const [tried, setTried] = useState(false);
  const start = new Date(`${date}T${time}:00+08:00`);
  const plan = Number(length);
  const ok = title.trim() !== '' && !Number.isNaN(start.getTime()) && Number.isInteger(plan) && plan > 0;
  const send = async () => {
    setTried(true);
    if (!ok) return;
    const outcome = await act.run({
      params: { community: tenant },
      body: {
        title: title.trim(),
        body: '',
        kind: kind as keyof typeof timeKinds,
        place: place.trim(),
        start: start.toISOString(),
        plan_minutes: plan,
        agent,
      },
    });
    if (!outcome.ok) return;
    say(w.posted);
    setTitle('');
    setTried(false);
    again();
  };
  return (
    <div className="screen-only">
      <Panel title={w.askFor}>
        <div className="form act-form">
          <TextField
            label={w.what}
            value={title}
            maxLength={60}
            onChange={setTitle}
            error={tried && !ok ? w.fieldsMissing : act.errorOf('title')}
          />
          <div className="form-row">
            <SelectField label={w.kind} value={kind} onChange={setKind} options={optionsOf(timeKinds, language)} />
            <TextField short label={w.date} type="date" value={date} onChange={setDate} error={act.errorOf('start')} />
            <TextField short label={w.time} type="time" value={time} onChange={setTime} />
            <TextField
              short
              label={w.length}
              type="number"
              value={length}
              onChange={setLength}
              error={act.errorOf('plan_minutes')}
            />
          </div>
          <TextField label={w.place} optional value={place} maxLength={100} onChange={setPlace} />
          <Refusal refused={act.refused} />
          <Button type="primary" loading={act.busy} onClick={() => void send()}>
            {w.post}
          </Button>
        </div>
      </Panel>
    </div>
  );
}
