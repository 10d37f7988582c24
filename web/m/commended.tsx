/** The 100-point list (L-12): who served much and agreed to be named, in the order of time; for anyone. */
import { useQuery } from '@tanstack/react-query';
import { Button, Empty, format, List, Loaded, Page, reading, Row, useWords } from '../kit/index.ts';
import { homeOf, useDeployment, useMe } from './session.ts';
import { pointWords } from './words-points.ts';

export default function Commended() {
  const w = useWords(pointWords);
  const home = homeOf(useMe(), useDeployment());
  const query = useQuery({
    ...reading('points.commended', { params: { tenant: home?.tenant ?? 0 } }),
    enabled: home !== null,
  });
  return (
    <Page title={w.listTitle} lead={home ? w.listLead(home.name) : undefined} back="/">
      <Loaded query={query}>
        {(list) => (
          <>
            {list.items.length === 0 ? (
              <Empty title={w.nobody} />
            ) : (
              <List label={w.listTitle}>
                {list.items.map((i) => (
                  <Row
                    key={`${i.reached} ${i.name}`}
                    title={i.name}
                    sub={`${i.community} · ${format.day(i.reached)}`}
                  />
                ))}
              </List>
            )}
            <p className="small">
              {w.listNote(list.year, format.points(list.line_hundredths), list.reached, list.items.length)}
            </p>
            <div className="actions screen-only">
              <Button onClick={() => print()}>{w.print}</Button>
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}
