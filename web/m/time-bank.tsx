/** The time passbook: what is available and set aside, the doors to exchange and gifts, each entry (TBK-01, L-14). */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  ActionRow,
  Button,
  Empty,
  Facts,
  format,
  List,
  LinkButton,
  Loaded,
  Notice,
  Page,
  reading,
  RefusalNotice,
  type Reply,
  Row,
  RowLink,
  Section,
  Tag,
  toast,
  useCall,
  useWords,
} from '../kit/index.ts';
import { homeOf, useMe } from './session.ts';
import { timeWords } from './words-time.ts';

type Book = Reply<'timeBank.mine'>;

export default function TimeBankPage() {
  const w = useWords(timeWords);
  const community = homeOf(useMe(), undefined)?.tenant ?? 0;
  const [before, setBefore] = useState<string | null>(null);
  const query = useQuery({
    ...reading('timeBank.mine', { params: { community }, query: before ? { before } : {} }),
    enabled: community > 0,
  });
  if (community === 0)
    return (
      <Page title={w.title} lead={w.lead} back="/me">
        <Empty title={w.noHome} />
      </Page>
    );
  return (
    <Page title={w.title} lead={w.lead} back="/me">
      <Loaded query={query}>
        {(book) => (
          <>
            {book.open ? null : <Opening community={community} />}
            <Figures book={book} />
            <Doors />
            <Holds book={book} />
            <Section title={w.entries}>
              <Entries book={book} />
              <ActionRow>
                {before ? <Button onClick={() => setBefore(null)}>{w.newest}</Button> : null}
                {book.next ? <Button onClick={() => setBefore(book.next)}>{w.older}</Button> : null}
                {book.lines.length > 0 ? (
                  <Button weight="quiet" onClick={() => print()}>
                    {w.print}
                  </Button>
                ) : null}
              </ActionRow>
            </Section>
            <Section title={w.rules}>
              <Facts items={[[book.pack.name, book.pack.rule]]} />
              <p className="small">{w.coin(book.coin_minutes)}</p>
            </Section>
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** Nothing is deposited without this button: silence is no consent. */
export function Opening({ community }: { community: number }) {
  const w = useWords(timeWords);
  const open = useCall('timeBank.open');
  const press = async () => {
    const outcome = await open.run({ params: { community }, body: {} });
    if (outcome.ok) toast(w.opened);
  };
  return (
    <Notice tone="wait" title={w.openTitle}>
      <p>{w.openText}</p>
      <RefusalNotice refused={open.refused} />
      <ActionRow>
        <Button weight="act" busy={open.busy} onClick={() => void press()}>
          {w.open}
        </Button>
      </ActionRow>
    </Notice>
  );
}

function Figures({ book }: { book: Book }) {
  const w = useWords(timeWords);
  return (
    <ul className="figures">
      <li className="card">
        <h2>{w.available}</h2>
        <p className="figure">{format.minutes(book.available)}</p>
        {book.held > 0 ? <p className="small">{w.held(format.minutes(book.held))}</p> : null}
        {book.granted > 0 ? <p className="small">{w.granted(format.minutes(book.granted))}</p> : null}
        <p className="small">{w.deposited(format.minutes(book.deposited))}</p>
        {book.excess > 0 ? <p className="small">{w.excess(format.minutes(book.excess))}</p> : null}
      </li>
      {book.index ? (
        <li className="card">
          <h2>{w.index(book.index.year)}</h2>
          <p className="figure">{format.minutes(book.index.year_minutes)}</p>
          <p className="small">{w.indexNote(format.minutes(book.index.total_minutes))}</p>
        </li>
      ) : null}
    </ul>
  );
}

function Doors() {
  const w = useWords(timeWords);
  return (
    <div className="screen-only">
      <ActionRow>
        <LinkButton href="/time-bank/ask" weight="act">
          {w.ask}
        </LinkButton>
        <LinkButton href="/time-bank/exchange">{w.board}</LinkButton>
      </ActionRow>
      <List>
        <RowLink href="/time-bank/give" title={w.give} sub={w.giveText} />
        <RowLink href="/time-bank/gifts" title={w.gifts} sub={w.giftsText} />
        <RowLink href="/time-bank/pool" title={w.pool} sub={w.poolLink} />
        <RowLink href="/time-bank/choices" title={w.choices} sub={w.choicesText} />
      </List>
    </div>
  );
}

function Holds({ book }: { book: Book }) {
  const w = useWords(timeWords);
  if (book.holds.length === 0) return null;
  return (
    <Section title={w.holds}>
      <List>
        {book.holds.map((h) => (
          <Row
            key={h.id}
            title={h.title}
            sub={w.since(format.day(h.since))}
            mark={<strong className="amount">{format.minutes(h.minutes)}</strong>}
          />
        ))}
      </List>
    </Section>
  );
}

function Entries({ book }: { book: Book }) {
  const w = useWords(timeWords);
  if (book.lines.length === 0) return <Empty title={w.none} />;
  const sign = (n: number) => (n > 0 ? `+${format.minutes(n)}` : format.minutes(n));
  return (
    <List>
      {book.lines.map((l) => (
        <Row
          key={l.id}
          title={l.title}
          sub={[l.counterpart, format.day(l.at)].filter(Boolean).join(' · ')}
          mark={<strong className="amount">{sign(l.amount)}</strong>}
        >
          <p className="small">{[l.note, w.balance(format.minutes(l.balance_after))].filter(Boolean).join(' · ')}</p>
          {l.agent ? <Tag tone="still">{w.agent}</Tag> : null}
          {l.reversed ? <Tag tone="still">{w.reversed}</Tag> : null}
        </Row>
      ))}
    </List>
  );
}
