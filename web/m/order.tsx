/** One order with its whole story, and what the asker can do now: confirm a presence, rate, write, withdraw. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { boundaryResults, channels, orderStates, severities } from '../../contract/codes.ts';
import {
  ActionRow,
  Button,
  Card,
  ConfirmButton,
  Facts,
  format,
  kitWords,
  labelOf,
  Loaded,
  Notice,
  Page,
  reading,
  RefusalNotice,
  type Reply,
  Section,
  StoryTimeline,
  Tag,
  TextArea,
  toast,
  useCall,
  useWords,
} from '../kit/index.ts';
import { fileAddress, Thread, useAddress } from './common.tsx';
import { toneOfOrder } from './tones.ts';
import { Rating } from './rating.tsx';
import { useMe } from './session.ts';
import { orderWords } from './words-orders.ts';

type Order = Reply<'orders.read'>;

export default function OrderPage() {
  const w = useWords(orderWords);
  const { tenant, id } = useAddress();
  const query = useQuery(reading('orders.read', { params: { community: tenant, id } }));
  return (
    <Page title={w.orderTitle} back="/orders">
      <Loaded query={query}>{(order) => <Story order={order} />}</Loaded>
    </Page>
  );
}

function Story({ order }: { order: Order }) {
  const w = useWords(orderWords);
  const k = useWords(kitWords);
  const closed = order.state !== 'open' && order.state !== 'answered';
  return (
    <>
      <p className="state-line">
        <Tag tone={toneOfOrder(order.state)}>{labelOf(orderStates, order.state)}</Tag>
        <span>{order.next_step}</span>
      </p>
      {order.answer ? (
        <Notice tone="done" title={w.answer}>
          <p>{order.answer}</p>
        </Notice>
      ) : null}
      <Appeal order={order} />
      {order.allowed.includes('orders.rate') ? <Rating community={order.tenant} id={order.id} /> : null}
      <Helpers order={order} />
      <Section title={w.original}>
        {order.text ? <blockquote className="original">{order.text}</blockquote> : null}
        {order.voice ? (
          <audio controls preload="none" src={fileAddress(order.tenant, order.voice)} aria-label={w.voiceMessage} />
        ) : null}
        {order.photos.length > 0 ? (
          <ul className="photo-list">
            {order.photos.map((p, i) => (
              <li key={p}>
                <img src={fileAddress(order.tenant, p)} alt={w.photo(i + 1)} loading="lazy" />
              </li>
            ))}
          </ul>
        ) : null}
        <OrderFacts order={order} />
      </Section>
      <Section title={k.story}>
        <StoryTimeline entries={order.story} next={closed ? undefined : order.next_step} />
      </Section>
      <Thread community={order.tenant} kind="order" id={order.id} />
      <Withdraw order={order} />
    </>
  );
}

function OrderFacts({ order }: { order: Order }) {
  const w = useWords(orderWords);
  const place = [order.place_name, order.address].filter(Boolean).join(' ');
  const b = order.boundary;
  return (
    <Facts
      items={[
        [w.receipt, order.receipt],
        [w.placedAt, format.moment(order.placed_at)],
        [w.channel, labelOf(channels, order.channel)],
        [w.weight, labelOf(severities, order.severity)],
        order.placed_by ? [w.asker, order.asker.name] : null,
        order.placed_by ? [w.placedBy, order.placed_by.name] : null,
        place ? [w.place, place] : null,
        order.windows.length > 0
          ? [w.wanted, format.clauses(order.windows.map((x) => format.span(x.start, x.end)))]
          : null,
        b ? [w.boundary, [labelOf(boundaryResults, b.result), b.to].filter(Boolean).join(' · ')] : null,
        b?.to_contact ? [w.contact, b.to_contact] : null,
        b && (b.rule || b.reason) ? [w.basis, format.clauses([b.rule, b.reason])] : null,
        order.rating
          ? [
              w.myRating,
              [w.ratingLine(order.rating.score, order.rating.solved), order.rating.text].filter(Boolean).join(' · '),
            ]
          : null,
      ]}
    />
  );
}

function Helpers({ order }: { order: Order }) {
  const w = useWords(orderWords);
  const me = useMe();
  if (order.helpers.length === 0) return null;
  const mine = me && order.asker.id === me.id;
  return (
    <Section title={w.helpers}>
      {order.helpers.map((h) => (
        <Card key={h.claim}>
          <h3>{h.name}</h3>
          <p className="small">{w.helperAt(format.span(h.start, h.end))}</p>
          <HelperActions
            community={order.tenant}
            claim={h.claim}
            canConfirm={h.can_confirm_presence}
            canThank={order.allowed.includes('claims.thanks')}
          />
        </Card>
      ))}
      {mine && me.pin && order.state === 'open' ? (
        <Card>
          <h3>{w.pinTitle}</h3>
          <p className="pin">{me.pin}</p>
          <p className="small">{w.pinText}</p>
        </Card>
      ) : null}
    </Section>
  );
}

function HelperActions({
  community,
  claim,
  canConfirm,
  canThank,
}: {
  community: number;
  claim: string;
  canConfirm: boolean;
  canThank: boolean;
}) {
  const w = useWords(orderWords);
  const confirm = useCall('claims.confirmPresence');
  const thank = useCall('claims.thanks');
  const yes = async () => {
    const outcome = await confirm.run({ params: { community, id: claim }, body: { as: 'helped_person' } });
    if (outcome.ok) toast(w.cameDone);
  };
  const thanks = async () => {
    const outcome = await thank.run({ params: { community, id: claim }, body: {} });
    if (outcome.ok) toast(w.thanked);
  };
  return (
    <>
      <RefusalNotice refused={confirm.refused ?? thank.refused} />
      {canConfirm || canThank ? (
        <ActionRow>
          {canConfirm ? (
            <ConfirmButton
              label={w.came}
              weight="plain"
              title={w.cameAsk}
              yes={w.cameYes}
              onYes={yes}
              busy={confirm.busy}
            >
              <p>{w.cameText}</p>
            </ConfirmButton>
          ) : null}
          {canThank ? (
            <Button weight="quiet" busy={thank.busy} onClick={() => void thanks()}>
              {w.thank}
            </Button>
          ) : null}
        </ActionRow>
      ) : null}
    </>
  );
}

/** A refusal that its asker does not agree with. */
function Appeal({ order }: { order: Order }) {
  const w = useWords(orderWords);
  const [reason, setReason] = useState('');
  const [gap, setGap] = useState<string | null>(null);
  const appeal = useCall('orders.appeal');
  if (!order.allowed.includes('orders.appeal')) return null;
  const send = async () => {
    setGap(reason.trim() ? null : w.appealMissing);
    if (!reason.trim()) return;
    const outcome = await appeal.run({ params: { community: order.tenant, id: order.id }, body: { reason } });
    if (outcome.ok) toast(w.appealed);
  };
  return (
    <Card>
      <h2>{w.appealTitle}</h2>
      <TextArea
        label={w.appealWhy}
        rows={3}
        value={reason}
        onChange={setReason}
        maxLength={400}
        error={gap ?? appeal.errorOf('reason')}
      />
      <RefusalNotice refused={appeal.refused} />
      <Button busy={appeal.busy} onClick={() => void send()}>
        {w.appeal}
      </Button>
    </Card>
  );
}

function Withdraw({ order }: { order: Order }) {
  const w = useWords(orderWords);
  const withdraw = useCall('orders.withdraw');
  if (!order.allowed.includes('orders.withdraw')) return null;
  const yes = async () => {
    const outcome = await withdraw.run({ params: { community: order.tenant, id: order.id } });
    if (outcome.ok) toast(w.withdrawn);
  };
  return (
    <div className="page-end">
      <RefusalNotice refused={withdraw.refused} />
      <ConfirmButton label={w.withdraw} title={w.withdrawAsk} yes={w.withdrawYes} onYes={yes} busy={withdraw.busy}>
        <p>{w.withdrawText}</p>
      </ConfirmButton>
    </div>
  );
}
