/** What neighbours need and what became of one's own exchanges (TBK-06). */
import { useQuery } from '@tanstack/react-query';
import { timeKinds, timeOrderStates } from '../../contract/codes.ts';
import {
  ActionRow,
  Empty,
  format,
  labelOf,
  LinkButton,
  List,
  Loaded,
  Page,
  reading,
  type Reply,
  RowLink,
  Section,
  Tag,
  type Tone,
  useWords,
} from '../kit/index.ts';
import { homeOf, useMe } from './session.ts';
import { timeWords } from './words-time.ts';

type Line = Reply<'timeBank.board'>['open'][number];

export const toneOfExchange = (state: string): Tone =>
  state === 'closed' || state === 'settled' || state === 'arbitrated'
    ? 'done'
    : state === 'cancelled'
      ? 'still'
      : state === 'disputed'
        ? 'act'
        : 'wait';
export function useRating(): (r: Line['requester']['rating']) => string {
  const w = useWords(timeWords);
  return (r) => (r.average_tenths === null ? w.unrated : w.rating(r.average_tenths, r.count));
}

export default function TimeExchangePage() {
  const w = useWords(timeWords);
  const community = homeOf(useMe(), undefined)?.tenant ?? 0;
  const query = useQuery({ ...reading('timeBank.board', { params: { community } }), enabled: community > 0 });
  return (
    <Page title={w.boardTitle} lead={w.boardLead} back="/time-bank">
      <Loaded query={query}>
        {(board) => (
          <>
            <ActionRow>
              <LinkButton href="/time-bank/ask" weight="act">
                {w.ask}
              </LinkButton>
            </ActionRow>
            <Section title={w.mine}>
              <Lines community={community} lines={board.mine} none={w.noMine} mine />
            </Section>
            <Section title={w.openNow}>
              <Lines community={community} lines={board.open} none={w.noOpen} />
            </Section>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Lines({
  community,
  lines,
  none,
  mine = false,
}: {
  community: number;
  lines: readonly Line[];
  none: string;
  mine?: boolean;
}) {
  const w = useWords(timeWords);
  const rating = useRating();
  if (lines.length === 0) return <Empty title={none} />;
  return (
    <List>
      {lines.map((l) => (
        <RowLink
          key={l.id}
          href={`/time-bank/orders/${community}/${l.id}`}
          title={l.title}
          sub={[
            labelOf(timeKinds, l.kind),
            format.moment(l.start),
            format.minutes(l.plan_minutes),
            mine ? '' : `${l.requester.name} ${rating(l.requester.rating)}`,
            l.offers > 0 && l.state === 'offered' ? w.offers(l.offers) : '',
          ]
            .filter(Boolean)
            .join(' · ')}
          mark={
            l.waits_for_me ? (
              <Tag tone="act">{w.waits}</Tag>
            ) : mine ? (
              <Tag tone={toneOfExchange(l.state)}>{labelOf(timeOrderStates, l.state)}</Tag>
            ) : null
          }
        />
      ))}
    </List>
  );
}
