/** The morning plan (DSP-03, DSP-04): people for all open places at once, looked over before any invitation leaves. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { Link } from 'wouter';
import { format, type Reply, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import {
  comma,
  DataTable,
  either,
  Empty,
  Loaded,
  Mark,
  Page,
  Panel,
  personText,
  Refusal,
  say,
  SelectField,
  useRead,
} from '../ui/index.ts';
import { Acceptance } from './acceptance.tsx';
import { Bar } from './candidates.tsx';
import { refusalSentence } from './refusal-words.ts';
import { planWords } from './words-plan.ts';

type Plan = NonNullable<Reply<'plans.latest'>['plan']>;
type Slot = Plan['slots'][number];
interface Line {
  readonly key: string;
  readonly slot: Slot;
  readonly item: Slot['items'][number];
}
const computing_ms = 1_500;
/** Whole sentences, the same that the member reads. */
const reasonsOf = (item: Line['item']): string => item.reasons.map((r) => either(r.zh, r.en)).join(either('', ' '));
const keyOf = (slot: string, person: string | null | undefined): string => `${slot}/${person ?? ''}`;

export default function PlanPage({ tenant }: AtDesk) {
  const w = useWords(planWords);
  useLang();
  const [waiting, setWaiting] = useState(true);
  const latest = useRead('plans.latest', { params: { community: tenant } }, waiting ? { every_ms: computing_ms } : {});
  const computing = latest.data?.plan?.state === 'computing';
  if (latest.data && waiting !== computing) setWaiting(computing);
  const make = useCall('plans.make');
  const start = async () => {
    const outcome = await make.run({ params: { community: tenant } });
    if (outcome.ok) void latest.refetch();
  };
  const open = latest.data?.open_places ?? 0;
  const ready = latest.data?.plan?.state === 'ready';
  const startButton = (
    <Button type={ready ? 'default' : 'primary'} loading={make.busy} onClick={() => void start()}>
      {latest.data?.plan ? w.again : w.make}
    </Button>
  );
  return (
    <Page
      title={w.title}
      lead={w.lead}
      wide
      side={
        open > 0 && !computing ? (
          <>
            <span className="quiet nowrap">{w.open(open)}</span>
            {startButton}
          </>
        ) : null
      }
    >
      <Refusal refused={make.refused} />
      <Loaded query={latest}>
        {({ plan, open_places }) =>
          plan ? (
            <Latest key={plan.id} tenant={tenant} plan={plan} />
          ) : open_places > 0 ? (
            <Empty title={w.idle}>
              <p>{w.idleText}</p>
            </Empty>
          ) : (
            <Empty title={w.nothing}>
              <p>{w.nothingText}</p>
              <p>
                <Link href={`/c/${tenant}/tasks`}>{w.toTasks}</Link>
              </p>
            </Empty>
          )
        }
      </Loaded>
      <Acceptance tenant={tenant} />
    </Page>
  );
}

function Latest({ tenant, plan }: { tenant: number; plan: Plan }) {
  const w = useWords(planWords);
  if (plan.state === 'computing') return <Computing tenant={tenant} plan={plan} />;
  if (plan.state === 'ready' || plan.state === 'sent') {
    return (
      <>
        <Sums plan={plan} />
        <Invitations key={plan.slots.flatMap((s) => s.items).length} tenant={tenant} plan={plan} />
        <Waits tenant={tenant} plan={plan} />
        <Unfilled tenant={tenant} plan={plan} />
      </>
    );
  }
  const what = plan.state === 'failed' ? w.failed : plan.state === 'dropped' ? w.dropped : w.stopped;
  return (
    <Empty title={what}>
      <p className="quiet">{w.madeBy(plan.made_by, format.moment(plan.made_at))}</p>
    </Empty>
  );
}

function Computing({ tenant, plan }: { tenant: number; plan: Plan }) {
  const w = useWords(planWords);
  const stop = useCall('plans.cancel');
  return (
    <Panel
      title={w.computing}
      aside={<span className="quiet">{w.madeBy(plan.made_by, format.moment(plan.made_at))}</span>}
    >
      <div className="plan-wait" role="status">
        <progress
          aria-label={w.computing}
          {...(plan.progress ? { max: Math.max(1, plan.progress.total), value: plan.progress.done } : {})}
        />
        <span>{plan.progress ? w.progress(plan.progress.done, plan.progress.total) : ''}</span>
        <Button loading={stop.busy} onClick={() => void stop.run({ params: { community: tenant, id: plan.id } })}>
          {w.stop}
        </Button>
      </div>
      <Refusal refused={stop.refused} />
    </Panel>
  );
}

