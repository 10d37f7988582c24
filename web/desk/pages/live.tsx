/** Who is working on what now. */
import { lazy, Suspense } from 'react';
import { Link, useLocation } from 'wouter';
import { claimStates, presenceProofs } from '../../../contract/codes.ts';
import { format, labelOf, now, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { DataTable, Empty, Loaded, Mark, Page, Panel, personText, useRead, comma } from '../ui/index.ts';
import { claimTone } from './task-tone.ts';
import { taskWords } from './words-tasks.ts';

const FenceMap = lazy(() => import('./fence-map.tsx'));

export default function Live({ tenant }: AtDesk) {
  const w = useWords(taskWords);
  useLang();
  const [, navigate] = useLocation();
  const live = useRead('claims.live', { params: { community: tenant } }, { every_ms: 60_000 });
  const places = (live.data?.items ?? []).flatMap((c) =>
    c.point ? [{ point: c.point, name: c.place_name, radius_m: c.radius_m }] : [],
  );
  const distinct = [...new Map(places.map((p) => [`${p.point.lat},${p.point.lng}`, p])).values()];
  return (
    <Page title={w.liveTitle} lead={w.liveLead} wide>
      <Loaded query={live}>
        {(data) => (
          <DataTable
            name={w.liveTitle}
            rows={data.items}
            keyOf={(c) => c.id}
            onOpen={(c) => navigate(`/c/${tenant}/claims/${c.id}`)}
            empty={<Empty title={w.liveEmpty} />}
            columns={[
              { title: w.member, render: (c) => personText(c.person), text: (c) => c.person?.name ?? '' },
              {
                title: w.name,
                render: (c) => <Link href={`/c/${tenant}/claims/${c.id}`}>{c.title}</Link>,
                text: (c) => c.title,
              },
              { title: w.place, render: (c) => c.place_name, text: (c) => c.place_name },
              {
                title: w.planned,
                render: (c) => <span className="nowrap">{format.span(c.start, c.end)}</span>,
                text: (c) => `${c.start}–${c.end}`,
              },
              {
                title: w.state,
                render: (c) => <Mark tone={claimTone[c.state] ?? 'still'}>{labelOf(claimStates, c.state)}</Mark>,
                text: (c) => labelOf(claimStates, c.state),
              },
              {
                title: w.since,
                render: (c) =>
                  c.checked_in_at
                    ? format.minutes(Math.max(0, Math.round((now().getTime() - Date.parse(c.checked_in_at)) / 60_000)))
                    : '—',
                text: (c) => c.checked_in_at ?? '',
              },
              {
                title: w.proofs,
                render: (c) => c.proofs.map((p) => labelOf(presenceProofs, p)).join(comma()) || '—',
                text: (c) => c.proofs.join(' '),
              },
            ]}
          />
        )}
      </Loaded>
      {distinct.length > 0 ? (
        <Panel title={w.map}>
          <Suspense fallback={<div className="map" />}>
            <FenceMap places={distinct} />
          </Suspense>
        </Panel>
      ) : null}
    </Page>
  );
}
