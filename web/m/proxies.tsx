/** Proxies (代办): whom I may order for, who may order for me; in force only by consent, ended by either at any time. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  ActionRow,
  Button,
  Empty,
  Form,
  LinkButton,
  List,
  Loaded,
  Page,
  reading,
  RefusalNotice,
  type Reply,
  Row,
  Section,
  Tag,
  TextField,
  toast,
  useCall,
  useWords,
} from '../kit/index.ts';
import { useMe } from './session.ts';
import { orderWords } from './words-orders.ts';

type Proxy = Reply<'accounts.proxies'>['items'][number];

export default function Proxies() {
  const w = useWords(orderWords);
  const query = useQuery(reading('accounts.proxies', {}));
  return (
    <Page title={w.proxyTitle} lead={w.proxyLead} back="/">
      <Loaded query={query}>
        {(data) => (
          <>
            <Group title={w.actFor} items={data.items.filter((p) => p.direction === 'i_act_for')} />
            <Group title={w.actsForMe} items={data.items.filter((p) => p.direction === 'acts_for_me')} />
          </>
        )}
      </Loaded>
      <Ask />
    </Page>
  );
}

function Group({ title, items }: { title: string; items: readonly Proxy[] }) {
  const w = useWords(orderWords);
  return (
    <Section title={title}>
      {items.length === 0 ? (
        <Empty title={w.noProxy} />
      ) : (
        <List>
          {items.map((p) => (
            <ProxyRow key={p.id} proxy={p} />
          ))}
        </List>
      )}
    </Section>
  );
}

function ProxyRow({ proxy }: { proxy: Proxy }) {
  const w = useWords(orderWords);
  const me = useMe();
  const decide = useCall('accounts.decideProxy');
  const act = (decision: 'agree' | 'refuse' | 'end') =>
    void decide.run({ params: { id: proxy.id }, body: { decision } });
  const mayAnswer = proxy.state === 'asked' && proxy.direction === 'acts_for_me';
  const principal = me?.principals.find((p) => p.name === proxy.name);
  return (
    <Row
      title={proxy.name}
      sub={proxy.relation}
      mark={
        <Tag tone={proxy.state === 'active' ? 'done' : proxy.state === 'asked' ? 'wait' : 'still'}>
          {w.states[proxy.state]}
        </Tag>
      }
    >
      <RefusalNotice refused={decide.refused} />
      {proxy.state === 'ended' ? null : (
        <ActionRow>
          {mayAnswer ? (
            <>
              <Button busy={decide.busy} onClick={() => act('agree')}>
                {w.agree}
              </Button>
              <Button busy={decide.busy} onClick={() => act('refuse')}>
                {w.refuse}
              </Button>
            </>
          ) : null}
          {proxy.state === 'active' && proxy.direction === 'i_act_for' ? (
            <LinkButton href={principal ? `/order?for=${principal.id}` : '/order'}>{w.orderFor}</LinkButton>
          ) : null}
          {proxy.state === 'active' ? (
            <Button weight="quiet" busy={decide.busy} onClick={() => act('end')}>
              {w.end}
            </Button>
          ) : null}
        </ActionRow>
      )}
    </Row>
  );
}

function Ask() {
  const w = useWords(orderWords);
  const ask = useCall('accounts.askProxy');
  const [name, setName] = useState('');
  const [phone, setPhone] = useState('');
  const [relation, setRelation] = useState('');
  const [error, setError] = useState<string | null>(null);
  const submit = async () => {
    const complete = name.trim() && relation.trim() && /^1\d{10}$/.test(phone);
    setError(complete ? null : w.proxyError);
    if (!complete) return;
    const outcome = await ask.run({ body: { principal_name: name, principal_phone: phone, relation } });
    if (!outcome.ok) return;
    toast(w.asked);
    setName('');
    setPhone('');
    setRelation('');
  };
  return (
    <Section title={w.askProxy}>
      <Form onSubmit={() => void submit()}>
        <TextField
          label={w.principalName}
          value={name}
          onChange={setName}
          autoComplete="off"
          maxLength={40}
          error={error}
        />
        <TextField
          label={w.principalPhone}
          type="tel"
          inputMode="tel"
          autoComplete="off"
          value={phone}
          onChange={setPhone}
          error={ask.errorOf('principal_phone')}
        />
        <TextField label={w.relation} hint={w.relationHint} value={relation} onChange={setRelation} maxLength={20} />
        <RefusalNotice refused={ask.refused} />
        <Button type="submit" weight="act" busy={ask.busy}>
          {w.ask}
        </Button>
      </Form>
    </Section>
  );
}
