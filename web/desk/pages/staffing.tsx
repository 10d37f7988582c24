/** Who of the staff has which lines and buildings; overload is marked, never blocked. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { type Reply, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { placeAt, useMe } from '../session.ts';
import {
  CheckField,
  DataTable,
  Empty,
  Loaded,
  Mark,
  Page,
  Panel,
  personText,
  Refusal,
  say,
  TextField,
  uiWords,
  useParam,
  Unread,
  useRead,
} from '../ui/index.ts';
import { peopleWords } from './words-people.ts';

type Worker = Reply<'places.staffing'>['items'][number];

export default function Staffing({ tenant }: AtDesk) {
  const w = useWords(peopleWords);
  const language = useLang();
  const me = useMe();
  const maySet = me ? (placeAt(me, `/c/${tenant}`)?.roles.includes('community_secretary') ?? false) : false;
  const [current, setCurrent] = useParam('id');
  const list = useRead('places.staffing', { params: { community: tenant } });
  const chosen = list.data?.items.find((s) => s.person.id === current) ?? null;
  const comma = language === 'zh' ? '、' : ', ';
  return (
    <Page
      title={w.staffing}
      lead={w.staffLead}
      wide
      side={list.data ? <span className="quiet">{w.limit(list.data.limit_buildings)}</span> : null}
    >
      <Loaded query={list}>
        {(data) => (
          <DataTable<Worker>
            name={w.staffing}
            rows={data.items}
            keyOf={(s) => s.person.id ?? s.person.name}
            empty={<Empty title={w.staffEmpty} />}
            columns={[
              {
                title: w.person,
                render: (s) => <strong className="nowrap">{personText(s.person)}</strong>,
                text: (s) => s.person.name,
              },
              { title: w.lines, render: (s) => s.lines.join(comma) || '—', text: (s) => s.lines.join(' ') },
              {
                title: w.buildings,
                render: (s) => s.buildings.map((b) => b.name).join(comma) || '—',
                text: (s) => s.buildings.map((b) => b.name).join(' '),
              },
              {
                title: '',
                render: (s) => (s.overloaded ? <Mark tone="act">{w.overload}</Mark> : null),
                text: (s) => (s.overloaded ? w.overload : ''),
              },
              ...(maySet
                ? [
                    {
                      title: ' ',
                      render: (s: Worker) => (
                        <Button
                          size="small"
                          aria-expanded={current === s.person.id}
                          onClick={() => setCurrent(s.person.id ?? '')}
                        >
                          {w.edit}
                        </Button>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Loaded>
      {chosen && maySet ? <Edit key={current} tenant={tenant} worker={chosen} onDone={() => setCurrent('')} /> : null}
    </Page>
  );
}

function Edit({ tenant, worker, onDone }: { tenant: number; worker: Worker; onDone: () => void }) {
  const w = useWords(peopleWords);
  const u = useWords(uiWords);
  const language = useLang();
  const places = useRead('places.list', { params: { community: tenant }, query: { kind: 'building' } });
  const save = useCall('places.setStaffing');
  const [lines, setLines] = useState(worker.lines.join(language === 'zh' ? '、' : ', '));
  const [buildings, setBuildings] = useState<readonly string[]>(worker.buildings.map((b) => b.id));
  const send = async () => {
    const outcome = await save.run({
      params: { community: tenant, id: worker.person.id ?? '' },
      body: {
        lines: lines
          .split(/[、,,]\s*/)
          .map((l) => l.trim())
          .filter(Boolean),
        buildings: [...buildings],
      },
    });
    if (!outcome.ok) return;
    say(w.staffDone);
    onDone();
  };
  return (
    <Panel title={worker.person.name}>
      <div className="form">
        <TextField label={w.lines} hint={w.linesHint} value={lines} onChange={setLines} />
        <Unread queries={[places]} />
        <div className="check-grid" role="group" aria-label={w.buildings}>
          {(places.data?.items ?? []).map((b) => (
            <CheckField
              key={b.id}
              label={b.full_name}
              checked={buildings.includes(b.id)}
              onChange={(on) => setBuildings(on ? [...buildings, b.id] : buildings.filter((x) => x !== b.id))}
            />
          ))}
        </div>
        <Refusal refused={save.refused} />
        <div className="form-acts">
          <Button type="primary" loading={save.busy} onClick={() => void send()}>
            {u.save}
          </Button>
          <Button onClick={onDone}>{u.cancel}</Button>
        </div>
      </div>
    </Panel>
  );
}
