/** Proposals for the titles of the year; who has not reached the line is refused with the reason (PTS-04). */
import Button from 'antd/es/button';
import { useState } from 'react';
import { pointTitles } from '../../../contract/codes.ts';
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

type Title = Reply<'points.nominations'>['items'][number]['title'];

export function Titles({ tenant }: AtDesk) {
  const w = useWords(honourWords);
  const query = useRead('points.nominations', { params: { community: tenant } });
  return (
    <Panel title={w.titles}>
      <Loaded query={query}>
        {(data) => (
          <DataTable
            name={w.titles}
            rows={data.items}
            keyOf={(n) => n.id}
            empty={<Empty title={w.noTitles} />}
            columns={[
              { title: w.name, render: (n) => n.name, text: (n) => n.name },
              {
                title: w.titleFor,
                render: (n) => labelOf(pointTitles, n.title),
                text: (n) => labelOf(pointTitles, n.title),
              },
              { title: w.why, render: (n) => n.reason, text: (n) => n.reason },
              { title: w.at, render: (n) => format.day(n.at), text: (n) => format.day(n.at) },
            ]}
          />
        )}
      </Loaded>
      <Propose tenant={tenant} />
    </Panel>
  );
}

function Propose({ tenant }: AtDesk) {
  const w = useWords(honourWords);
  const language = useLang();
  const propose = useCall('points.nominate');
  const [person, setPerson] = useState('');
  const [title, setTitle] = useState<Title>('service_star');
  const [reason, setReason] = useState('');
  const send = async () => {
    const outcome = await propose.run({
      params: { community: tenant },
      body: { person, title, reason: reason.trim() },
    });
    if (!outcome.ok) return;
    say(w.proposed);
    setReason('');
  };
  return (
    <details className="more screen-only">
      <summary>{w.propose}</summary>
      <div className="form">
        <MemberSelect
          tenant={tenant}
          label={w.member}
          value={person}
          onChange={setPerson}
          error={propose.refused?.code === 'POINTS_BELOW_100' ? propose.refused.message : propose.errorOf('person')}
        />
        <SelectField
          label={w.titleFor}
          value={title}
          onChange={(t) => setTitle(t as Title)}
          options={optionsOf(pointTitles, language)}
        />
        <AreaField
          label={w.why}
          rows={2}
          maxLength={400}
          value={reason}
          onChange={setReason}
          error={propose.errorOf('reason')}
        />
        <Refusal refused={propose.refused} />
        <div className="form-acts">
          <Button loading={propose.busy} disabled={person === '' || reason.trim() === ''} onClick={() => void send()}>
            {w.propose}
          </Button>
        </div>
      </div>
    </details>
  );
}
