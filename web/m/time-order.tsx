/** One exchange: what was agreed, what may be done now, what happened (TBK-06, TBK-07). */
import { useQuery } from '@tanstack/react-query';
import { timeKinds, timeOrderStates } from '../../contract/codes.ts';
import {
  Empty,
  Facts,
  format,
  kitWords,
  labelOf,
  List,
  Loaded,
  Notice,
  Page,
  reading,
  type Reply,
  Row,
  Section,
  StoryTimeline,
  Tag,
  useWords,
} from '../kit/index.ts';
import { useAddress } from './common.tsx';
import { Agree, Cancel, Choose, Confirm, Dispute, Offer, Rate, ReplyTo, Service } from './time-acts.tsx';
import { toneOfExchange, useRating } from './time-exchange.tsx';
import { timeWords } from './words-time.ts';

export type Exchange = Reply<'timeBank.order'>;

export default function TimeOrderPage() {
  const w = useWords(timeWords);
  const { tenant, id } = useAddress();
  const query = useQuery(reading('timeBank.order', { params: { community: tenant, id } }));
  return (
    <Page title={w.orderTitle} back="/time-bank/exchange">
      <Loaded query={query}>{(order) => <Whole community={tenant} order={order} />}</Loaded>
    </Page>
  );
}

function Whole({ community, order }: { community: number; order: Exchange }) {
  const w = useWords(timeWords);
  const k = useWords(kitWords);
  const may = (act: string) => order.allowed.includes(`timeBank.${act}`);
  const at = { community, order };
  return (
    <>
      <h2>{order.title}</h2>
      <p className="state-line">
        <Tag tone={toneOfExchange(order.state)}>{labelOf(timeOrderStates, order.state)}</Tag>
      </p>
      <Said order={order} />
      {may('agree') || may('withdraw') ? <Agree {...at} /> : null}
      {may('offer') ? <Offer {...at} /> : null}
      {may('start') || may('finish') ? <Service {...at} /> : null}
      {may('confirm') ? <Confirm {...at} /> : null}
      {may('rate') ? <Rate {...at} /> : null}
      <Terms order={order} />
      {order.mine === 'requester' && (order.state === 'posted' || order.state === 'offered') ? (
        <Offers {...at} />
      ) : null}
      <Ratings {...at} />
      {may('dispute') ? <Dispute {...at} /> : null}
      {order.acts.length > 0 ? (
        <Section title={k.story}>
          <StoryTimeline
            entries={order.acts.map((a) => ({ ...a, who: a.agent ? `${a.who}${w.byAgent}` : a.who, role: '' }))}
          />
        </Section>
      ) : null}
      {may('cancel') ? <Cancel {...at} /> : null}
    </>
  );
}

/** What waits, in a sentence. */
function Said({ order }: { order: Exchange }) {
  const w = useWords(timeWords);
  if (order.state === 'disputed')
    return (
      <Notice tone="act" title={w.disputed}>
        <p>{order.dispute}</p>
      </Notice>
    );
  if (order.arbitration)
    return (
      <Notice tone="done" title={w.arbitration}>
        <p>{order.arbitration}</p>
      </Notice>
    );
  if (order.settle_by && order.mine === 'provider')
    return <Notice tone="wait" title={w.settleBy(format.moment(order.settle_by))} />;
  return order.silent ? <Notice tone="done" title={w.silent} /> : null;
}

function Terms({ order }: { order: Exchange }) {
  const w = useWords(timeWords);
  const rating = useRating();
  const party = (p: NonNullable<Exchange['provider']>) => [p.name, rating(p.rating)].join(' · ');
  const other = order.mine === 'requester' ? order.provider : order.mine === 'provider' ? order.requester : null;
  return (
    <Facts
      items={[
        [w.kind, labelOf(timeKinds, order.kind)],
        [w.when, format.moment(order.start)],
        [w.planned, format.minutes(order.plan_minutes)],
        order.place ? [w.place, order.place] : null,
        order.body ? [w.about, order.body] : null,
        [w.requester, party(order.requester)],
        order.provider ? [w.helper, party(order.provider)] : null,
        other?.phone
          ? [
              w.phone,
              <a key="phone" href={`tel:${other.phone}`}>
                {other.phone}
              </a>,
            ]
          : null,
        order.own_minutes > 0 ? [w.fromOwn, format.minutes(order.own_minutes)] : null,
        order.pool_minutes > 0 ? [w.fromPool, format.minutes(order.pool_minutes)] : null,
        order.actual_minutes === null ? null : [w.actual, format.minutes(order.actual_minutes)],
        order.settled_minutes === null ? null : [w.settled, format.minutes(order.settled_minutes)],
        order.reason ? [w.cancelReason, order.reason] : null,
      ]}
    />
  );
}

function Offers({ community, order }: { community: number; order: Exchange }) {
  const w = useWords(timeWords);
  const rating = useRating();
  return (
    <Section title={w.offerTitle}>
      {order.offer_list.length === 0 ? <Empty title={w.noOffers} /> : null}
      <List>
        {order.offer_list.map((o) => (
          <Row
            key={o.id}
            title={o.person.name}
            sub={[rating(o.person.rating), o.words].filter(Boolean).join(' · ')}
            mark={o.agreed ? <Tag tone="done">{w.agreed}</Tag> : null}
          >
            {o.chosen ? (
              <p className="small">{w.chosen}</p>
            ) : (
              <Choose community={community} order={order} offer={o.id} />
            )}
          </Row>
        ))}
      </List>
    </Section>
  );
}

function Ratings({ community, order }: { community: number; order: Exchange }) {
  const w = useWords(timeWords);
  const { by_me: mine, of_me: theirs } = order.ratings;
  if (!mine && !theirs) return null;
  const said = (r: NonNullable<typeof mine>) => [w.score(r.score), r.text].filter(Boolean).join(' · ');
  return (
    <Section title={w.rate}>
      <Facts
        items={[
          mine ? [w.myRating, said(mine)] : null,
          mine?.reply ? [w.reply, mine.reply] : null,
          [w.theirRating, theirs ? said(theirs) : w.blind],
          theirs?.reply ? [w.reply, theirs.reply] : null,
        ]}
      />
      {order.allowed.includes('timeBank.reply') ? <ReplyTo community={community} order={order} /> : null}
    </Section>
  );
}
