/** The passbook: hours, points and time coins, three figures that never convert, a formula for every entry (TBK-11). */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { assets } from '../../contract/codes.ts';
import {
  ActionRow,
  Button,
  Choice,
  Empty,
  either,
  format,
  labelOf,
  List,
  LinkButton,
  Loaded,
  Page,
  reading,
  type Reply,
  Row,
  Section,
  Tag,
  useWords,
} from '../kit/index.ts';
import { amountOf } from './amounts.ts';
import { meWords } from './words-me.ts';

type Book = Reply<'me.passbook'>;
type Asset = keyof typeof assets;

export default function Passbook() {
  const w = useWords(meWords);
  const [asset, setAsset] = useState<Asset | 'all'>('all');
  const [before, setBefore] = useState<string | null>(null);
  const query = useQuery(
    reading('me.passbook', { query: { ...(asset === 'all' ? {} : { asset }), ...(before ? { before } : {}) } }),
  );
  return (
    <Page title={w.passbookTitle} lead={w.passbookLead} back="/me">
      <Loaded query={query}>
        {(book) => (
          <>
            <Figures book={book} />
            <Section title={w.entriesTitle}>
              <Choice
                legend={w.whichBook}
                columns={2}
                options={[
                  { value: 'all', label: w.showAll },
                  ...(Object.keys(assets) as Asset[]).map((a) => ({ value: a, label: either(assets[a]) })),
                ]}
                value={asset}
                onChange={(a) => {
                  setAsset(a);
                  setBefore(null);
                }}
              />
              <Entries book={book} />
              <ActionRow>
                {before ? <Button onClick={() => setBefore(null)}>{w.newest}</Button> : null}
                {book.next ? <Button onClick={() => setBefore(book.next)}>{w.older}</Button> : null}
              </ActionRow>
            </Section>
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** Three cards for three ledgers; points carry both their figures, which do not add up to anything either. */
function Figures({ book }: { book: Book }) {
  const w = useWords(meWords);
  return (
    <ul className="figures">
      <li className="card">
        <h2>{w.year(book.year)}</h2>
        <Figure book={book} asset="annual_minutes" note={w.hoursNote} />
        {book.goal ? <Goal book={book} goal={book.goal} /> : null}
      </li>
      <li className="card">
        <h2>{w.points}</h2>
        <Figure book={book} asset="honour_points" note={w.honourNote} named />
        <Figure book={book} asset="redeemable_points" note={w.redeemNote} named />
      </li>
      <li className="card">
        <h2>{either(assets.time_minutes)}</h2>
        <Figure book={book} asset="time_minutes" note={w.timeNote} />
        <LinkButton href="/time-bank" weight="quiet">
          {w.timeBook}
        </LinkButton>
      </li>
    </ul>
  );
}

function Figure({ book, asset, note, named }: { book: Book; asset: Asset; note: string; named?: boolean }) {
  const w = useWords(meWords);
  const { balance, held } = book.balances.find((b) => b.asset === asset) ?? { balance: 0, held: 0 };
  return (
    <div className="figure-block">
      {named ? <p className="small">{either(assets[asset])}</p> : null}
      <p className="figure">{amountOf(asset, balance, false)}</p>
      {held > 0 ? <p className="small">{w.held(amountOf(asset, held, false))}</p> : null}
      <p className="small">{note}</p>
    </div>
  );
}

function Goal({ book, goal }: { book: Book; goal: NonNullable<Book['goal']> }) {
  const w = useWords(meWords);
  const done = book.balances.find((b) => b.asset === 'annual_minutes')?.balance ?? 0;
  return (
    <>
      <progress max={goal.minutes} value={Math.min(done, goal.minutes)} aria-label={w.year(book.year)} />
      <p className="small">
        {goal.reached ? w.goalReached : w.goal(format.minutes(done), format.minutes(goal.minutes))}
      </p>
      {goal.note ? <p className="small">{goal.note}</p> : null}
    </>
  );
}

function Entries({ book }: { book: Book }) {
  const w = useWords(meWords);
  if (book.entries.length === 0) return <Empty title={w.noEntries} />;
  return (
    <List>
      {book.entries.map((e) => (
        <Row
          key={e.id}
          title={e.title}
          sub={`${labelOf(assets, e.asset)} · ${format.day(e.at)}`}
          mark={<strong className="amount">{amountOf(e.asset, e.amount)}</strong>}
        >
          <p className="small">{format.named(w.formula, e.formula)}</p>
          {e.reversed ? <Tag tone="still">{w.reversed}</Tag> : null}
          {e.claim ? (
            <LinkButton href={`/services/${e.tenant}/${e.claim}`} weight="quiet">
              {w.open}
            </LinkButton>
          ) : null}
        </Row>
      ))}
    </List>
  );
}
