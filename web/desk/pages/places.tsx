/** Estates, grids, buildings and units of the community, with a plain map; new ones are added here. */
import Button from 'antd/es/button';
import { lazy, Suspense, useState } from 'react';
import { useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import {
  CheckField,
  DataTable,
  Empty,
  Loaded,
  Page,
  Panel,
  Refusal,
  say,
  SelectField,
  TextField,
  uiWords,
  useParam,
  useRead,
} from '../ui/index.ts';
import { peopleWords } from './words-people.ts';

const FenceMap = lazy(() => import('./fence-map.tsx'));
const kinds = ['estate', 'grid', 'building', 'unit'] as const;
type Kind = (typeof kinds)[number];

export default function Places({ tenant }: AtDesk) {
  const w = useWords(peopleWords);
  const u = useWords(uiWords);
  useLang();
  const [kind, setKind] = useParam('kind', 'estate');
  const [open, setOpen] = useState(false);
  const list = useRead('places.list', { params: { community: tenant }, query: { kind: kind as Kind } });
  const points = (list.data?.items ?? [])
    .flatMap((p) => (p.lat !== null && p.lng !== null ? [{ point: { lat: p.lat, lng: p.lng }, name: p.name }] : []))
    .slice(0, 200);
  return (
    <Page
      title={w.places}
      lead={w.placesLead}
      wide
      side={
        <Button aria-expanded={open} onClick={() => setOpen(!open)}>
          {w.add}
        </Button>
      }
    >
      {open ? <Add tenant={tenant} onDone={() => setOpen(false)} /> : null}
      <div className="filters" role="group" aria-label={w.kind}>
        {kinds.map((k) => (
          <button key={k} type="button" className="filter" aria-pressed={kind === k} onClick={() => setKind(k)}>
            {w.pKinds[k]}
          </button>
        ))}
      </div>
      <div className="columns">
        <Loaded query={list}>
          {(data) => (
            <DataTable
              name={w.places}
              rows={data.items}
              keyOf={(p) => p.id}
              empty={<Empty title={w.placesEmpty} />}
              columns={[
                { title: w.full, render: (p) => p.full_name, text: (p) => p.full_name },
                { title: w.households, render: (p) => p.households, text: (p) => p.households, end: true },
                { title: w.population, render: (p) => p.population, text: (p) => p.population, end: true },
                { title: w.property, render: (p) => p.property_name ?? '—', text: (p) => p.property_name ?? '' },
                { title: w.old, render: (p) => (p.old_estate ? u.yes : '—'), text: (p) => (p.old_estate ? u.yes : '') },
              ]}
            />
          )}
        </Loaded>
        {points.length > 0 ? (
          <Panel title={w.mapTitle}>
            <Suspense fallback={<div className="map" />}>
              <FenceMap places={points} />
            </Suspense>
          </Panel>
        ) : null}
      </div>
    </Page>
  );
}

function Add({ tenant, onDone }: { tenant: number; onDone: () => void }) {
  const w = useWords(peopleWords);
  const u = useWords(uiWords);
  const create = useCall('places.create');
  const all = useRead('places.list', { params: { community: tenant } });
  const [kind, setKind] = useState('building');
  const [name, setName] = useState('');
  const [parent, setParent] = useState('');
  const [households, setHouseholds] = useState('0');
  const [old, setOld] = useState(false);
  const save = async () => {
    const outcome = await create.run({
      params: { community: tenant },
      body: {
        kind: kind as Kind,
        name: name.trim(),
        parent: parent || null,
        point: null,
        households: Math.max(0, Math.trunc(Number(households) || 0)),
        old_estate: old,
      },
    });
    if (!outcome.ok) return;
    say(w.placeDone);
    onDone();
  };
  const above: Record<string, string> = { building: 'estate', unit: 'building' };
  const parents = (all.data?.items ?? []).filter((p) => p.kind === above[kind]);
  return (
    <section className="panel form">
      <div className="form-row">
        <SelectField
          short
          label={w.kind}
          value={kind}
          onChange={setKind}
          options={kinds.map((k) => ({ value: k, text: w.pKinds[k] }))}
        />
        {above[kind] ? (
          <SelectField
            label={w.parent}
            value={parent}
            onChange={setParent}
            options={parents.map((p) => ({ value: p.id, text: p.full_name }))}
            none="—"
            error={create.errorOf('parent')}
          />
        ) : null}
        <TextField label={w.name} value={name} maxLength={60} onChange={setName} error={create.errorOf('name')} />
        <TextField short label={w.households} type="number" min={0} value={households} onChange={setHouseholds} />
      </div>
      {kind === 'estate' ? <CheckField label={w.old} checked={old} onChange={setOld} /> : null}
      <Refusal refused={create.refused} />
      <div className="form-acts">
        <Button type="primary" loading={create.busy} onClick={() => void save()}>
          {w.add}
        </Button>
        <Button onClick={onDone}>{u.cancel}</Button>
      </div>
    </section>
  );
}
