/** Units paired with the community, confirmed, activated or ended here. */
import Button from 'antd/es/button';
import { unitTypes } from '../../../contract/codes.ts';
import { labelOf, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { DataTable, Empty, Loaded, Mark, Page, Refusal, useRead } from '../ui/index.ts';
import { peopleWords } from './words-people.ts';

const tones = { proposed: 'act', confirmed: 'wait', active: 'done', ended: 'still' } as const;
const decisions = ['confirm', 'activate', 'end'] as const;

export default function Pairings({ tenant }: AtDesk) {
  const w = useWords(peopleWords);
  const language = useLang();
  const list = useRead('registration.pairings', { params: { community: tenant } });
  const decide = useCall('registration.decidePairing');
  return (
    <Page title={w.pairings} lead={w.pairLead} wide>
      <Refusal refused={decide.refused} />
      <Loaded query={list}>
        {(data) => (
          <DataTable
            name={w.pairings}
            rows={data.items}
            keyOf={(p) => p.id}
            empty={<Empty title={w.pairEmpty} />}
            columns={[
              { title: w.unit, render: (p) => <strong>{p.unit_name}</strong>, text: (p) => p.unit_name },
              {
                title: w.kind,
                render: (p) => labelOf(unitTypes, p.unit_type),
                text: (p) => labelOf(unitTypes, p.unit_type),
              },
              {
                title: w.state,
                render: (p) => <Mark tone={tones[p.state]}>{w.pStates[p.state]}</Mark>,
                text: (p) => w.pStates[p.state],
              },
              {
                title: w.resources,
                render: (p) => p.resources.join(language === 'zh' ? '、' : ', ') || '—',
                text: (p) => p.resources.join(' '),
              },
              { title: w.liaison, render: (p) => p.liaison, text: (p) => p.liaison },
              { title: w.membersN, render: (p) => p.members, text: (p) => p.members, end: true },
              {
                title: '',
                render: (p) =>
                  p.allowed.includes('registration.decidePairing') ? (
                    <span className="row">
                      {decisions
                        .filter((d) => p.allowed.includes(d))
                        .map((decision) => (
                          <Button
                            key={decision}
                            size="small"
                            loading={decide.busy}
                            onClick={() =>
                              void decide.run({ params: { community: tenant, id: p.id }, body: { decision } })
                            }
                          >
                            {w.decide[decision]}
                          </Button>
                        ))}
                    </span>
                  ) : null,
              },
            ]}
          />
        )}
      </Loaded>
    </Page>
  );
}
