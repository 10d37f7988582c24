/** The loop board: rate, times, sign-offs, and the months as a chart with its table beside. */
import { lazy, Suspense } from 'react';
import { addressOf, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { DataTable, either, Loaded, Page, Panel, useRead } from '../ui/index.ts';
import { Figures, figureText } from './figures.tsx';
import { ruleWords } from './words-rules.ts';

const MonthChart = lazy(() => import('./month-chart.tsx'));

export default function Board({ tenant }: AtDesk) {
  const w = useWords(ruleWords);
  useLang();
  const board = useRead('boards.loop', { params: { community: tenant } });
  return (
    <Page
      title={w.board}
      lead={w.boardLead}
      wide
      side={
        <a
          className="plain-button"
          href={addressOf('exports.table', { params: { community: tenant, table: 'figures' } })}
          download
        >
          {w.exportFigures}
        </a>
      }
    >
      <Loaded query={board} rows={8}>
        {(data) => (
          <>
            <div className="headline">
              {data.figures.slice(0, 5).map((f) => (
                <div key={f.key}>
                  <p className="big-figure">{figureText(f)}</p>
                  <p className="quiet">{either(f.zh, f.en)}</p>
                </div>
              ))}
            </div>
            <Figures tenant={tenant} name={w.board} figures={data.figures} from="board" />
            <Panel title={w.months}>
              {data.months.length === 0 ? (
                <p className="quiet">{w.noMonths}</p>
              ) : (
                <div className="halves">
                  <Suspense fallback={<div className="chart" />}>
                    <MonthChart months={data.months} />
                  </Suspense>
                  <DataTable
                    name={w.monthTable}
                    rows={data.months}
                    keyOf={(m) => m.month}
                    columns={[
                      { title: w.month, render: (m) => m.month, text: (m) => m.month },
                      { title: w.orders, render: (m) => m.orders, text: (m) => m.orders, end: true },
                      { title: w.closed, render: (m) => m.closed, text: (m) => m.closed, end: true },
                      { title: w.served, render: (m) => m.served, text: (m) => m.served, end: true },
                      { title: w.active, render: (m) => m.members_active, text: (m) => m.members_active, end: true },
                    ]}
                  />
                </div>
              )}
            </Panel>
          </>
        )}
      </Loaded>
    </Page>
  );
}
