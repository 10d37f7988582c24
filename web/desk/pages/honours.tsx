/** What stands around points: the 100-point list of those who agreed to be named (PTS-04). */
import { format, useLang, useWords } from '../../kit/index.ts';
import { useParams } from 'wouter';
import type { Role } from '../../../contract/codes.ts';
import { useMe } from '../session.ts';
import { Guarantees } from './honours-care.tsx';
import { Fairness, Motives } from './honours-figures.tsx';
import { Titles } from './honours-titles.tsx';
import type { AtDesk } from '../app.tsx';
import { DataTable, Empty, Loaded, Page, Panel, useRead } from '../ui/index.ts';
import { honourWords } from './words-honours.ts';

export default function Honours({ tenant }: AtDesk) {
  const w = useWords(honourWords);
  useLang();
  const me = useMe();
  const face = useParams()['face'] ?? '';
  const holds = (...roles: Role[]) => me?.grants.some((g) => roles.includes(g.role)) ?? false;
  return (
    <Page title={w.title} lead={w.lead} wide>
      <Commended tenant={tenant} />
      {face === 'c' && holds('community_secretary', 'community_worker') ? (
        <>
          <Titles tenant={tenant} />
          <Motives tenant={tenant} />
          <Guarantees tenant={tenant} />
        </>
      ) : null}
      {face === 'n' && holds('city_staff', 'organisation_department') ? <Fairness tenant={tenant} /> : null}
    </Page>
  );
}

function Commended({ tenant }: AtDesk) {
  const w = useWords(honourWords);
  const list = useRead('points.commended', { params: { tenant } });
  return (
    <Panel title={w.list}>
      <Loaded query={list}>
        {(data) => (
          <>
            <p className="quiet">
              {data.reached === 0
                ? w.noneReached(data.year, format.points(data.line_hundredths))
                : w.reachedNote(data.year, format.points(data.line_hundredths), data.reached, data.items.length)}
            </p>
            <DataTable
              name={w.list}
              rows={data.items}
              keyOf={(i) => `${i.reached} ${i.name} ${i.community}`}
              empty={<Empty title={w.nobody} />}
              columns={[
                { title: w.name, render: (i) => i.name, text: (i) => i.name },
                { title: w.community, render: (i) => i.community, text: (i) => i.community },
                { title: w.reached, render: (i) => format.day(i.reached), text: (i) => format.day(i.reached) },
              ]}
            />
          </>
        )}
      </Loaded>
    </Panel>
  );
}
