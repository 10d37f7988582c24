/** The goods counter for whoever serves: what is on the shelf, what it leaves, own orders with their codes (PTS-06). */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { goodsKinds, goodsOrderStates } from '../../contract/goods-codes.ts';
import {
  ActionRow,
  Button,
  ConfirmButton,
  Dialog,
  Empty,
  Facts,
  format,
  labelOf,
  LinkButton,
  List,
  Loaded,
  Page,
  reading,
  RefusalNotice,
  type Reply,
  Row,
  Section,
  Select,
  Tag,
  TextField,
  toast,
  useCall,
  useWords,
} from '../kit/index.ts';
import { useMe } from './session.ts';
import { goodsWords } from './words-goods.ts';

type Item = Reply<'goods.shelf'>['items'][number];
type Mine = Reply<'goods.mine'>;

export default function Goods() {
  const w = useWords(goodsWords);
  const me = useMe();
  const [chosen, setChosen] = useState('');
  const places = me?.communities ?? [];
  const community = chosen === '' ? (places.find((c) => c.home) ?? places[0])?.tenant : Number(chosen);
  return (
    <Page title={w.title} lead={w.lead} back="/me">
      {places.length > 1 ? (
        <Select
          label={w.place}
          value={String(community)}
          onChange={setChosen}
          options={places.map((p) => ({ value: String(p.tenant), label: p.name }))}
        />
      ) : null}
      {community === undefined ? <Empty title={w.none} /> : <Counter key={community} community={community} />}
    </Page>
  );
}

function Counter({ community }: { community: number }) {
  const w = useWords(goodsWords);
  const mine = useQuery(reading('goods.mine', { params: { community } }));
  const shelf = useQuery(reading('goods.shelf', { params: { community } }));
  return (
    <>
      <Loaded query={mine}>{(own) => <Own community={community} own={own} />}</Loaded>
      <Section title={w.shelf}>
        <Loaded query={shelf}>
          {(data) => (
            <Shelf community={community} items={data.items} own={mine.data ?? null} days={data.collect_days} />
          )}
        </Loaded>
      </Section>
      <p className="small">{w.rule}</p>
      <ActionRow>
        <LinkButton href={`/goods-ledger/${community}`} weight="quiet">
          {w.ledger}
        </LinkButton>
      </ActionRow>
    </>
  );
}

function Own({ community, own }: { community: number; own: Mine }) {
  const w = useWords(goodsWords);
  return (
    <>
      <Section title={w.mine}>
        <Facts
          items={[
            [w.available, w.price(format.points(own.available_hundredths))],
            own.held_hundredths > 0 ? [w.held, w.price(format.points(own.held_hundredths))] : null,
            [w.capLeft, w.price(format.points(own.cap_left_hundredths))],
            [w.honour, w.price(format.points(own.honour_hundredths))],
          ]}
        />
      </Section>
      {own.orders.length > 0 ? (
        <Section title={w.orders}>
          <List>
            {own.orders.map((order) => (
              <Ordered key={order.id} community={community} order={order} />
            ))}
          </List>
        </Section>
      ) : null}
    </>
  );
}

function Ordered({ community, order }: { community: number; order: Mine['orders'][number] }) {
  const w = useWords(goodsWords);
  const cancel = useCall('goods.cancel');
  const end = async () => {
    const outcome = await cancel.run({ params: { community, id: order.id }, body: { reason: '' } });
    if (outcome.ok) toast(w.cancelled);
  };
  const waits = order.state === 'reserved';
  return (
    <Row
      title={`${order.title} ${w.copies(order.quantity)}`}
      sub={format.clauses([w.price(format.points(order.total_hundredths)), format.moment(order.ordered)])}
      mark={
        <Tag tone={waits ? 'wait' : order.state === 'collected' ? 'done' : 'still'}>
          {labelOf(goodsOrderStates, order.state)}
        </Tag>
      }
    >
      {waits && order.code ? (
        <>
          <p className="collect-code" aria-label={`${w.code} ${order.code}`}>
            {order.code.slice(0, 4)} {order.code.slice(4)}
          </p>
          <p className="small">
            {w.codeText} {w.until(format.moment(order.collect_until))}
          </p>
        </>
      ) : null}
      {order.reason ? <p className="small">{order.reason}</p> : null}
      <RefusalNotice refused={cancel.refused} />
      {waits ? (
        <ActionRow>
          <ConfirmButton label={w.cancel} title={w.cancelAsk} onYes={end} busy={cancel.busy}>
            {w.cancelText}
          </ConfirmButton>
        </ActionRow>
      ) : null}
    </Row>
  );
}

