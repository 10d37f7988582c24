/** A figure opened into its rows. */
import { Link, useParams } from 'wouter';
import { type Reply, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { DataTable, either, Empty, Facts, Loaded, Mark, Page, useParam, useRead, When } from '../ui/index.ts';
import { figureText } from './figures.tsx';
import { pageOf } from './links.ts';
import { ruleWords } from './words-rules.ts';

type Row = Reply<'boards.rows'>['rows'][number];

export default function BoardRows({ tenant }: AtDesk) {
  const key = useParams()['key'] ?? '';
  const w = useWords(ruleWords);
  useLang();
  const [from] = useParam('from', 'board');
  const rows = useRead('boards.rows', { params: { community: tenant, key } });
  return (
    <Page
      title={rows.data ? either(rows.data.figure.zh, rows.data.figure.en) : w.rowsTitle}
      back={{
        href: `/c/${tenant}/${from === 'guards' ? 'guards' : 'board'}`,
        text: from === 'guards' ? w.guards : w.backBoard,
      }}
      wide
    >
      <Loaded query={rows}>
        {(data) => (
          <>
            <p className="big-figure">
              {figureText(data.figure)} {data.figure.flagged ? <Mark tone="act">{w.flagged}</Mark> : null}
            </p>
            <Facts
              items={[
                [w.formula, either(data.figure.formula_zh, data.figure.formula_en)],
                [w.guard, data.figure.guard],
              ]}
            />
            <DataTable
              name={w.rowsTitle}
              rows={data.rows}
              keyOf={(r) => r.id}
              empty={<Empty title={w.rowsEmpty} />}
              columns={[
                {
                  title: w.at,
                  render: (r) => (
                    <span className="nowrap">
                      <When at={r.at} />
                    </span>
                  ),
                  text: (r) => r.at ?? '',
                  width: '10rem',
                },
                {
                  title: w.text,
                  render: (r) => {
                    const href = pageOf(tenant, r.link);
                    return href ? <Link href={href}>{r.text}</Link> : r.text;
                  },
                  text: (r) => r.text,
                },
                { title: w.state, render: (r) => r.state, text: (r) => r.state },
                ...(data.rows.some((r) => r.owner)
                  ? [{ title: w.rowOwner, render: (r: Row) => r.owner ?? '', text: (r: Row) => r.owner ?? '' }]
                  : []),
              ]}
            />
          </>
        )}
      </Loaded>
    </Page>
  );
}
