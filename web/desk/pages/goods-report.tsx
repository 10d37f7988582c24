/** What became of a sponsor's goods, to print for the sponsor: by item and by month, without names. */
import { useParams } from 'wouter';
import { format, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { DataTable, Empty, Loaded, Page, Panel, useRead } from '../ui/index.ts';
import { goodsWords } from './words-goods.ts';

export default function GoodsReport({ tenant }: AtDesk) {
  const w = useWords(goodsWords);
  useLang();
  const { id = '' } = useParams();
  const query = useRead('goods.sponsorReport', { params: { community: tenant, id } });
  return (
    <Page
      title={query.data ? `${query.data.sponsor} · ${w.report}` : w.report}
      lead={w.reportLead}
      wide
      back={{ href: `/c/${tenant}/goods?tab=sponsors`, text: w.back }}
    >
      <Loaded query={query}>
        {(report) => (
          <>
            <DataTable
              name={w.report}
              rows={report.items}
              keyOf={(i) => i.title}
              empty={<Empty title={w.noItems} />}
              columns={[
                { title: w.item, render: (i) => i.title, text: (i) => i.title },
                { title: w.delivered, render: (i) => i.delivered, text: (i) => i.delivered, end: true },
                { title: w.collected, render: (i) => i.collected, text: (i) => i.collected, end: true },
                { title: w.difference, render: (i) => i.counted, text: (i) => i.counted, end: true },
                { title: w.givenBack, render: (i) => i.given_back, text: (i) => i.given_back, end: true },
                { title: w.stock, render: (i) => i.stock, text: (i) => i.stock, end: true },
                {
                  title: w.points,
                  render: (i) => format.points(i.points_hundredths),
                  text: (i) => i.points_hundredths / 100,
                  end: true,
                },
              ]}
            />
            <p>{w.ledger(format.points(report.ledger_hundredths))}</p>
            <Panel title={w.byMonth}>
              <DataTable
                name={w.byMonth}
                rows={report.months}
                keyOf={(m) => m.month}
                empty={<Empty title={w.monthsNone} />}
                columns={[
                  { title: w.month, render: (m) => m.month, text: (m) => m.month },
                  { title: w.collected, render: (m) => m.collected, text: (m) => m.collected, end: true },
                  { title: w.people, render: (m) => m.people, text: (m) => m.people, end: true },
                ]}
              />
            </Panel>
          </>
        )}
      </Loaded>
    </Page>
  );
}
