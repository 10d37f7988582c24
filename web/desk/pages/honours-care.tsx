/** The register of guarantees, and what was done for members beside points (PTS-08). */
import { careKinds } from '../../../contract/codes.ts';
import Button from 'antd/es/button';
import { useState } from 'react';
import { format, labelOf, type Reply, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import {
  AreaField,
  DataTable,
  Empty,
  Loaded,
  MemberSelect,
  optionsOf,
  Panel,
  Refusal,
  say,
  SelectField,
  useRead,
} from '../ui/index.ts';
import { honourWords } from './words-honours.ts';

type Kind = Reply<'points.guarantees'>['care'][number]['kind'];

export function Guarantees({ tenant }: AtDesk) {
  const w = useWords(honourWords);
  const query = useRead('points.guarantees', { params: { community: tenant } });
  return (
    <Loaded query={query}>
      {(data) => (
        <>
          <Panel title={w.register}>
            <p className="quiet">{w.registerLead}</p>
            <DataTable
              name={w.register}
              rows={data.tasks}
              keyOf={(t) => t.id}
              empty={<Empty title={w.noTasks} />}
              columns={[
                { title: w.task, render: (t) => t.title, text: (t) => t.title },
                { title: w.insurance, render: (t) => t.insurance, text: (t) => t.insurance },
                { title: w.equipment, render: (t) => t.equipment, text: (t) => t.equipment },
                { title: w.briefing, render: (t) => t.briefing, text: (t) => t.briefing },
                { title: w.meals, render: (t) => t.meals, text: (t) => t.meals },
              ]}
            />
          </Panel>
          <Panel title={w.care}>
            <DataTable
              name={w.care}
              rows={data.care}
              keyOf={(c) => c.id}
              empty={<Empty title={w.noCare} />}
              columns={[
                { title: w.at, render: (c) => format.day(c.at), text: (c) => format.day(c.at) },
                { title: w.member, render: (c) => c.name, text: (c) => c.name },
                { title: w.kind, render: (c) => labelOf(careKinds, c.kind), text: (c) => labelOf(careKinds, c.kind) },
                { title: w.text, render: (c) => c.text, text: (c) => c.text },
              ]}
            />
            <AddCare tenant={tenant} />
          </Panel>
        </>
      )}
    </Loaded>
  );
}

function AddCare({ tenant }: AtDesk) {
  const w = useWords(honourWords);
  const language = useLang();
  const add = useCall('points.addCare');
  const [person, setPerson] = useState('');
  const [kind, setKind] = useState<Kind>('letter');
  const [text, setText] = useState('');
  const send = async () => {
    const outcome = await add.run({ params: { community: tenant }, body: { person, kind, text: text.trim() } });
    if (!outcome.ok) return;
    say(w.saved);
    setText('');
  };
  return (
    <details className="more screen-only">
      <summary>{w.addCare}</summary>
      <div className="form">
        <MemberSelect
          tenant={tenant}
          label={w.member}
          value={person}
          onChange={setPerson}
          error={add.errorOf('person')}
        />
        <SelectField
          label={w.kind}
          value={kind}
          onChange={(k) => setKind(k as Kind)}
          options={optionsOf(careKinds, language)}
        />
        <AreaField
          label={w.text}
          rows={2}
          maxLength={400}
          value={text}
          onChange={setText}
          error={add.errorOf('text')}
        />
        <Refusal refused={add.refused} />
        <div className="form-acts">
          <Button loading={add.busy} disabled={person === '' || text.trim() === ''} onClick={() => void send()}>
            {w.save}
          </Button>
        </div>
      </div>
    </details>
  );
}