function Sums({ plan }: { plan: Plan }) {
  const w = useWords(planWords);
  const f = plan.figures;
  if (!f) return null;
  const below_pct = f.bound > 0 ? ((f.bound - f.objective) / f.bound) * 100 : 0;
  const cells: (readonly [string, string, string])[] = [
    [w.places, format.number(f.places), w.madeBy(plan.made_by, format.moment(plan.made_at))],
    [w.invited, format.number(f.invited), w.byHandNote(f.invited - f.by_hand)],
    [w.unfilled, format.number(f.unfilled), ''],
    [w.skilled, w.skilledOf(f.skilled_filled, f.skilled_places), ''],
    [w.people, format.number(f.fair.people), w.peopleNote(f.fair.most_places)],
    [w.fresh, w.skilledOf(f.not_asked_lately, f.fair.people), w.freshNote(f.most_askings)],
  ];
  return (
    <>
      <div className="headline">
        {cells.map(([name, value, note]) => (
          <div key={name}>
            <p className="big-figure">{value}</p>
            <p>{name}</p>
            {note ? <p className="quiet">{note}</p> : null}
          </div>
        ))}
      </div>
      {plan.slots.some((s) => s.inserted || s.at_once) ? null : <Compared figures={f} />}
      <p className="quiet">{f.objective === f.bound ? w.best : w.near(below_pct.toFixed(2))}</p>
      {f.unasked_with_place + f.unasked_without_place > 0 ? (
        <p className="quiet">{w.unasked(f.unasked_with_place, f.unasked_without_place)}</p>
      ) : null}
    </>
  );
}

