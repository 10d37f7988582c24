/** Own points (PTS-04, PTS-06): honour of the year and what can be redeemed, two figures; the 100-point list by own word. */
import { careKinds } from '../../contract/codes.ts';
import { useQuery } from '@tanstack/react-query';
import {
  ActionRow,
  Button,
  Card,
  Facts,
  format,
  labelOf,
  List,
  Loaded,
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
import { pointWords } from './words-points.ts';

type Points = Reply<'me.points'>;

export default function PointsPage() {
  const w = useWords(pointWords);
  const query = useQuery(reading('me.points', {}));
  return (
    <Page title={w.title} lead={w.lead} back="/me">
      <Loaded query={query}>
        {(points) => (
          <>
            <Year points={points} />
            <Commendation points={points} />
            <Fair />
            <Section title={w.formulaTitle}>
              <p>{points.standard.formula}</p>
              <p className="small">{w.version(points.standard.title, points.standard.version)}</p>
            </Section>
            <List>
              <RowLink href="/passbook" title={w.passbook} sub={w.passbookSub} />
              <RowLink href="/commended" title={w.listTitle} sub={w.listSub} />
            </List>
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** Spending lowers the second figure alone. */
function Year({ points }: { points: Points }) {
  const w = useWords(pointWords);
  const left = points.line_hundredths - points.year_hundredths;
  const line = format.points(points.line_hundredths);
  return (
    <ul className="figures">
      <li className="card">
        <h2>{w.honour(points.year)}</h2>
        <p className="figure">{format.points(points.year_hundredths)}</p>
        <progress
          max={points.line_hundredths}
          value={Math.min(points.year_hundredths, points.line_hundredths)}
          aria-label={w.honour(points.year)}
        />
        <p className="small">{left > 0 ? w.left(format.points(left), line) : w.reached(line)}</p>
        <p className="small">{w.honourNote(format.points(points.honour_hundredths))}</p>
      </li>
      <li className="card">
        <h2>{w.redeemable}</h2>
        <p className="figure">{format.points(points.redeemable_hundredths)}</p>
        <p className="small">{w.redeemNote}</p>
      </li>
    </ul>
  );
}

/** The notice is shown as it would be published; a no costs nothing and can become a yes, and a yes a no. */
function Commendation({ points }: { points: Points }) {
  const w = useWords(pointWords);
  const answer = useCall('me.answerCommendation');
  const at = points.commendation;
  if (!at || at.state === 'below') return null;
  const say = async (named: boolean) => {
    const outcome = await answer.run({ body: { named } });
    if (outcome.ok) toast(named ? w.nowNamed : w.notNamed);
  };
  return (
    <Section title={w.commendation}>
      <Card>
        <p className="state-line">
          {at.state === 'named' ? <Tag tone="done">{w.named}</Tag> : null}
          {at.state === 'unnamed' ? <Tag tone="still">{w.unnamed}</Tag> : null}
          {at.state === 'asked' ? <Tag tone="act">{w.asked}</Tag> : null}
        </p>
        <blockquote>{at.text}</blockquote>
        <p className="small">{w.choice}</p>
        <RefusalNotice refused={answer.refused} />
        <ActionRow>
          {at.state === 'named' ? null : (
            <Button weight="act" busy={answer.busy} onClick={() => void say(true)}>
              {w.yes}
            </Button>
          )}
          {at.state === 'unnamed' ? null : (
            <Button busy={answer.busy} onClick={() => void say(false)}>
              {at.state === 'named' ? w.takeBack : w.no}
            </Button>
          )}
        </ActionRow>
      </Card>
    </Section>
  );
}

/** What was given and what came back, beside the middle half of the city; nobody is compared by name. */
function Fair() {
  const w = useWords(pointWords);
  const query = useQuery(reading('me.fairness', {}));
  return (
    <Section title={w.fairTitle}>
      <Loaded query={query}>
        {(f) => (
          <>
            <Facts
              items={[
                [w.effort, w.effortOf(format.minutes(f.effort.minutes), f.effort.services, f.effort.demanding)],
                [w.points, format.points(f.returned.points)],
                f.returned.time_minutes > 0 && [w.coins, format.minutes(f.returned.time_minutes)],
                [w.thanks, w.thanksOf(f.returned.thanks, f.returned.honours)],
                [w.ratio, f.ratio === null ? w.noRatio : format.points(f.ratio)],
                f.city && [
                  w.city,
                  w.quartiles(format.points(f.city.q1), format.points(f.city.median), format.points(f.city.q3)),
                ],
              ]}
            />
            <p className="small">{f.city ? w.fairNote(f.city.members) : w.noCity}</p>
            {f.care.length > 0 ? (
              <List label={w.care}>
                {f.care.map((c) => (
                  <Row
                    key={`${c.at} ${c.kind}`}
                    title={labelOf(careKinds, c.kind)}
                    sub={`${format.day(c.at)} ${c.text}`}
                  />
                ))}
              </List>
            ) : null}
          </>
        )}
      </Loaded>
    </Section>
  );
}
