/** Notices to the person at the desk. */
import Button from 'antd/es/button';
import { Link } from 'wouter';
import { useCall, useLang, useWords } from '../../kit/index.ts';
import { Empty, Loaded, Mark, Page, Refusal, useRead, When } from '../ui/index.ts';
import { pageOf } from './links.ts';
import { ruleWords } from './words-rules.ts';

export default function Inbox() {
  const w = useWords(ruleWords);
  useLang();
  const inbox = useRead('me.inbox', {});
  const seen = useCall('me.seen');
  const unseen = (inbox.data?.items ?? [])
    .filter((i) => !i.seen)
    .map((i) => i.id)
    .slice(0, 200);
  return (
    <Page
      title={w.inbox}
      lead={w.inboxLead}
      side={
        unseen.length > 0 ? (
          <Button loading={seen.busy} onClick={() => void seen.run({ body: { ids: unseen } })}>
            {w.markAll}
          </Button>
        ) : null
      }
    >
      <Refusal refused={seen.refused} />
      <Loaded query={inbox}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty title={w.inboxEmpty} />
          ) : (
            <ul className="messages">
              {data.items.map((i) => {
                const href = pageOf(i.tenant, i.link);
                return (
                  <li key={i.id}>
                    <p className="row">
                      <strong>{i.title}</strong> {i.seen ? null : <Mark tone="act">{w.unread}</Mark>}
                      <span className="quiet">
                        <When at={i.at} />
                      </span>
                    </p>
                    <p>{i.text}</p>
                    {href ? <Link href={href}>{w.openLink}</Link> : null}
                  </li>
                );
              })}
            </ul>
          )
        }
      </Loaded>
    </Page>
  );
}
