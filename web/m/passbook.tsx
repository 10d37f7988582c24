/** The passbook: hours, points and time coins, three figures that never convert, a formula for every entry (TBK-11). */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { assets } from '../../contract/codes.ts';
import {
  ActionRow,
  addressOf,
  Button,
  call,
  Choice,
  csvOf,
  Empty,
  either,
  format,
  labelOf,
  List,
  LinkButton,
  now,
  TextField,
  Loaded,
  Page,
  reading,
  RefusalNotice,
  type Refused,
  type Reply,
  Row,
  saveFile,
  Section,
  Tag,
  toast,
  useWords,
} from '../kit/index.ts';
import { amountOf } from './amounts.ts';
import { byDay, running, type Balances } from './passbook-lines.ts';
import { hoursWords } from './words-hours.ts';
import { meWords } from './words-me.ts';

type Book = Reply<'me.passbook'>;
type Asset = keyof typeof assets;

export default function Passbook() {
  const w = useWords(meWords);
  const [asset, setAsset] = useState<Asset | 'all'>('all');
  const [from, setFrom] = useState<{ before: string; balances: Balances } | null>(null);
  const before = from?.before;
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
                  setFrom(null);
                }}
              />
              <Entries lines={running(book.entries, from?.balances ?? balancesOf(book)).lines} />
              <ActionRow>
                {from ? <Button onClick={() => setFrom(null)}>{w.newest}</Button> : null}
                {book.next ? <Button onClick={() => setFrom(olderThan(book, from?.balances))}>{w.older}</Button> : null}
                {book.entries.length > 0 ? <Save asset={asset} /> : null}
              </ActionRow>
              {book.entries.length > 0 ? <Statement year={book.year} /> : null}
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
        {book.goal ? <Goal goal={book.goal} /> : null}
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

/** The year as a ring: what counts of the goal, with everything that changes it in words below. */
function Goal({ goal }: { goal: NonNullable<Book['goal']> }) {
  const w = useWords(hoursWords);
  const [done, all] = [format.minutes(goal.counted), format.minutes(goal.minutes)];
  const share = goal.minutes === 0 ? 1 : Math.min(1, goal.counted / goal.minutes);
  return (
    <>
      <div className="ring-block">
        <svg className="ring" viewBox="0 0 64 64" role="img" aria-label={w.ring(done, all)}>
          <circle cx="32" cy="32" r="28" pathLength="100" />
          <circle
            className="ring-done"
            cx="32"
            cy="32"
            r="28"
            pathLength="100"
            strokeDasharray={`${share * 100} 100`}
          />
        </svg>
        <p className="small">{w.ring(done, all)}</p>
      </div>
      <p className="small">{goal.note}</p>
      {goal.emergency.minutes > 0 ? (
        <p className="small">
          {w.emergency(format.minutes(goal.emergency.minutes), format.minutes(goal.emergency.counted))}
        </p>
      ) : null}
      <p className="small">
        {format.clauses([w.offered(format.minutes(goal.offered)), goal.excused > 0 ? w.excused(goal.excused) : null])}
      </p>
      <LinkButton href="/exemptions" weight="quiet">
        {w.link}
      </LinkButton>
    </>
  );
}

const balancesOf = (book: Book): Balances => Object.fromEntries(book.balances.map((b) => [b.asset, b.balance]));
const olderThan = (book: Book, after?: Balances) => ({
  before: book.next ?? '',
  balances: running(book.entries, after ?? balancesOf(book)).before,
});

function Entries({ lines }: { lines: readonly (Book['entries'][number] & { after: number })[] }) {
  const w = useWords(meWords);
  if (lines.length === 0) return <Empty title={w.noEntries} />;
  return byDay(lines, format.civilDay).map(({ day, lines: own }) => (
    <div key={day}>
      <h3>{format.day(own[0]!.at)}</h3>
      <List>
        {own.map((e) => (
          <Row
            key={`${e.id} ${e.asset}`}
            title={e.title}
            sub={`${labelOf(assets, e.asset)} · ${w.balanceAfter(amountOf(e.asset, e.after, false))}`}
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
    </div>
  ));
}

/** The three ledgers on paper, over days of one's choice. */
function Statement({ year }: { year: number }) {
  const w = useWords(meWords);
  const [from, setFrom] = useState(`${year}-01-01`);
  const [to, setTo] = useState(format.civilDay(now()));
  const dated = from !== '' && to !== '' && from <= to;
  return (
    <details className="formula">
      <summary>{w.paper}</summary>
      <TextField label={w.from} type="date" value={from} onChange={setFrom} />
      <TextField label={w.to} type="date" value={to} onChange={setTo} error={dated ? null : w.datesError} />
      {dated ? (
        <a
          className="button"
          href={addressOf('me.statement', { query: { from, to } })}
          download={`${w.statementFile} ${from} ${to}.pdf`}
        >
          {w.paperSave}
        </a>
      ) : null}
    </details>
  );
}

/** A statement of at most so many pages; what is older is named as left out, never dropped in silence. */
const statementPages = 100;

/** The whole statement as a table that spreadsheets open; what was written by others cannot run there as a formula. */
function Save({ asset }: { asset: Asset | 'all' }) {
  const w = useWords(meWords);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);
  const save = async () => {
    setBusy(true);
    const rows: string[][] = [[...w.statementHead]];
    let balances: Balances | null = null;
    let next: string | null = null;
    let failed: Refused | null = null;
    for (let page = 0; page < statementPages; page += 1) {
      const outcome: Awaited<ReturnType<typeof pageOf>> = await pageOf(asset, next);
      if (!outcome.ok) {
        failed = outcome;
        break;
      }
      const book: Book = outcome.value;
      const after: Balances = balances ?? balancesOf(book);
      const { lines, before } = running(book.entries, after);
      for (const e of lines)
        rows.push([
          `${format.civilDay(e.at)} ${format.clock(e.at)}`,
          labelOf(assets, e.asset),
          e.title,
          plain(e.asset, e.amount),
          plain(e.asset, e.after),
          e.formula,
          e.reversed ? w.reversed : '',
        ]);
      balances = before;
      next = book.next;
      if (next === null) break;
    }
    setBusy(false);
    setRefused(failed);
    if (failed) return;
    if (next !== null) rows.push([w.statementCut]);
    saveFile(`${w.statementFile}.csv`, csvOf(rows));
    toast(w.statementSaved);
  };
  return (
    <>
      <Button weight="quiet" busy={busy} onClick={() => void save()}>
        {w.statement}
      </Button>
      <RefusalNotice refused={refused} />
    </>
  );
}
const pageOf = (asset: Asset | 'all', before: string | null) =>
  call('me.passbook', { query: { ...(asset === 'all' ? {} : { asset }), ...(before ? { before } : {}) } });
/** Minutes as whole minutes, points with two decimals: figures that a spreadsheet adds up. */
const plain = (asset: string, amount: number): string =>
  asset.endsWith('minutes') ? String(amount) : (amount / 100).toFixed(2);
