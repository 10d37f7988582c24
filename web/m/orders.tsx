/** My orders: what is open comes first, each with its next step. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { orderStates } from '../../contract/codes.ts';
import {
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
  Tabs,
  Tag,
  useWords,
} from '../kit/index.ts';
import { toneOfOrder } from './tones.ts';
import { orderWords } from './words-orders.ts';

type Card = Reply<'orders.mine'>['items'][number];
const isOpen = (o: Card) => o.state === 'open' || o.state === 'answered';

export default function Orders() {
  const w = useWords(orderWords);
  const query = useQuery(reading('orders.mine', {}));
  const [tab, setTab] = useState<'open' | 'done'>('open');
  return (
    <Page title={w.mineTitle} lead={w.mineLead}>
      <Tabs
        label={w.mineTitle}
        tabs={[
          { value: 'open', label: w.openTab },
          { value: 'done', label: w.doneTab },
        ]}
        value={tab}
        onChange={setTab}
      >
        <Loaded query={query}>
          {(data) => {
            const shown = data.items.filter((o) => isOpen(o) === (tab === 'open'));
            if (shown.length > 0) return <Cards items={shown} />;
            return (
              <Empty title={tab === 'open' ? w.noneOpen : w.noneDone}>
                <LinkButton href="/order" weight="act">
                  {w.newOrder}
                </LinkButton>
              </Empty>
            );
          }}
        </Loaded>
      </Tabs>
    </Page>
  );
}
function Cards({ items }: { items: readonly Card[] }) {
  const w = useWords(orderWords);
  return (
    <List>
      {items.map((o) => (
        <RowLink
          key={o.id}
          href={`/orders/${o.tenant}/${o.id}`}
          title={<span className="two-lines">{o.text || w.voiceOrder}</span>}
          sub={
            <>
              {o.next_step}
              <br />
              {o.receipt} · {format.moment(o.placed_at)}
              {o.for_name ? ` · ${w.forPerson(o.for_name)}` : ''}
            </>
          }
          mark={<Tag tone={toneOfOrder(o.state)}>{labelOf(orderStates, o.state)}</Tag>}
        />
      ))}
    </List>
  );
}
