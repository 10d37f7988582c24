/** Rights over one's own data: consents one by one, export, devices, who looked, closing the account (PIPL 45, 47). */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { consentPurposes } from '../../contract/codes.ts';
import {
  ActionRow,
  Button,
  call,
  Check,
  Dialog,
  either,
  Empty,
  Form,
  format,
  List,
  Loaded,
  Page,
  reading,
  RefusalNotice,
  type Refused,
  type Reply,
  Row,
  Section,
  Tag,
  TextField,
  toast,
  useCall,
  useWords,
} from '../kit/index.ts';
import { becomes } from './session.ts';
import { meWords } from './words-me.ts';

export default function MyData() {
  const w = useWords(meWords);
  return (
    <Page title={w.dataTitle} lead={w.dataLead} back="/me">
      <Consents />
      <Export />
      <Devices />
      <Views />
      <Close />
    </Page>
  );
}

function Consents() {
  const w = useWords(meWords);
  const query = useQuery(reading('accounts.consents', {}));
  return (
    <Section title={w.consents}>
      <Loaded query={query}>
        {(data) => (
          <div className="stack">
            {data.items.map((c) => (
              <Consent key={c.purpose} consent={c} />
            ))}
          </div>
        )}
      </Loaded>
    </Section>
  );
}
function Consent({ consent: c }: { consent: Reply<'accounts.consents'>['items'][number] }) {
  const w = useWords(meWords);
  const set = useCall('accounts.setConsent');
  const state = c.given ? format.list([w.given, c.since ? w.since(format.day(c.since)) : '']) : w.withdrawn;
  return (
    <div>
      <Check
        label={either(consentPurposes[c.purpose])}
        hint={`${c.text} ${state}`}
        checked={c.given}
        onChange={(given) => void set.run({ params: { purpose: c.purpose }, body: { given } })}
      />
      <RefusalNotice refused={set.refused} />
    </div>
  );
}

function Export() {
  const w = useWords(meWords);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused | null>(null);
  const save = async () => {
    setBusy(true);
    const outcome = await call('accounts.exportMine', {});
    setBusy(false);
    setRefused(outcome.ok ? null : outcome);
    if (!outcome.ok) return;
    const url = URL.createObjectURL(new Blob([JSON.stringify(outcome.value, null, 2)], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = 'shaoying-my-data.json';
    link.click();
    URL.revokeObjectURL(url);
    toast(w.exported);
  };
  return (
    <Section title={w.export}>
      <p className="small">{w.exportText}</p>
      <RefusalNotice refused={refused} />
      <ActionRow>
        <Button busy={busy} onClick={() => void save()}>
          {w.export}
        </Button>
      </ActionRow>
    </Section>
  );
}

/** What a person calls the device, from what the browser calls itself. */
function deviceName(agent: string): string {
  const browser = /MicroMessenger/.test(agent)
    ? either({ zh: '微信', en: 'WeChat' })
    : (/(Edg|HuaweiBrowser|Firefox|Chrome|Safari)/.exec(agent)?.[1]?.replace('Edg', 'Edge') ?? '');
  const system = /(iPhone|iPad|Android|Windows|Mac OS|Linux)/.exec(agent)?.[1] ?? '';
  return [system, browser].filter(Boolean).join(' · ') || agent.slice(0, 40);
}

function Devices() {
  const w = useWords(meWords);
  const query = useQuery(reading('accounts.sessions', {}));
  const revoke = useCall('accounts.revokeSession');
  return (
    <Section title={w.sessions}>
      <RefusalNotice refused={revoke.refused} />
      <Loaded query={query}>
        {(data) => (
          <List>
            {data.items.map((s) => (
              <Row
                key={s.id}
                title={deviceName(s.device)}
                sub={w.lastSeen(format.moment(s.last_seen_at))}
                mark={s.current ? <Tag tone="done">{w.thisDevice}</Tag> : null}
              >
                {s.current ? null : (
                  <Button weight="quiet" busy={revoke.busy} onClick={() => void revoke.run({ params: { id: s.id } })}>
                    {w.revoke}
                  </Button>
                )}
              </Row>
            ))}
          </List>
        )}
      </Loaded>
    </Section>
  );
}

function Views() {
  const w = useWords(meWords);
  const query = useQuery(reading('accounts.whoLooked', {}));
  return (
    <Section title={w.views}>
      <Loaded query={query}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty title={w.noViews} />
          ) : (
            <List>
              {data.items.map((v) => (
                <Row
                  key={`${v.at}${v.who}`}
                  title={`${v.who} · ${v.role}`}
                  sub={`${format.moment(v.at)} · ${v.reason}`}
                />
              ))}
            </List>
          )
        }
      </Loaded>
    </Section>
  );
}

function Close() {
  const w = useWords(meWords);
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const close = useCall('accounts.closeAccount');
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string | null>(null);
  const yes = async () => {
    const meant = typed.trim().toLowerCase() === w.closeWord;
    setError(meant ? null : w.closeWrong);
    if (!meant) return;
    const outcome = await close.run({ body: { confirm: '注销' } });
    if (!outcome.ok) return;
    becomes(client, null);
    toast(w.closed);
    navigate('/');
  };
  return (
    <Section title={w.close}>
      <p className="small">{w.closeText}</p>
      <ActionRow>
        <Button onClick={() => setAsking(true)}>{w.close}</Button>
      </ActionRow>
      <Dialog open={asking} onClose={() => setAsking(false)} title={w.closeAsk}>
        <Form onSubmit={() => void yes()}>
          <p>{w.closeText}</p>
          <TextField label={w.closeType} value={typed} onChange={setTyped} autoComplete="off" error={error} />
          <RefusalNotice refused={close.refused} />
          <Button type="submit" weight="act" busy={close.busy}>
            {w.closeYes}
          </Button>
        </Form>
      </Dialog>
    </Section>
  );
}
