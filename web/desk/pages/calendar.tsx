/** Workdays and holidays of a year (SCH-02), as the rule of working hours reads them. */
import Button from 'antd/es/button';
import { format, now, type Reply, useLang, useWords } from '../../kit/index.ts';
import { comma, Facts, Loaded, Page, Panel, useParam, useRead } from '../ui/index.ts';
import { calendarWords } from './words-person.ts';

type Day = Reply<'policy.calendar'>['days'][number];
type Kind = Day['kind'] | 'makeup';

/** 0 for Monday … 6 for Sunday. */
const weekdayOf = (date: string): number => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
const kindOf = (day: Day): Kind => (day.kind === 'workday' && weekdayOf(day.date) > 4 ? 'makeup' : day.kind);

export default function WorkCalendar() {
  const w = useWords(calendarWords);
  useLang();
  const [asked, setAsked] = useParam('year');
  const today = format.civilDay(now());
  const year = /^20\d\d$/.test(asked) ? Number(asked) : Number(today.slice(0, 4));
  const calendar = useRead('policy.calendar', { query: { from: `${year}-01-01`, to: `${year}-12-31` } });
  const turn = (by: number) => setAsked(String(year + by));
  return (
    <Page
      title={`${w.title} ${w.year(year)}`}
      lead={w.lead}
      wide
      side={
        <>
          <Button disabled={year <= 2000} onClick={() => turn(-1)}>
            {w.before}
          </Button>
          <Button disabled={year >= 2099} onClick={() => turn(1)}>
            {w.after}
          </Button>
        </>
      }
    >
      <Loaded query={calendar}>{({ days }) => <Year days={days} today={today} />}</Loaded>
    </Page>
  );
}

function Year({ days, today }: { days: readonly Day[]; today: string }) {
  const w = useWords(calendarWords);
  const count = (...kinds: Kind[]) => days.filter((d) => kinds.includes(kindOf(d))).length;
  const unknown = count('unknown');
  const months = Map.groupBy(days, (d) => Number(d.date.slice(5, 7)));
  const named = Map.groupBy(
    days.filter((d) => d.kind === 'holiday' && d.name),
    (d) => d.name!,
  );
  return (
    <>
      <ul className="calendar-legend">
        {(Object.keys(w.kinds) as Kind[])
          .filter((k) => count(k) > 0)
          .map((k) => (
            <li key={k}>
              <span className={`calendar-day calendar-${k}`} aria-hidden="true" />
              {w.kinds[k]} {count(k)}
            </li>
          ))}
        {unknown === 0 ? (
          <li className="quiet">{w.sums(count('workday', 'makeup'), count('weekend', 'holiday'))}</li>
        ) : null}
      </ul>
      {unknown > 0 ? <p className="quiet">{w.unknownNote}</p> : null}
      <div className="calendar-year">
        {[...months].map(([month, all]) => (
          <Month key={month} month={month} days={all} today={today} />
        ))}
      </div>
      {named.size > 0 ? (
        <Panel title={w.holidays}>
          <Facts
            items={[...named].map(([name, all]) => [name, all.map((d) => shortDay(d.date)).join(comma())] as const)}
          />
        </Panel>
      ) : null}
    </>
  );
}
const shortDay = (date: string): string => `${Number(date.slice(5, 7))}/${Number(date.slice(8))}`;

function Month({ month, days, today }: { month: number; days: readonly Day[]; today: string }) {
  const w = useWords(calendarWords);
  const cells: (Day | null)[] = [...Array.from({ length: weekdayOf(days[0]!.date) }, () => null), ...days];
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, i) => cells.slice(i * 7, i * 7 + 7));
  return (
    <table className="calendar-month">
      <caption>{w.month(month)}</caption>
      <thead>
        <tr>
          {w.weekdays.map((d, i) => (
            <th key={i} scope="col">
              {d}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week.find((d) => d)?.date ?? ''}>
            {Array.from({ length: 7 }, (_, i) => week[i] ?? null).map((d, i) => (
              <td key={i}>{d ? <Cell day={d} today={d.date === today} /> : null}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
function Cell({ day, today }: { day: Day; today: boolean }) {
  const w = useWords(calendarWords);
  const kind = kindOf(day);
  const says = [kind === 'workday' ? '' : w.kinds[kind], day.name ?? ''].filter(Boolean).join(' ');
  return (
    <span
      className={`calendar-day calendar-${kind}`}
      {...(today ? { 'aria-current': 'date' as const } : {})}
      {...(says ? { title: says } : {})}
    >
      {Number(day.date.slice(8))}
      {says ? <span className="visually-hidden"> {says}</span> : null}
    </span>
  );
}
