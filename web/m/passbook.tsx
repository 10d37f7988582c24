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
                legend={w.entriesTitle}
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

function Figures({ book }: { book: Book }) {
  const w = useWords(meWords);
  const note: Record<Asset, string> = {
    annual_minutes: w.hoursNote,
    honour_points: w.honourNote,
    redeemable_points: w.redeemNote,
    time_minutes: w.timeNote,
  };
  const of = (a: Asset) => book.balances.find((b) => b.asset === a) ?? { balance: 0, held: 0 };
  return (
    <ul className="figures">
      {(Object.keys(assets) as Asset[]).map((a) => {
        const { balance, held } = of(a);
        const goal = a === 'annual_minutes' ? book.goal : null;
        return (
          <li key={a} className="card">
            <h2>{a === 'annual_minutes' ? w.year(book.year) : either(assets[a])}</h2>
            <p className="figure">{amountOf(a, balance, false)}</p>
            {goal ? (
              <>
                <progress max={goal.minutes} value={Math.min(balance, goal.minutes)} aria-label={w.year(book.year)} />
                <p className="small">
                  {goal.reached ? w.goalReached : w.goal(format.minutes(balance), format.minutes(goal.minutes))}
                </p>
                {goal.note ? <p className="small">{goal.note}</p> : null}
              </>
            ) : null}
            {held > 0 ? <p className="small">{w.held(amountOf(a, held, false))}</p> : null}
            <p className="small">{note[a]}</p>
          </li>
        );
      })}
    </ul>
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
