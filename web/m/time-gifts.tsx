/** Gifts of time, received and given; who receives may refuse (TBK-04). */
import { useQuery } from '@tanstack/react-query';
import { timeGiftStates } from '../../contract/codes.ts';
import {
  Button,
  Empty,
  format,
  labelOf,
  List,
  LinkButton,
  Loaded,
  Page,
  reading,
  RefusalNotice,
  type Reply,
  Row,
  Tag,
  toast,
  useCall,
  useWords,
} from '../kit/index.ts';
import { homeOf, useMe } from './session.ts';
import { timeWords } from './words-time.ts';

type Gift = Reply<'timeBank.gifts'>['items'][number];

export default function TimeGiftsPage() {
  const w = useWords(timeWords);
  const community = homeOf(useMe(), undefined)?.tenant ?? 0;
  const query = useQuery({ ...reading('timeBank.gifts', { params: { community } }), enabled: community > 0 });
  return (
    <Page title={w.giftsTitle} lead={w.giftsLead} back="/time-bank">
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={w.noGifts}>
              <LinkButton href="/time-bank/give">{w.give}</LinkButton>
            </Empty>
          ) : (
            <List>
              {items.map((g) => (
                <One key={g.id} community={community} gift={g} />
              ))}
            </List>
          )
        }
      </Loaded>
    </Page>
  );
}

function One({ community, gift: g }: { community: number; gift: Gift }) {
  const w = useWords(timeWords);
  const act = useCall('timeBank.answerGift');
  const answer = async (what: 'accept' | 'refuse' | 'take_back') => {
    const outcome = await act.run({ params: { community, id: g.id }, body: { answer: what } });
    if (outcome.ok) toast(w.answered);
  };
  const waits = g.state === 'offered';
  return (
    <Row
      title={`${g.outgoing ? w.giftTo(g.to) : w.giftFrom(g.from)} · ${format.minutes(g.minutes)}`}
      sub={[format.day(g.at), waits && g.answer_until ? w.answerBy(format.day(g.answer_until)) : '', g.words]
        .filter(Boolean)
        .join(' · ')}
      mark={
        <Tag tone={waits ? 'wait' : g.state === 'accepted' ? 'done' : 'still'}>{labelOf(timeGiftStates, g.state)}</Tag>
      }
    >
      <RefusalNotice refused={act.refused}>
        {act.refused?.code === 'TIME_BOOK_CLOSED' ? (
          <>
            <p>{w.acceptClosed}</p>
            <LinkButton href="/time-bank">{w.open}</LinkButton>
          </>
        ) : null}
      </RefusalNotice>
      {waits ? (
        <div className="row-acts">
          {g.outgoing ? (
            <Button busy={act.busy} onClick={() => void answer('take_back')}>
              {w.takeBack}
            </Button>
          ) : (
            <>
              <Button weight="act" busy={act.busy} onClick={() => void answer('accept')}>
                {w.accept}
              </Button>
              <Button busy={act.busy} onClick={() => void answer('refuse')}>
                {w.refuse}
              </Button>
            </>
          )}
        </div>
      ) : null}
    </Row>
  );
}
