/** Where the search for helpers stands: who was asked and waits, how many accepted or let it lapse, who proposes another time. */
import Button from 'antd/es/button';
import { invitationStates } from '../../../contract/codes.ts';
import { format, labelOf, useCall, useLang, useWords } from '../../kit/index.ts';
import { Loaded, Mark, Panel, personText, Refusal, useRead } from '../ui/index.ts';
import { taskWords } from './words-tasks.ts';

export function SearchState({ tenant, task }: { tenant: number; task: string }) {
  const w = useWords(taskWords);
  useLang();
  const invitations = useRead('tasks.invitations', { params: { community: tenant, id: task } });
  const decide = useCall('tasks.decideProposedTime');
  return (
    <Panel title={w.search}>
      <Loaded query={invitations} rows={2}>
        {(data) => (
          <div className="stack">
            <p className="row">
              <Mark tone={data.searching ? 'wait' : 'still'}>{data.searching ? w.searching : w.notSearching}</Mark>
              <span>
                {w.accepted} <strong>{data.accepted}</strong>
              </span>
              <span>
                {w.waiting} <strong>{data.waiting.length}</strong>
              </span>
              <span className="quiet">
                {w.askedInAll} {data.asked} · {w.noneNamed}
              </span>
            </p>
            {data.waiting.length > 0 ? (
              <ul className="lines">
                {data.waiting.map((i) => (
                  <li key={i.id}>
                    <span>
                      {personText(i.person)} <Mark tone="wait">{labelOf(invitationStates, i.state)}</Mark>
                    </span>
                    <span className="row">
                      {i.proposed ? (
                        <>
                          {w.proposedTime} {format.span(i.proposed.start, i.proposed.end)}
                          {i.allowed.includes('tasks.decideProposedTime') ? (
                            <>
                              <Button
                                size="small"
                                loading={decide.busy}
                                onClick={() =>
                                  void decide.run({ params: { community: tenant, id: i.id }, body: { agree: true } })
                                }
                              >
                                {w.agree}
                              </Button>
                              <Button
                                size="small"
                                loading={decide.busy}
                                onClick={() =>
                                  void decide.run({ params: { community: tenant, id: i.id }, body: { agree: false } })
                                }
                              >
                                {w.decline}
                              </Button>
                            </>
                          ) : null}
                        </>
                      ) : (
                        <span className="quiet">
                          {w.expires} {format.moment(i.expires_at)}
                        </span>
                      )}
                    </span>
                  </li>
                ))}
              </ul>
            ) : null}
            <Refusal refused={decide.refused} />
          </div>
        )}
      </Loaded>
    </Panel>
  );
}