function Shelf(props: { community: number; items: readonly Item[]; own: Mine | null; days: number }) {
  const w = useWords(goodsWords);
  const [search, setSearch] = useState('');
  const [wanted, setWanted] = useState<Item | null>(null);
  if (props.items.length === 0) return <Empty title={w.none} />;
  const word = search.trim().toLowerCase();
  const found = props.items.filter((i) => `${i.title} ${i.description} ${i.sponsor}`.toLowerCase().includes(word));
  return (
    <>
      {props.items.length > 6 ? (
        <TextField label={w.search} type="search" value={search} onChange={setSearch} autoComplete="off" />
      ) : null}
      {found.length === 0 ? <Empty title={w.noneFound} /> : null}
      <List>
        {found.map((item) => (
          <Row
            key={item.id}
            title={item.title}
            sub={format.clauses([labelOf(goodsKinds, item.kind), format.named(w.sponsor, item.sponsor)])}
            mark={<strong className="nowrap">{w.price(format.points(item.price_hundredths))}</strong>}
          >
            {item.description ? <p>{item.description}</p> : null}
            <p className="small">
              {item.available > 0 ? w.left(item.available) : w.soldOut}
              {item.per_person_year === null ? null : ` · ${w.perYear(item.per_person_year)}`}
            </p>
            {props.own && item.available > 0 ? (
              <ActionRow>
                <Button onClick={() => setWanted(item)}>{w.order}</Button>
              </ActionRow>
            ) : null}
          </Row>
        ))}
      </List>
      {wanted && props.own ? (
        <Take
          community={props.community}
          item={wanted}
          own={props.own}
          days={props.days}
          onClose={() => setWanted(null)}
        />
      ) : null}
    </>
  );
}

/** What it costs and what remains, before anything is set aside. */
function Take(props: { community: number; item: Item; own: Mine; days: number; onClose: () => void }) {
  const { item, own } = props;
  const w = useWords(goodsWords);
  const order = useCall('goods.order');
  const [quantity, setQuantity] = useState('1');
  const most = Math.min(item.available, item.per_person_year ?? 20, 20);
  const total = item.price_hundredths * Number(quantity);
  const remains = own.available_hundredths - total;
  const submit = async () => {
    const outcome = await order.run({
      params: { community: props.community },
      body: { item: item.id, quantity: Number(quantity) },
    });
    if (!outcome.ok) return;
    toast(w.ordered);
    props.onClose();
  };
  return (
    <Dialog open onClose={props.onClose} title={item.title}>
      <Select
        label={w.quantity}
        value={quantity}
        onChange={setQuantity}
        options={Array.from({ length: most }, (_, n) => ({ value: String(n + 1), label: w.copies(n + 1) }))}
      />
      <div className="dialog-text">
        <p>{w.costs(format.points(total))}</p>
        <p>{remains >= 0 ? w.remains(format.points(remains)) : w.notEnough(format.points(-remains))}</p>
        <p className="small">{w.collectIn(props.days)}</p>
      </div>
      <RefusalNotice refused={order.refused} />
      <div className="actions">
        <Button weight="act" busy={order.busy} onClick={() => void submit()}>
          {w.confirm}
        </Button>
      </div>
    </Dialog>
  );
}
