/** Motives with their rows (PTS-09) and the fair-return view of the city (PTS-07). */
import { type MemberMotive, memberMotives } from '../../../contract/codes.ts';
import { useState } from 'react';
import { format, labelOf, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { DataTable, Empty, Loaded, Mark, Panel, useRead } from '../ui/index.ts';
import { honourWords } from './words-honours.ts';

export function Motives({ tenant }: AtDesk) {
  const w = useWords(honourWords);
  const query = useRead('points.motives', { params: { community: tenant } });
  const [open, setOpen] = useState<MemberMotive | null>(null);
  return (
    <Panel title={w.motives}>
      <p className="quiet">{w.motivesLead}</p>
      <Loaded query={query}>
        {(data) => (
          <>
            <DataTable
              name={w.motives}
              rows={data.motives}
              keyOf={(m) => m.motive}
              current={open}
              onCurrent={(m) => setOpen(open === m ? null : (m as MemberMotive))}
              columns={[
                {
                  title: w.motive,
                  opens: true,
                  text: (m) => labelOf(memberMotives, m.motive),
                },
                { title: w.stated, render: (m) => m.stated, text: (m) => m.stated, end: true },
                { title: w.met, render: (m) => m.met, text: (m) => m.met, end: true },
              ]}
            />
            {open ? (
              <DataTable
                name={w.rowsOf(labelOf(memberMotives, open))}
                rows={data.rows.filter((r) => r.motive === open)}
                keyOf={(r) => r.person}
                empty={<Empty title={w.noRows} />}
                columns={[
                  { title: w.name, render: (r) => r.name, text: (r) => r.name },
                  { title: w.supply, render: (r) => r.supply ?? w.notYet, text: (r) => r.supply ?? '' },
                ]}
              />
            ) : null}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

export function Fairness({ tenant }: AtDesk) {
  const w = useWords(honourWords);
  const query = useRead('points.fairness', { params: { tenant } });
  const median = (m: number | null) => (m === null ? '—' : format.points(m));
  return (
    <Panel title={w.fair}>
      <p className="quiet">{w.fairLead}</p>
      <Loaded query={query}>
        {({ city, communities }) => (
          <>
            <p>
              {city
                ? w.quartiles(format.points(city.q1), format.points(city.median), format.points(city.q3), city.members)
                : w.tooFew}
            </p>
            <DataTable
              name={w.fair}
              rows={communities.toSorted((a, b) => Number(b.flagged) - Number(a.flagged))}
              keyOf={(c) => String(c.tenant)}
              columns={[
                { title: w.community, render: (c) => c.name, text: (c) => c.name },
                { title: w.members, render: (c) => c.members, text: (c) => c.members, end: true },
                { title: w.median, render: (c) => median(c.median), text: (c) => median(c.median), end: true },
                {
                  title: w.flag,
                  render: (c) => (c.flagged ? <Mark tone="act">{w.flag}</Mark> : w.inside),
                  text: (c) => (c.flagged ? w.flag : ''),
                },
              ]}
            />
          </>
        )}
      </Loaded>
    </Panel>
  );
}
