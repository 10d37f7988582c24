/** The collective fund pool for everyone, without names, and who runs the time bank (TBK-05, TBK-10, L-15). */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { timeBankModels } from '../../contract/codes.ts';
import {
  ActionRow,
  Button,
  Empty,
  Facts,
  format,
  labelOf,
  List,
  Loaded,
  Page,
  reading,
  Row,
  Section,
  useWords,
} from '../kit/index.ts';
import { homeOf, useDeployment, useMe } from './session.ts';
import { timeWords } from './words-time.ts';

export default function TimePoolPage() {
  const w = useWords(timeWords);
  const me = useMe();
  const community = homeOf(me, useDeployment())?.tenant ?? 0;
  const [before, setBefore] = useState<string | null>(null);
  const query = useQuery({
    ...reading('timeBank.pool', { params: { community }, query: before ? { before } : {} }),
    enabled: community > 0,
  });
  return (
    <Page title={w.poolTitle} lead={w.poolLead} back={me ? '/time-bank' : '/'}>
      <Loaded query={query}>
        {(pool) => (
          <>
            <ul className="figures">
              <li className="card">
                <h2>{w.poolBalance}</h2>
                <p className="figure">{format.minutes(pool.balance)}</p>
                {pool.set_aside > 0 ? <p className="small">{w.poolAside(format.minutes(pool.set_aside))}</p> : null}
              </li>
            </ul>
            <Facts
              items={[
                [w.poolReceived, format.minutes(pool.received)],
                [w.poolSpent, format.minutes(pool.spent)],
                [w.poolGrants, w.times(pool.grants)],
              ]}
            />
            <Section title={w.poolLines}>
              {pool.lines.length === 0 ? <Empty title={w.poolNone} /> : null}
              <List>
                {pool.lines.map((l, n) => (
                  <Row
                    key={`${l.day}${n}`}
                    title={w.poolKinds[l.kind]}
                    sub={`${format.day(`${l.day}T12:00:00+08:00`)} · ${w.balance(format.minutes(l.balance_after))}`}
                    mark={
                      <strong className="amount">
                        {l.amount > 0 ? `+${format.minutes(l.amount)}` : format.minutes(l.amount)}
                      </strong>
                    }
                  />
                ))}
              </List>
              <ActionRow>
                {before ? <Button onClick={() => setBefore(null)}>{w.newest}</Button> : null}
                {pool.next ? <Button onClick={() => setBefore(pool.next)}>{w.older}</Button> : null}
              </ActionRow>
            </Section>
            <Running community={community} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Running({ community }: { community: number }) {
  const w = useWords(timeWords);
  const query = useQuery(reading('timeBank.about', { params: { community } }));
  return (
    <Section title={w.whoRuns}>
      <Loaded query={query}>
        {(a) => (
          <Facts
            items={[
              [w.model, labelOf(timeBankModels, a.model)],
              [w.leads, a.lead],
              [w.runs, [a.operator_name, a.operator].filter(Boolean).join(' · ')],
              [w.supervises, [a.supervisor_name, a.supervisor].filter(Boolean).join(' · ')],
              [w.rules, [a.pack.rule, a.pack.document].filter(Boolean).join(' ')],
            ]}
          />
        )}
      </Loaded>
    </Section>
  );
}
