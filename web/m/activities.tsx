/** Activities meant for the viewer (DSP-05); joining is a choice and can be undone. */
import { useQuery } from '@tanstack/react-query';
import {
  ActionRow,
  Button,
  Card,
  Empty,
  Facts,
  format,
  Loaded,
  Page,
  reading,
  RefusalNotice,
  type Reply,
  Tag,
  useCall,
  useWords,
} from '../kit/index.ts';
import { homeOf, useDeployment, useMe } from './session.ts';
import { checkWords } from './words-service.ts';

type Activity = Reply<'activities.list'>['items'][number];

export default function Activities() {
  const w = useWords(checkWords);
  const home = homeOf(useMe(), useDeployment());
  const query = useQuery({
    ...reading('activities.list', { params: { community: home?.tenant ?? 0 } }),
    enabled: home !== null,
  });
  return (
    <Page title={w.activitiesTitle} lead={w.activitiesLead} back="/services">
      <Loaded query={query}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty title={w.noActivities} />
          ) : (
            data.items.map((a) => <One key={a.id} activity={a} community={home?.tenant ?? 0} />)
          )
        }
      </Loaded>
    </Page>
  );
}
function One({ activity: a, community }: { activity: Activity; community: number }) {
  const w = useWords(checkWords);
  const signUp = useCall('activities.signUp');
  const set = (join: boolean) => void signUp.run({ params: { community, id: a.id }, body: { join } });
  return (
    <Card>
      <h2>{a.title}</h2>
      <p className="state-line">
        {a.mine ? <Tag tone="done">{w.joined}</Tag> : null}
        {a.wanted ? <Tag tone="act">{w.wanted}</Tag> : null}
        {a.state === 'pending_community' ? <Tag tone="wait">{w.pending}</Tag> : null}
      </p>
      <p>{a.text}</p>
      <Facts
        items={[
          [w.time, format.span(a.start, a.end)],
          [w.signUpUntil, format.moment(a.sign_up_until)],
          [w.publisher, a.publisher],
          [w.join, w.taken(a.signed_up, a.capacity)],
        ]}
      />
      <RefusalNotice refused={signUp.refused} />
      {a.allowed.includes('activities.signUp') ? (
        <ActionRow>
          <Button weight={a.mine ? 'plain' : 'act'} busy={signUp.busy} onClick={() => set(!a.mine)}>
            {a.mine ? w.leave : w.join}
          </Button>
        </ActionRow>
      ) : null}
    </Card>
  );
}
