/** A unit's filings: its people's registrations where they live, acknowledged here. */
import Button from 'antd/es/button';
import { format, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { DataTable, Empty, Loaded, Mark, Page, personText, Refusal, say, useRead } from '../ui/index.ts';
import { peopleWords } from './words-people.ts';

export default function Filings({ tenant }: AtDesk) {
  const w = useWords(peopleWords);
  useLang();
  const list = useRead('registration.filings', { params: { unit: tenant } });
  const acknowledge = useCall('registration.acknowledge');
  return (
    <Page title={w.filings} lead={w.filLead} wide>
      <Refusal refused={acknowledge.refused} />
      <Loaded query={list}>
        {(data) => (
          <DataTable
            name={w.filings}
            rows={data.items}
            keyOf={(f) => f.id}
            empty={<Empty title={w.filEmpty} />}
            columns={[
              {
                title: w.person,
                render: (f) => <strong className="nowrap">{personText(f.person)}</strong>,
                text: (f) => f.person.name,
              },
              { title: w.community, render: (f) => f.community, text: (f) => f.community },
              {
                title: w.sent,
                render: (f) => <span className="nowrap">{format.moment(f.sent_at)}</span>,
                text: (f) => f.sent_at,
              },
              {
                title: w.state,
                render: (f) =>
                  f.acknowledged_at ? (
                    <Mark tone="done">
                      {w.acked} {format.day(f.acknowledged_at)}
                    </Mark>
                  ) : f.overdue ? (
                    <Mark tone="act">{w.overdue}</Mark>
                  ) : (
                    <Mark tone="wait">—</Mark>
                  ),
                text: (f) => f.acknowledged_at ?? (f.overdue ? w.overdue : ''),
              },
              {
                title: '',
                render: (f) =>
                  f.allowed.includes('registration.acknowledge') ? (
                    <Button
                      size="small"
                      loading={acknowledge.busy}
                      onClick={() =>
                        void acknowledge.run({ params: { unit: tenant, id: f.id } }).then((o) => o.ok && say(w.ackDone))
                      }
                    >
                      {w.ack}
                    </Button>
                  ) : null,
              },
            ]}
          />
        )}
      </Loaded>
    </Page>
  );
}
