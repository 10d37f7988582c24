/** How the time bank is run: the model with its parts, the city's rules, the proof of balance, the voluntary index (TBK-09, TBK-10, L-16). */
import Button from 'antd/es/button';
import { useState } from 'react';
import { timeBankModels } from '../../../contract/codes.ts';
import { format, labelOf, type Reply, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { placeAt, useMe } from '../session.ts';
import {
  DataTable,
  Empty,
  Facts,
  Loaded,
  Mark,
  optionsOf,
  Page,
  Panel,
  Refusal,
  say,
  SelectField,
  TextField,
  useRead,
} from '../ui/index.ts';
import { timeWords } from './words-time.ts';

type About = Reply<'timeBank.about'>;

export default function TimeModel({ tenant }: AtDesk) {
  const w = useWords(timeWords);
  useLang();
  const me = useMe();
  const roles = me ? (placeAt(me, `/c/${tenant}`)?.roles ?? []) : [];
  const about = useRead('timeBank.about', { params: { community: tenant } });
  const staff = roles.includes('community_secretary') || roles.includes('community_worker');
  return (
    <Page title={w.model} lead={w.modelLead} wide>
      <Loaded query={about}>
        {(a) => (
          <div className="halves">
            <div>
              <Panel title={w.modelNow}>
                <Facts
                  items={[
                    [w.modelNow, labelOf(timeBankModels, a.model)],
                    [w.lead, a.lead],
                    [w.operator, [a.operator_name, a.operator].filter(Boolean).join(' · ')],
                    [w.supervisor, [a.supervisor_name, a.supervisor].filter(Boolean).join(' · ')],
                    [w.since, a.since ? format.day(a.since) : ''],
                  ]}
                />
                {roles.includes('community_secretary') || roles.includes('street_staff') ? (
                  <Change tenant={tenant} about={a} />
                ) : null}
              </Panel>
              <Panel title={w.rules}>
                <Facts
                  items={[
                    [a.pack.name, a.pack.rule],
                    [w.source, a.pack.document ?? ''],
                  ]}
                />
                <p className="quiet">{w.rulesHow}</p>
              </Panel>
            </div>
            <div>
              <Proof tenant={tenant} />
              {staff ? <Index tenant={tenant} /> : null}
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Change({ tenant, about }: { tenant: number; about: About }) {
  const w = useWords(timeWords);
  const language = useLang();
  const act = useCall('timeBank.setModel');
  const [model, setModel] = useState<string>(about.model);
  const [operator, setOperator] = useState(about.operator_name);
  const [supervisor, setSupervisor] = useState(about.supervisor_name);
  const send = async () => {
    const outcome = await act.run({
      params: { community: tenant },
      body: {
        model: model as About['model'],
        operator_name: operator.trim(),
        supervisor_name: supervisor.trim(),
      },
    });
    if (outcome.ok) say(w.changed);
  };
  return (
    <div className="form act-form screen-only">
      <SelectField label={w.modelNow} value={model} onChange={setModel} options={optionsOf(timeBankModels, language)} />
      <TextField label={w.operatorName} optional value={operator} maxLength={60} onChange={setOperator} />
      <TextField label={w.supervisorName} optional value={supervisor} maxLength={60} onChange={setSupervisor} />
      <Refusal refused={act.refused} />
      <div className="form-acts">
        <Button type="primary" loading={act.busy} onClick={() => void send()}>
          {w.change}
        </Button>
      </div>
    </div>
  );
}

function Proof({ tenant }: { tenant: number }) {
  const w = useWords(timeWords);
  const query = useRead('timeBank.proof', { params: { community: tenant } });
  return (
    <Panel title={w.proof}>
      <Loaded query={query}>
        {(p) => {
          const off = p.difference + p.unexplained;
          return (
            <>
              <p className={off === 0 ? 'note note-done' : 'note note-wait'} role={off === 0 ? 'status' : 'alert'}>
                <Mark tone={off === 0 ? 'done' : 'act'}>{off === 0 ? w.balanced : w.unbalanced(off)}</Mark>
              </p>
              <Facts
                items={[
                  [w.issued, format.minutes(p.issued)],
                  [w.persons, format.minutes(p.persons)],
                  [w.poolSum, format.minutes(p.pool)],
                  [w.organisations, format.minutes(p.organisations)],
                  [w.elsewhere, format.minutes(p.elsewhere)],
                  [w.heldSum, format.minutes(p.held)],
                  [w.heldOrders, format.minutes(p.held_by_orders)],
                  [w.heldGifts, format.minutes(p.held_by_gifts)],
                  [w.heldGrants, format.minutes(p.held_by_grants)],
                  [w.proofRead, format.moment(p.at)],
                ]}
              />
            </>
          );
        }}
      </Loaded>
    </Panel>
  );
}

function Index({ tenant }: { tenant: number }) {
  const w = useWords(timeWords);
  const query = useRead('timeBank.index', { params: { community: tenant } });
  return (
    <Panel title={w.index}>
      <p className="quiet">{w.indexLead}</p>
      <Loaded query={query}>
        {(data) => (
          <DataTable
            name={w.index}
            rows={data.items}
            keyOf={(i) => i.person}
            empty={<Empty title={w.noIndex} />}
            columns={[
              { title: w.name, render: (i) => i.name, text: (i) => i.name },
              {
                title: w.year(data.year),
                render: (i) => format.minutes(i.year_minutes),
                text: (i) => i.year_minutes,
                end: true,
              },
              {
                title: w.total,
                render: (i) => format.minutes(i.total_minutes),
                text: (i) => i.total_minutes,
                end: true,
              },
            ]}
          />
        )}
      </Loaded>
    </Panel>
  );
}
