/** Temporary branches, Party groups and grid branches; groups are proposed from what members share. */
import Button from 'antd/es/button';
import { useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { DataTable, Empty, Loaded, Mark, Page, Panel, Refusal, say, useRead } from '../ui/index.ts';
import { peopleWords } from './words-people.ts';

const tones = { preparing: 'wait', active: 'done', dissolved: 'still' } as const;

export default function Branches({ tenant }: AtDesk) {
  const w = useWords(peopleWords);
  const language = useLang();
  const list = useRead('members.branches', { params: { community: tenant } });
  const proposals = useRead('members.groupProposals', { params: { community: tenant } });
  const create = useCall('members.createGroup');
  return (
    <Page title={w.branches} lead={w.branchLead} wide>
      <Loaded query={list}>
        {(data) => (
          <DataTable
            name={w.branches}
            rows={data.items}
            keyOf={(b) => b.id}
            empty={<Empty title={w.branchEmpty} />}
            columns={[
              { title: w.name, render: (b) => <strong>{b.name}</strong>, text: (b) => b.name },
              { title: w.kind, render: (b) => w.bKinds[b.kind], text: (b) => w.bKinds[b.kind] },
              { title: w.estate, render: (b) => b.estate ?? '—', text: (b) => b.estate ?? '' },
              { title: w.secretary, render: (b) => b.secretary ?? '—', text: (b) => b.secretary ?? '' },
              { title: w.members, render: (b) => b.members, text: (b) => b.members, end: true },
              {
                title: w.state,
                render: (b) => <Mark tone={tones[b.state]}>{w.bStates[b.state]}</Mark>,
                text: (b) => w.bStates[b.state],
              },
            ]}
          />
        )}
      </Loaded>
      {proposals.data ? (
        <Panel title={w.proposals}>
          {proposals.data.items.length === 0 ? <p className="quiet">{w.noProposals}</p> : null}
          <ul className="lines">
            {proposals.data.items.map((p) => (
              <li key={p.name}>
                <span>
                  <strong>{p.name}</strong>{' '}
                  <span className="quiet">
                    {w.proposal(p.members)} · {p.tags.join(language === 'zh' ? '、' : ', ')}
                    {p.leaders[0] ? ` · ${w.leader} ${p.leaders[0].name}` : ''}
                  </span>
                </span>
                <Button
                  size="small"
                  loading={create.busy}
                  onClick={() =>
                    void create
                      .run({
                        params: { community: tenant },
                        body: { name: p.name, tags: p.tags.slice(0, 10), leader: p.leaders[0]?.id ?? null },
                      })
                      .then((o) => o.ok && say(w.groupDone))
                  }
                >
                  {w.found}
                </Button>
              </li>
            ))}
          </ul>
          <Refusal refused={create.refused} />
        </Panel>
      ) : null}
    </Page>
  );
}
