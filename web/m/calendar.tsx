/** The own calendar by day, as a list that reads well aloud; with the private link for the phone's calendar (SCH-01). */
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import {
  Button,
  Empty,
  format,
  LinkButton,
  List,
  Loaded,
  now,
  Page,
  reading,
  type Reply,
  Row,
  RowLink,
  Section,
  Tag,
  toast,
  useWords,
} from '../kit/index.ts';
import { meWords } from './words-me.ts';

type Item = Reply<'me.calendar'>['items'][number];
const weeks = 4;

export default function Calendar() {
  const w = useWords(meWords);
  const window = useMemo(() => {
    const from = new Date(`${format.civilDay(now())}T00:00:00+08:00`);
    return { from: from.toISOString(), to: new Date(from.getTime() + weeks * 7 * 86_400_000).toISOString() };
  }, []);
  const query = useQuery(reading('me.calendar', { query: window }));
  return (
    <Page title={w.calendarTitle} lead={w.calendarLead} back="/me">
      <Loaded query={query}>
        {(data) => (
          <>
            {data.items.length === 0 ? <Empty title={w.nothing} /> : <Days items={data.items} />}
            <Section title={w.subscribe}>
              <p className="small">{w.subscribeText}</p>
              <div className="actions">
                <a className="button plain" href={data.ics}>
                  {w.subscribe}
                </a>
                <Button
                  weight="quiet"
                  onClick={() =>
                    void navigator.clipboard
                      ?.writeText(new URL(data.ics, location.href).href)
                      .then(() => toast(w.copied))
                  }
                >
                  {w.copyLink}
                </Button>
                <LinkButton href="/profile" weight="quiet">
                  {w.editTimes}
                </LinkButton>
              </div>
            </Section>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Days({ items }: { items: readonly Item[] }) {
  const w = useWords(meWords);
  const days = new Map<string, Item[]>();
  for (const item of [...items].sort((a, b) => (a.start < b.start ? -1 : 1))) {
    const day = format.civilDay(item.start);
    days.set(day, [...(days.get(day) ?? []), item]);
  }
  const time = (i: Item) =>
    format.civilDay(i.start) === format.civilDay(i.end)
      ? `${format.clock(i.start)}–${format.clock(i.end)}`
      : format.span(i.start, i.end);
  return (
    <>
      {[...days].map(([day, list]) => (
        <Section key={day} title={format.nearDay(`${day}T12:00:00+08:00`)}>
          <List>
            {list.map((i) => {
              const mark = (
                <Tag tone={i.kind === 'service' ? 'done' : i.kind === 'invitation' ? 'wait' : 'still'}>
                  {w.kinds[i.kind]}
                </Tag>
              );
              const key = `${i.start}${i.kind}${i.title}`;
              return i.claim && i.tenant ? (
                <RowLink
                  key={key}
                  href={`/services/${i.tenant}/${i.claim}`}
                  title={i.title}
                  sub={time(i)}
                  mark={mark}
                />
              ) : (
                <Row key={key} title={i.title || w.kinds[i.kind]} sub={time(i)} mark={mark} />
              );
            })}
          </List>
        </Section>
      ))}
    </>
  );
}
