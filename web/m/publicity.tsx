/** Whose first certificate is put up now, without names; whoever is signed in may say what is not right. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  ActionRow,
  Button,
  Empty,
  Form,
  format,
  LinkButton,
  List,
  Loaded,
  Page,
  reading,
  RefusalNotice,
  type Reply,
  Row,
  TextArea,
  toast,
  useCall,
  useWords,
} from '../kit/index.ts';
import { useAddress } from './common.tsx';
import { useMe } from './session.ts';
import { certificateWords } from './words-certificates.ts';

export default function Publicity() {
  const w = useWords(certificateWords);
  const { tenant } = useAddress();
  const query = useQuery(reading('certificates.publicity', { params: { community: tenant } }));
  return (
    <Page title={w.publicityTitle} lead={w.publicityLead} back="/">
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={w.publicityNone} />
          ) : (
            <List>
              {items.map((one) => (
                <Shown key={one.id} tenant={tenant} one={one} />
              ))}
            </List>
          )
        }
      </Loaded>
    </Page>
  );
}

function Shown({ tenant, one }: { tenant: number; one: Reply<'certificates.publicity'>['items'][number] }) {
  const w = useWords(certificateWords);
  const me = useMe();
  const object = useCall('certificates.object');
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const submit = async () => {
    setTried(true);
    if (text.trim() === '') return;
    const outcome = await object.run({ params: { community: tenant, id: one.id }, body: { text } });
    if (!outcome.ok) return;
    toast(w.objectSent);
    setOpen(false);
    setText('');
    setTried(false);
  };
  return (
    <Row
      title={one.name}
      sub={`${w.over(format.date(one.from), format.date(one.to))} · ${w.figures(one.services, format.minutes(one.minutes))}`}
    >
      <p className="small">{w.until(format.moment(one.until))}</p>
      {open ? (
        <Form onSubmit={() => void submit()}>
          <TextArea
            label={w.objectLabel}
            hint={w.objectHint}
            value={text}
            onChange={setText}
            maxLength={400}
            error={tried && text.trim() === '' ? w.objectError : object.errorOf('text')}
          />
          <RefusalNotice refused={object.refused} />
          <Button type="submit" busy={object.busy}>
            {w.objectSend}
          </Button>
        </Form>
      ) : (
        <ActionRow>
          {me ? (
            <Button onClick={() => setOpen(true)}>{w.object}</Button>
          ) : (
            <LinkButton href="/sign-in" weight="quiet">
              {w.signInFirst}
            </LinkButton>
          )}
        </ActionRow>
      )}
    </Row>
  );
}
