/** The record of one person (DSP-08, FND-10): first the reason, then the record; the person sees who looked and why. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { claimStates, orderStates } from '../../../contract/codes.ts';
import { format, labelOf, type Reply, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { Choices, comma, DataTable, Empty, Facts, Page, Panel, Refusal, TextField, When } from '../ui/index.ts';
import { personWords } from './words-person.ts';

type Opened = Reply<'orders.openPerson'>;

export default function PersonPage({ tenant }: AtDesk) {
  const id = useParams()['id'] ?? '';
  const w = useWords(personWords);
  const [opened, setOpened] = useState<Opened | null>(null);
  return (
    <Page
      title={opened ? opened.name : w.title}
      {...(opened ? { lead: w.seen(format.moment(opened.seen_at)) } : {})}
      back={{ href: `/c/${tenant}/search`, text: w.back }}
      wide
    >
      {opened ? <Record tenant={tenant} opened={opened} /> : <Ask tenant={tenant} id={id} onOpen={setOpened} />}
    </Page>
  );
}

function Ask({ tenant, id, onOpen }: { tenant: number; id: string; onOpen: (opened: Opened) => void }) {
  const w = useWords(personWords);
  const look = useCall('orders.openPerson');
  const [chosen, setChosen] = useState('');
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const reason = (chosen === '' ? typed : (w.reasons[Number(chosen)] ?? '')).trim();
  const open = async () => {
    setTried(true);
    if (!reason) return;
    const outcome = await look.run({ params: { community: tenant, id }, body: { reason } });
    if (outcome.ok) onOpen(outcome.value);
  };
  return (
    <Panel title={w.askTitle}>
      <p className="lead">{w.askText}</p>
      <Choices
        legend={w.reason}
        value={chosen}
        onChange={setChosen}
        options={[...w.reasons.map((text, i) => ({ value: String(i), text })), { value: '', text: w.other }]}
      />
      {chosen === '' ? (
        <TextField
          label={w.write}
          hint={w.otherHint}
          value={typed}
          maxLength={60}
          onChange={setTyped}
          onEnter={() => void open()}
          error={tried && !reason ? w.missing : undefined}
        />
      ) : null}
      <Refusal refused={look.refused} />
      <div className="form-acts">
        <Button type="primary" loading={look.busy} onClick={() => void open()}>
          {w.open}
        </Button>
      </div>
    </Panel>
  );
}

function Record({ tenant, opened }: { tenant: number; opened: Opened }) {
  const w = useWords(personWords);
  useLang();
  const some = (...words: (string | false)[]) => words.filter(Boolean).join(comma());
  return (
    <>
      <Panel>
        <Facts
          items={[
            [w.phone, opened.phone],
            [w.address, opened.address],
            [w.is, some(opened.resident && w.resident, opened.member && w.member)],
            [w.care, some(opened.hardship && w.hardship, opened.lives_alone && w.alone)],
          ]}
        />
      </Panel>
      <Panel title={w.orders}>
        <DataTable<Opened['orders'][number]>
          name={w.orders}
          bare
          rows={opened.orders}
          keyOf={(o) => o.id}
          empty={<Empty title={w.noOrders} />}
          columns={[
            {
              title: w.receipt,
              render: (o) => <Link href={`/c/${tenant}/orders/${o.id}`}>{o.receipt}</Link>,
              width: '9rem',
            },
            { title: w.text, render: (o) => o.text },
            { title: w.state, render: (o) => labelOf(orderStates, o.state), width: '10rem' },
            { title: w.at, render: (o) => <When at={o.placed_at} />, width: '9rem' },
          ]}
        />
      </Panel>
      {opened.member || opened.services.length > 0 ? (
        <Panel title={w.services}>
          <DataTable<Opened['services'][number]>
            name={w.services}
            bare
            rows={opened.services}
            keyOf={(s) => s.id}
            empty={<Empty title={w.noServices} />}
            columns={[
              { title: w.task, render: (s) => <Link href={`/c/${tenant}/claims/${s.id}`}>{s.title}</Link> },
              { title: w.state, render: (s) => labelOf(claimStates, s.state), width: '10rem' },
              { title: w.at, render: (s) => <When at={s.start} />, width: '9rem' },
            ]}
          />
        </Panel>
      ) : null}
      <p className="quiet">{w.newest}</p>
    </>
  );
}