/** The plan with and without regard to load, figure by figure (G-33). */
function Compared({ figures }: { figures: NonNullable<Plan['figures']> }) {
  const w = useWords(planWords);
  const { fair, plain } = figures;
  const lost_pct = plain.score > 0 ? ((plain.score - fair.score) / plain.score) * 100 : 0;
  const rows: (readonly [string, number | string, number | string])[] = [
    [w.invited, fair.filled, plain.filled],
    [
      w.skilled,
      w.skilledOf(fair.skilled_filled, figures.skilled_places),
      w.skilledOf(plain.skilled_filled, figures.skilled_places),
    ],
    [w.people, fair.people, plain.people],
    [w.mostPlaces, fair.most_places, plain.most_places],
    [w.fresh, fair.not_asked_lately, plain.not_asked_lately],
    [w.match, w.lost(lost_pct.toFixed(1)), w.full],
  ];
  return (
    <details className="plan-compared">
      <summary>{w.compare}</summary>
      <p className="quiet">{w.compareText}</p>
      <table className="table">
        <caption className="visually-hidden">{w.compare}</caption>
        <thead>
          <tr>
            <th scope="col">{w.figure}</th>
            <th scope="col">{w.withFair}</th>
            <th scope="col">{w.withoutFair}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, with_, without]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{with_}</td>
              <td>{without}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

function Invitations({ tenant, plan }: { tenant: number; plan: Plan }) {
  const w = useWords(planWords);
  const [order, setOrder] = useState('slot');
  const lines: Line[] = plan.slots.flatMap((slot) =>
    slot.items.map((item) => ({ key: keyOf(slot.slot, item.person.id), slot, item })),
  );
  const [picked, setPicked] = useState<ReadonlySet<string>>(() => new Set(lines.map((l) => l.key)));
  const send = useCall('plans.send');
  const drop = useCall('plans.cancel');
  const ready = plan.state === 'ready';
  const best = Math.max(1, ...lines.map((l) => l.item.score));
  const rows =
    order === 'slot'
      ? lines.toSorted((a, b) => a.slot.start.localeCompare(b.slot.start) || a.slot.slot.localeCompare(b.slot.slot))
      : lines.toSorted((a, b) => a.item.person.name.localeCompare(b.item.person.name, 'zh'));
  const sendPicked = async () => {
    const items = lines
      .filter((l) => picked.has(l.key) && l.item.person.id)
      .map((l) => ({ slot: l.slot.slot, person: l.item.person.id! }));
    const outcome = await send.run({ params: { community: tenant, id: plan.id }, body: { items } });
    if (outcome.ok) say(w.sent(outcome.value.sent, outcome.value.refused));
  };
  return (
    <>
      <DataTable<Line>
        name={w.listName}
        rows={rows}
        keyOf={(l) => l.key}
        nameOf={(l) => `${l.item.person.name} ${l.slot.title}`}
        {...(ready ? { picking: { picked, onPick: setPicked } } : {})}
        empty={
          <Empty title={w.noneFound}>
            <p>{w.noneFoundText}</p>
          </Empty>
        }
        tools={
          <SelectField
            short
            label={w.order}
            value={order}
            onChange={setOrder}
            options={[
              { value: 'slot', text: w.bySlot },
              { value: 'member', text: w.byMember },
            ]}
          />
        }
        columns={[
          {
            title: w.slot,
            render: (l) => <SlotCell tenant={tenant} slot={l.slot} />,
            text: (l) => `${l.slot.title} ${format.span(l.slot.start, l.slot.end)} ${l.slot.place_name}`,
          },
          {
            title: w.member,
            render: (l) => <span className="nowrap">{personText(l.item.person)}</span>,
            text: (l) => personText(l.item.person),
          },
          {
            title: w.score,
            render: (l) => <Bar share={l.item.score / best} text={String(Math.round(l.item.score / 100))} />,
            text: (l) => l.item.score,
          },
          {
            title: w.why,
            render: (l) => reasonsOf(l.item),
            text: (l) => reasonsOf(l.item),
          },
          ready
            ? {
                title: w.standby,
                render: (l) => (
                  <span className="quiet">{l.slot.standby.map((p) => p.name).join(comma()) || w.noStandby}</span>
                ),
                text: (l) => l.slot.standby.map((p) => p.name).join(comma()),
              }
            : {
                title: w.outcome,
                render: (l) => <Outcome sent={l.item.sent} />,
                text: (l) => (l.item.sent === null ? w.left : (l.item.sent ?? w.notChosen)),
              },
        ]}
      />
      {ready ? (
        <>
          <Refusal refused={send.refused ?? drop.refused} />
          <div className="form-acts act-row screen-only">
            <Button type="primary" disabled={picked.size === 0} loading={send.busy} onClick={() => void sendPicked()}>
              {w.send(picked.size)}
            </Button>
            <Button loading={drop.busy} onClick={() => void drop.run({ params: { community: tenant, id: plan.id } })}>
              {w.drop}
            </Button>
            <span className="quiet">{w.sendNote}</span>
          </div>
        </>
      ) : null}
    </>
  );
}

function SlotCell({ tenant, slot }: { tenant: number; slot: Slot }) {
  const w = useWords(planWords);
  return (
    <>
      <Link href={`/c/${tenant}/tasks/${slot.task}`}>{slot.title}</Link>{' '}
      {slot.inserted ? <Mark tone="wait">{w.inserted}</Mark> : null}
      {slot.at_once ? <Mark tone="wait">{w.atOnce}</Mark> : null}
      <br />
      <span className="quiet">{[format.span(slot.start, slot.end), slot.place_name].filter(Boolean).join(' · ')}</span>
    </>
  );
}

function Outcome({ sent }: { sent: string | null | undefined }) {
  const w = useWords(planWords);
  if (sent === undefined) return <span className="quiet">{w.notChosen}</span>;
  if (sent === null) return <Mark tone="done">{w.left}</Mark>;
  return (
    <>
      <Mark tone="wait">{w.refused}</Mark> {refusalSentence(sent)} <code>{sent}</code>
    </>
  );
}

/** Places that are left undecided for somebody able (G-33), each with a way not to wait. */
function Waits({ tenant, plan }: { tenant: number; plan: Plan }) {
  const w = useWords(planWords);
  const ask = useCall('plans.askNow');
  const waiting = plan.slots.filter((s) => s.waits);
  if (waiting.length === 0) return null;
  const askNow = async (slot: string) => {
    const outcome = await ask.run({ params: { community: tenant, id: plan.id, slot } });
    if (outcome.ok) say(w.askedNow);
  };
  return (
    <Panel title={w.waitsTitle}>
      <p className="quiet">{w.waitsText}</p>
      <ul className="lines">
        {waiting.map((s) => (
          <li key={s.slot} className="act-row">
            <span>
              <Link href={`/c/${tenant}/tasks/${s.task}`}>{s.title}</Link>
              <span className="quiet"> {format.span(s.start, s.end)}</span>
              <br />
              {w.waitsFor(s.waits!.able, format.moment(s.waits!.until))}
            </span>
            {plan.allowed.includes('plans.askNow') ? (
              <Button loading={ask.busy} onClick={() => void askNow(s.slot)}>
                {w.askNow}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      <Refusal refused={ask.refused} />
    </Panel>
  );
}

function Unfilled({ tenant, plan }: { tenant: number; plan: Plan }) {
  const w = useWords(planWords);
  const short = plan.slots.filter((s) => s.items.length < s.places && !s.waits);
  if (short.length === 0 && plan.short_skills.length === 0) return null;
  return (
    <div className="halves">
      <Panel title={w.unfilledTitle}>
        {short.length === 0 ? <p className="quiet">{w.allFilled}</p> : null}
        <ul className="lines">
          {short.map((s) => (
            <li key={s.slot}>
              <Link href={`/c/${tenant}/tasks/${s.task}`}>{s.title}</Link>
              <span className="quiet">
                {' '}
                {[format.span(s.start, s.end), w.missing(s.places - s.items.length)].join(' · ')}
              </span>
            </li>
          ))}
        </ul>
      </Panel>
      {plan.short_skills.length > 0 ? (
        <Panel title={w.shortTitle}>
          <p className="quiet">{w.shortText}</p>
          <ul className="lines">
            {plan.short_skills.map((s) => (
              <li key={s.skill}>{s.places > 0 ? w.short(s.skill, s.places) : w.tight(s.skill)}</li>
            ))}
          </ul>
        </Panel>
      ) : null}
    </div>
  );
}
