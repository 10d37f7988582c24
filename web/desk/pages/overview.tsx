/** A higher node: its sums and the nodes below, opened level by level down to a community's board. */
import { Link } from 'wouter';
import { format, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { DataTable, Empty, Facts, Loaded, Mark, Page, useRead } from '../ui/index.ts';
import { peopleWords } from './words-people.ts';

export default function Overview({ tenant }: AtDesk) {
  const w = useWords(peopleWords);
  useLang();
  const node = useRead('places.node', { params: { tenant } });
  return (
    <Page title={node.data ? node.data.node.name : w.overview} lead={w.overLead} wide>
      <Loaded query={node}>
        {(data) => (
          <>
            <p className="quiet trail">
              {data.ancestors.map((a) => (
                <span key={a.tenant}>
                  <Link href={`/n/${a.tenant}/overview`}>{a.name}</Link>
                  {' › '}
                </span>
              ))}
              {data.node.name}
            </p>
            <Facts
              items={[
                [w.communities, `${format.number(data.figures.opened)} / ${format.number(data.figures.communities)}`],
                [w.population, format.number(data.figures.population)],
                [w.households, format.number(data.figures.households)],
                [w.members, format.number(data.figures.members)],
                [w.orders, format.number(data.figures.orders)],
              ]}
            />
            <DataTable
              name={w.overview}
              rows={data.children}
              keyOf={(n) => String(n.tenant)}
              empty={<Empty title={w.overEmpty} />}
              columns={[
                {
                  title: w.name,
                  render: (n) =>
                    n.level === 'community' ? (
                      n.opened ? (
                        <Link href={`/c/${n.tenant}/board`}>{n.name}</Link>
                      ) : (
                        n.name
                      )
                    ) : n.level === 'unit' ? (
                      n.name
                    ) : (
                      <Link href={`/n/${n.tenant}/overview`}>{n.name}</Link>
                    ),
                  text: (n) => n.name,
                },
                { title: w.kind, render: (n) => w.level[n.level], text: (n) => w.level[n.level] },
                { title: w.code, render: (n) => n.code ?? '—', text: (n) => n.code ?? '' },
                {
                  title: w.population,
                  render: (n) => format.number(n.population),
                  text: (n) => n.population,
                  end: true,
                },
                {
                  title: w.households,
                  render: (n) => format.number(n.households),
                  text: (n) => n.households,
                  end: true,
                },
                {
                  title: w.state,
                  render: (n) =>
                    n.level === 'community' ? (
                      <Mark tone={n.opened ? 'done' : 'still'}>{n.opened ? w.opened : w.notOpened}</Mark>
                    ) : null,
                  text: (n) => (n.opened ? w.opened : ''),
                },
              ]}
            />
          </>
        )}
      </Loaded>
    </Page>
  );
}
