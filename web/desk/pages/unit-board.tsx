/** A unit's board: its pairing and each person's community of residence side by side; figures only by consent. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { Link } from 'wouter';
import { cadreClasses, registrationStates, unitTypes } from '../../../contract/codes.ts';
import { format, labelOf, now, type Reply, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import {
  comma,
  DataTable,
  Empty,
  Loaded,
  Mark,
  optionsOf,
  Page,
  Panel,
  personText,
  Refusal,
  say,
  SelectField,
  TextField,
  useParam,
  useRead,
} from '../ui/index.ts';
import { peopleWords } from './words-people.ts';

type Member = Reply<'registration.unitBoard'>['members'][number];

export default function UnitBoard({ tenant }: AtDesk) {
  const w = useWords(peopleWords);
  const language = useLang();
  const [current, setCurrent] = useParam('id');
  const board = useRead('registration.unitBoard', { params: { unit: tenant } });
  return (
    <Page title={board.data ? `${board.data.unit.name} · ${w.unitBoard}` : w.unitBoard} lead={w.unitLead} wide>
      <Loaded query={board}>
        {(data) => (
          <>
            <p className="row">
              <span className="quiet">{labelOf(unitTypes, data.unit.type)}</span>
              {data.unacknowledged > 0 ? (
                <Link href={`/u/${tenant}/filings`}>
                  <Mark tone={data.overdue > 0 ? 'act' : 'wait'}>
                    {[w.unack(data.unacknowledged), data.overdue > 0 ? w.unackLate(data.overdue) : '']
                      .filter(Boolean)
                      .join(comma())}
                  </Mark>
                </Link>
              ) : null}
            </p>
            <Panel title={w.pairings}>
              {data.pairings.length === 0 ? <p className="quiet">{w.pairEmpty}</p> : null}
              <ul className="lines">
                {data.pairings.map((p) => (
                  <li key={p.id}>
                    <span>
                      <strong>{p.community}</strong>{' '}
                      <Mark tone={p.state === 'active' ? 'done' : 'wait'}>{w.pStates[p.state]}</Mark>
                    </span>
                    <span className="quiet">{p.resources.join(language === 'zh' ? '、' : ', ')}</span>
                  </li>
                ))}
              </ul>
            </Panel>
            <DataTable<Member>
              name={w.unitBoard}
              rows={data.members}
              keyOf={(m) => (m.person.id ?? m.person.name) + m.community}
              empty={<Empty title={w.unitEmpty} />}
              columns={[
                {
                  title: w.person,
                  render: (m) => <span className="nowrap">{personText(m.person)}</span>,
                  text: (m) => m.person.name,
                },
                { title: w.community, render: (m) => m.community, text: (m) => m.community },
                {
                  title: w.state,
                  render: (m) => (
                    <Mark tone={m.state === 'active' ? 'done' : 'wait'}>{labelOf(registrationStates, m.state)}</Mark>
                  ),
                  text: (m) => labelOf(registrationStates, m.state),
                },
                { title: w.services, render: (m) => m.services ?? '—', text: (m) => m.services ?? '', end: true },
                {
                  title: w.minutes,
                  render: (m) => (m.minutes === null ? '—' : format.minutes(m.minutes)),
                  text: (m) => m.minutes ?? '',
                  end: true,
                },
                {
                  title: '',
                  render: (m) =>
                    m.shared ? <span className="quiet">{w.shared}</span> : <span className="quiet">{w.notShared}</span>,
                },
                {
                  title: w.cadreClass,
                  render: (m) =>
                    m.person.id ? (
                      <Button
                        size="small"
                        aria-expanded={current === m.person.id}
                        onClick={() => setCurrent(current === m.person.id ? '' : (m.person.id ?? ''))}
                      >
                        {w.edit}
                      </Button>
                    ) : (
                      '—'
                    ),
                },
              ]}
            />
            {current ? (
              <Cadre
                key={current}
                unit={tenant}
                id={current}
                name={data.members.find((m) => m.person.id === current)?.person.name ?? ''}
                onDone={() => setCurrent('')}
              />
            ) : null}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Cadre({ unit, id, name, onDone }: { unit: number; id: string; name: string; onDone: () => void }) {
  const w = useWords(peopleWords);
  const language = useLang();
  const set = useCall('registration.cadreFlag');
  const [kind, setKind] = useState('ordinary_member');
  const [from, setFrom] = useState(format.civilDay(now()));
  const save = async () => {
    const outcome = await set.run({
      params: { unit, id },
      body: { cadre_class: kind as keyof typeof cadreClasses, valid_from: from },
    });
    if (!outcome.ok) return;
    say(w.cadreDone);
    onDone();
  };
  return (
    <Panel title={`${w.cadreClass} · ${name}`}>
      <div className="form">
        <div className="form-row">
          <SelectField
            label={w.cadreClass}
            value={kind}
            onChange={setKind}
            options={optionsOf(cadreClasses, language)}
          />
          <TextField
            short
            label={w.validFrom}
            type="date"
            value={from}
            onChange={setFrom}
            error={set.errorOf('valid_from')}
          />
        </div>
        <Refusal refused={set.refused} />
        <div className="form-acts">
          <Button loading={set.busy} onClick={() => void save()}>
            {w.edit}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
