/** Activities for a target group: published here, a company's confirmed or refused here. */
import { type MemberMotive, memberMotives } from '../../../contract/codes.ts';
import Button from 'antd/es/button';
import { useState } from 'react';
import { format, labelOf, now, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import {
  AreaField,
  CheckField,
  DataTable,
  Empty,
  Loaded,
  Mark,
  Page,
  Refusal,
  say,
  TextField,
  uiWords,
  useRead,
} from '../ui/index.ts';
import { taskWords } from './words-tasks.ts';

const tones = { pending_community: 'act', published: 'wait', held: 'done', cancelled: 'still' } as const;

export default function Activities({ tenant }: AtDesk) {
  const w = useWords(taskWords);
  useLang();
  const list = useRead('activities.list', { params: { community: tenant } });
  const decide = useCall('activities.decide');
  const [open, setOpen] = useState(false);
  return (
    <Page
      title={w.actTitle}
      lead={w.actLead}
      wide
      side={
        <Button aria-expanded={open} onClick={() => setOpen(!open)}>
          {w.newAct}
        </Button>
      }
    >
      {open ? <NewActivity tenant={tenant} onDone={() => setOpen(false)} /> : null}
      <Refusal refused={decide.refused} />
      <Loaded query={list}>
        {(data) => (
          <DataTable
            name={w.actTitle}
            rows={data.items}
            keyOf={(a) => a.id}
            empty={<Empty title={w.actEmpty} />}
            columns={[
              {
                title: w.name,
                render: (a) => (
                  <>
                    <strong>{a.title}</strong>
                    <p className="quiet clip">{a.text}</p>
                  </>
                ),
                text: (a) => a.title,
              },
              { title: w.publisher, render: (a) => a.publisher, text: (a) => a.publisher },
              {
                title: w.time,
                render: (a) => <span className="nowrap">{format.span(a.start, a.end)}</span>,
                text: (a) => a.start,
              },
              {
                title: w.signedUp,
                render: (a) => w.taken(a.signed_up, a.capacity),
                text: (a) => `${a.signed_up}/${a.capacity}`,
                end: true,
              },
              {
                title: w.signUpUntil,
                render: (a) => <span className="nowrap">{format.moment(a.sign_up_until)}</span>,
                text: (a) => a.sign_up_until,
              },
              {
                title: w.state,
                render: (a) => <Mark tone={tones[a.state]}>{w.actStates[a.state]}</Mark>,
                text: (a) => w.actStates[a.state],
              },
              {
                title: '',
                render: (a) =>
                  a.allowed.includes('activities.decide') ? (
                    <span className="row">
                      <Button
                        size="small"
                        loading={decide.busy}
                        onClick={() =>
                          void decide.run({ params: { community: tenant, id: a.id }, body: { decision: 'confirm' } })
                        }
                      >
                        {w.confirm}
                      </Button>
                      <Button
                        size="small"
                        loading={decide.busy}
                        onClick={() =>
                          void decide.run({ params: { community: tenant, id: a.id }, body: { decision: 'refuse' } })
                        }
                      >
                        {w.refuse}
                      </Button>
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

type Age = 'under_18' | '18_35' | '36_59' | 'from_60';
function NewActivity({ tenant, onDone }: { tenant: number; onDone: () => void }) {
  const w = useWords(taskWords);
  const u = useWords(uiWords);
  const create = useCall('activities.create');
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const [ages, setAges] = useState<readonly Age[]>([]);
  const [capacity, setCapacity] = useState('30');
  const [date, setDate] = useState(format.civilDay(new Date(now().getTime() + 7 * 86_400_000)));
  const [from, setFrom] = useState('09:00');
  const [to, setTo] = useState('11:00');
  const [until, setUntil] = useState(format.civilDay(new Date(now().getTime() + 6 * 86_400_000)));
  const [asksMembers, setAsks] = useState(false);
  const [supplies, setSupplies] = useState<readonly MemberMotive[]>([]);
  const save = async () => {
    const outcome = await create.run({
      params: { community: tenant },
      body: {
        title: title.trim(),
        text: text.trim(),
        target: { ages: [...ages], estates: [], skills: [] },
        capacity: Number(capacity) || 1,
        start: format.instantOf(date, from),
        end: format.instantOf(date, to),
        sign_up_until: format.instantOf(until, '18:00'),
        asks_members: asksMembers,
        supplies: [...supplies],
      },
    });
    if (!outcome.ok) return;
    say(outcome.value.state === 'published' ? w.actDone : w.actPending);
    onDone();
  };
  return (
    <section className="panel form">
      <TextField label={w.name} value={title} maxLength={60} onChange={setTitle} error={create.errorOf('title')} />
      <AreaField label={w.actText} value={text} maxLength={1000} onChange={setText} error={create.errorOf('text')} />
      <div className="form-row">
        <TextField label={u.date} type="date" value={date} onChange={setDate} error={create.errorOf('start')} />
        <TextField short label={u.start} type="time" value={from} onChange={setFrom} />
        <TextField short label={u.end} type="time" value={to} onChange={setTo} error={create.errorOf('end')} />
        <TextField
          label={w.signUpUntil}
          type="date"
          value={until}
          onChange={setUntil}
          error={create.errorOf('sign_up_until')}
        />
        <TextField short label={w.capacity} type="number" min={1} max={5000} value={capacity} onChange={setCapacity} />
      </div>
      <div className="row" role="group" aria-label={w.ages}>
        <span>{w.ages}</span>
        {(Object.keys(w.ageNames) as Age[]).map((a) => (
          <CheckField
            key={a}
            label={w.ageNames[a]}
            checked={ages.includes(a)}
            onChange={(on) => setAges(on ? [...ages, a] : ages.filter((x) => x !== a))}
          />
        ))}
      </div>
      <div className="row" role="group" aria-label={w.supplies}>
        <span>{w.supplies}</span>
        {(Object.keys(memberMotives) as MemberMotive[]).map((m) => (
          <CheckField
            key={m}
            label={labelOf(memberMotives, m)}
            checked={supplies.includes(m)}
            onChange={(on) => setSupplies(on ? [...supplies, m] : supplies.filter((x) => x !== m))}
          />
        ))}
      </div>
      <CheckField label={w.asksMembers} checked={asksMembers} onChange={setAsks} />
      <Refusal refused={create.refused} />
      <div className="form-acts">
        <Button type="primary" loading={create.busy} onClick={() => void save()}>
          {w.newAct}
        </Button>
        <Button onClick={onDone}>{u.cancel}</Button>
      </div>
    </section>
  );
}
