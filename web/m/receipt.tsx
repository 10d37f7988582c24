/** The receipt: a number large enough to copy by hand, and what happens next. */
import { useQuery } from '@tanstack/react-query';
import { ActionRow, Button, Facts, LinkButton, Loaded, Page, reading, toast, useWords } from '../kit/index.ts';
import { useAddress } from './common.tsx';
import { orderWords } from './words-orders.ts';

export default function Receipt() {
  const w = useWords(orderWords);
  const { tenant, id } = useAddress();
  const query = useQuery(reading('orders.read', { params: { community: tenant, id } }));
  return (
    <Page title={w.sentTitle} lead={w.sentLead} back="/">
      <Loaded query={query}>
        {(order) => (
          <>
            <div className="receipt">
              <p className="small">{w.receipt}</p>
              <p className="receipt-number">{order.receipt}</p>
              <Button
                weight="quiet"
                onClick={() => void navigator.clipboard?.writeText(order.receipt).then(() => toast(w.copied))}
              >
                {w.copy}
              </Button>
              <Button weight="quiet" onClick={() => print()}>
                {w.print}
              </Button>
            </div>
            <Facts items={[[w.nextStep, order.next_step], order.boundary?.to ? [w.duty, order.boundary.to] : null]} />
            <ActionRow>
              <LinkButton href={`/orders/${tenant}/${id}`}>{w.seeStory}</LinkButton>
              <LinkButton href="/order" weight="quiet">
                {w.again}
              </LinkButton>
            </ActionRow>
          </>
        )}
      </Loaded>
    </Page>
  );
}
