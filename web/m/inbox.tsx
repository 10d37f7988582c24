/** Messages; opening the page does not mark anything, the person does. */
import { useQuery } from '@tanstack/react-query';
import {
  ActionRow,
  Button,
  Empty,
  format,
  LinkButton,
  List,
  Loaded,
  Page,
  reading,
  Row,
  Tag,
  useCall,
  useWords,
} from '../kit/index.ts';
import { meWords } from './words-me.ts';

/** Links of notices are addresses of this face, with or without its base. */
const inFace = (link: string) => (link.startsWith('/m/') ? link.slice(2) : link);

export default function Inbox() {
  const w = useWords(meWords);
  const query = useQuery(reading('me.inbox', {}));
  const seen = useCall('me.seen');
  return (
    <Page title={w.inboxTitle} lead={w.inboxLead} back="/me">
      <Loaded query={query}>
        {(data) => {
          if (data.items.length === 0) return <Empty title={w.noMessages} />;
          const unseen = data.items.filter((m) => !m.seen).map((m) => m.id);
          return (
            <>
              {unseen.length > 0 ? (
                <ActionRow>
                  <Button busy={seen.busy} onClick={() => void seen.run({ body: { ids: unseen.slice(0, 200) } })}>
                    {w.allSeen}
                  </Button>
                </ActionRow>
              ) : null}
              <List label={w.inboxTitle}>
                {data.items.map((m) => (
                  <Row
                    key={m.id}
                    title={m.title}
                    sub={format.moment(m.at)}
                    mark={m.seen ? null : <Tag tone="act">{w.unseen}</Tag>}
                  >
                    <p>{m.text}</p>
                    {m.link ? (
                      <span onClickCapture={() => void (m.seen ? undefined : seen.run({ body: { ids: [m.id] } }))}>
                        <LinkButton href={inFace(m.link)} weight="quiet">
                          {w.open}
                        </LinkButton>
                      </span>
                    ) : null}
                  </Row>
                ))}
              </List>
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}
