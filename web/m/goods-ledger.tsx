/** The public ledger of the goods counter: what came in, what went out, what is left; no names (L-17). */
import { useQuery } from '@tanstack/react-query';
import { goodsMoveKinds } from '../../contract/goods-codes.ts';
import { Empty, Facts, format, labelOf, List, Loaded, Page, reading, Row, Section, useWords } from '../kit/index.ts';
import { useAddress } from './common.tsx';
import { goodsWords } from './words-goods.ts';

export default function GoodsLedger() {
  const w = useWords(goodsWords);
  const { tenant } = useAddress();
  const query = useQuery(reading('goods.ledger', { params: { community: tenant } }));
  return (
    <Page title={w.ledger} lead={w.ledgerLead} back="/goods">
      <Loaded query={query}>
        {(book) => (
          <>
            {book.items.length === 0 ? <Empty title={w.none} /> : null}
            {book.items.map((item) => (
              <Section key={item.id} title={item.title}>
                <Facts
                  items={[
                    [w.sponsor, item.sponsor],
                    [w.delivered, String(item.delivered)],
                    [w.collected, String(item.collected)],
                    item.counted === 0 ? null : [w.counted, w.change(item.counted)],
                    item.given_back === 0 ? null : [w.givenBack, String(item.given_back)],
                    [w.stock, String(item.stock)],
                    [w.reserved, String(item.reserved)],
                  ]}
                />
              </Section>
            ))}
            <Section title={w.moves}>
              {book.moves.length === 0 ? (
                <Empty title={w.noMoves} />
              ) : (
                <List>
                  {book.moves.map((move) => (
                    <Row
                      key={move.id}
                      title={`${move.title} ${w.change(move.change)}`}
                      sub={format.clauses([labelOf(goodsMoveKinds, move.kind), format.moment(move.at), move.reason])}
                      mark={<span className="small nowrap">{w.after(move.stock_after)}</span>}
                    />
                  ))}
                </List>
              )}
            </Section>
          </>
        )}
      </Loaded>
    </Page>
  );
}
