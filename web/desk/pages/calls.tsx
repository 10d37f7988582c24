/** People to be called today: what nothing else reached. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { useCall, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { DataTable, Empty, Loaded, Page, personText, Refusal, say, TextField, useRead, When } from '../ui/index.ts';
import { verifyWords } from './words-verify.ts';

const outcomes = ['reached', 'no_answer', 'wrong_number'] as const;

export default function Calls({ tenant }: AtDesk) {
  const w = useWords(verifyWords);
  const list = useRead('notices.calls', { params: { community: tenant } });
  const called = useCall('notices.called');
  const [note, setNote] = useState('');
  const run = async (id: string, outcome: (typeof outcomes)[number]) => {
    const answer = await called.run({ params: { community: tenant, id }, body: { outcome, note: note.trim() } });
    if (!answer.ok) return;
    setNote('');
    say(w.called);
  };
  return (
    <Page title={w.calls} lead={w.callsLead} wide>
      <Loaded query={list}>
        {(data) => (
          <DataTable
            name={w.calls}
            rows={data.items}
            keyOf={(c) => c.id}
            empty={<Empty title={w.emptyCalls} />}
            tools={
              data.items.length > 0 ? (
                <TextField label={w.note} optional value={note} maxLength={200} onChange={setNote} />
              ) : null
            }
            columns={[
              {
                title: w.person,
                render: (c) => <strong className="nowrap">{personText(c.person)}</strong>,
                text: (c) => personText(c.person),
              },
              { title: w.message, render: (c) => c.text, text: (c) => c.text },
              {
                title: w.since,
                render: (c) => (
                  <span className="nowrap">
                    <When at={c.since} />
                  </span>
                ),
                text: (c) => c.since,
              },
              { title: w.attempts, render: (c) => w.times(c.attempts), text: (c) => c.attempts, end: true },
              {
                title: '',
                render: (c) => (
                  <span className="row">
                    {outcomes.map((o) => (
                      <Button key={o} size="small" loading={called.busy} onClick={() => void run(c.id, o)}>
                        {w.outcomes[o]}
                      </Button>
                    ))}
                  </span>
                ),
              },
            ]}
          />
        )}
      </Loaded>
      <Refusal refused={called.refused} />
    </Page>
  );
}
