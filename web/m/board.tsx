/** The public board (L-06): what the community was asked, what became of it, how long it took. For anyone, and for the wall. */
import { useQuery } from '@tanstack/react-query';
import { useSearch } from 'wouter';
import {
  Button,
  Empty,
  format,
  List,
  Loaded,
  now,
  Page,
  reading,
  type Reply,
  RowLink,
  Section,
  useWords,
} from '../kit/index.ts';
import { homeOf, useDeployment, useMe } from './session.ts';
import { boardWords } from './words-open.ts';

type Board = Reply<'boards.public'>;
type Figure = Board['figures'][number];

export default function PublicBoard() {
  const w = useWords(boardWords);
  const asked = Number(new URLSearchParams(useSearch()).get('community') ?? 0);
  const home = homeOf(useMe(), useDeployment());
  const community = asked || home?.tenant || 0;
  const query = useQuery({ ...reading('boards.public', { params: { community } }), enabled: community > 0 });
  return (
    <Page title={w.title} lead={home && community === home.tenant ? w.lead(home.name) : undefined} back="/">
      {community > 0 ? (
        <Loaded query={query}>{(board) => <Whole board={board} community={asked} />}</Loaded>
      ) : (
        <Empty title={w.nobody} />
      )}
    </Page>
  );
}

function Whole({ board, community }: { board: Board; community: number }) {
  const w = useWords(boardWords);
  const steps = board.figures.filter((f) => w.steps[f.key]);
  return (
    <>
      <Rate
        rate={board.figures.find((f) => f.key === 'loop_rate')}
        silent={board.figures.find((f) => f.key === 'silent_closures')?.value ?? 0}
      />
      <Section title={w.times}>
        <ol className="board-times">
          {steps.map((f) => (
            <li key={f.key}>
              <span className="row-text">
                <span className="row-title">{w.steps[f.key]?.[0]}</span>
                <span className="row-sub">{w.steps[f.key]?.[1]}</span>
              </span>
              <Took figure={f} />
            </li>
          ))}
        </ol>
        <p className="small">{w.timesNote}</p>
      </Section>
      <Section title={w.months}>
        <Months months={board.months} />
        <p className="small">{w.monthsNote}</p>
      </Section>
      <div className="screen-only">
        <Section title={w.more}>
          <List>
            <RowLink
              href={community ? `/lists?community=${community}` : '/lists'}
              title={w.askedWhat}
              sub={w.askedWhatText}
            />
            <RowLink href="/order" title={w.ask} sub={w.askText} />
          </List>
          <div className="actions">
            <Button onClick={() => print()}>{w.print}</Button>
          </div>
        </Section>
      </div>
      <p className="small board-foot">{w.readAt(format.moment(now()))}</p>
    </>
  );
}

function Rate({ rate, silent }: { rate: Figure | undefined; silent: number }) {
  const w = useWords(boardWords);
  if (!rate || rate.value === null) return <Empty title={w.rateNone} />;
  return (
    <section className="board-rate" aria-label={w.rate}>
      <p className="board-name">{w.rate}</p>
      <p className="board-figure">
        {rate.value}
        <span className="board-unit">%</span>
      </p>
      <div className="board-bar" aria-hidden="true">
        <span style={{ inlineSize: `${rate.value}%` }} />
      </div>
      {rate.numerator !== null && rate.denominator !== null ? (
        <p>{w.rateHow(format.number(rate.numerator), format.number(rate.denominator))}</p>
      ) : null}
      {silent > 0 ? <p className="small">{w.silent(format.number(silent))}</p> : null}
      <p className="small">{w.rateNote}</p>
    </section>
  );
}

/** A median as people say it: days once it is longer than two of them. */
function Took({ figure }: { figure: Figure }) {
  const w = useWords(boardWords);
  if (figure.value === null) return <span className="board-took none">{w.notYet}</span>;
  const minutes = Math.round(figure.value);
  const hours = Math.round(minutes / 60);
  return (
    <strong className="board-took">
      {hours >= 48 ? w.days(Math.floor(hours / 24), hours % 24) : format.minutes(minutes)}
    </strong>
  );
}

/** Numbers first, for those who listen; the bars under them repeat the numbers for the eye. */
function Months({ months }: { months: Board['months'] }) {
  const w = useWords(boardWords);
  const most = Math.max(1, ...months.flatMap((m) => [m.orders, m.closed, m.served]));
  const cell = (n: number, tone: string) => (
    <td>
      {format.number(n)}
      <span className={`board-month-bar ${tone}`} aria-hidden="true" style={{ inlineSize: `${(n / most) * 100}%` }} />
    </td>
  );
  return (
    <table className="board-months">
      <thead>
        <tr>
          <th scope="col">{w.month}</th>
          <th scope="col">{w.asked}</th>
          <th scope="col">{w.answered}</th>
          <th scope="col">{w.served}</th>
        </tr>
      </thead>
      <tbody>
        {months.map((m, i) => (
          <tr key={m.month}>
            <th scope="row">
              {w.monthName(m.month.slice(0, 4), Number(m.month.slice(5)), i > 0 && m.month.endsWith('-01'))}
            </th>
            {cell(m.orders, 'asked')}
            {cell(m.closed, 'answered')}
            {cell(m.served, 'served')}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
