/** Own service record certificates: how far each is, the paper itself, and asking for another (民发〔2015〕149号). */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { certificateStates, codesOf, type IdentityType, identityTypes, workContents } from '../../contract/codes.ts';
import {
  ActionRow,
  addressOf,
  Button,
  Check,
  Choice,
  ConfirmButton,
  either,
  Empty,
  Facts,
  Form,
  format,
  labelOf,
  LinkButton,
  List,
  Loaded,
  Notice,
  now,
  Page,
  reading,
  RefusalNotice,
  type Reply,
  Row,
  Section,
  Select,
  Tag,
  TextField,
  type Tone,
  toast,
  useCall,
  useWords,
} from '../kit/index.ts';
import { useMe } from './session.ts';
import { certificateWords } from './words-certificates.ts';

type Certificate = Reply<'me.certificates'>['items'][number];
const tones: Record<Certificate['state'], Tone> = {
  publicity: 'wait',
  ready: 'wait',
  prepared: 'wait',
  issued: 'done',
  revoked: 'act',
  declined: 'still',
  withdrawn: 'still',
};

export default function Certificates() {
  const w = useWords(certificateWords);
  const query = useQuery(reading('me.certificates', {}));
  return (
    <Page title={w.title} lead={w.lead} back="/me">
      <Section title={w.mine}>
        <Loaded query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={w.none}>{w.noneText}</Empty>
            ) : (
              <List>
                {items.map((c) => (
                  <Own key={c.id} certificate={c} />
                ))}
              </List>
            )
          }
        </Loaded>
      </Section>
      <Ask />
    </Page>
  );
}

function Own({ certificate: c }: { certificate: Certificate }) {
  const w = useWords(certificateWords);
  const withdraw = useCall('certificates.withdraw');
  const where = { community: c.tenant, id: c.id };
  const takeBack = async () => {
    const outcome = await withdraw.run({ params: where });
    if (outcome.ok) toast(w.withdrawn);
  };
  return (
    <Row
      title={w.over(format.date(c.from), format.date(c.to))}
      sub={`${c.community} · ${w.figures(c.services, format.minutes(c.minutes))}`}
      mark={<Tag tone={tones[c.state]}>{labelOf(certificateStates, c.state)}</Tag>}
    >
      {c.state === 'publicity' && c.publicity_until ? (
        <p>{w.publicityUntil(format.moment(c.publicity_until))}</p>
      ) : null}
      {c.state === 'ready' || c.state === 'prepared' ? <p>{w.waits}</p> : null}
      <Facts
        items={[
          c.number ? [w.number, c.number] : null,
          c.check_code ? [w.checkCode, c.check_code] : null,
          c.issued_at ? [w.issuedOn, format.date(c.issued_at)] : null,
          c.reason ? [w.reason, c.reason] : null,
        ]}
      />
      <RefusalNotice refused={withdraw.refused} />
      <ActionRow>
        {c.allowed.includes('certificates.pdf') ? (
          <a
            className="button act"
            href={addressOf('certificates.pdf', { params: where })}
            download={`${c.number ?? c.id}.pdf`}
          >
            {w.download}
          </a>
        ) : null}
        {c.number && c.check_code ? (
          <LinkButton href={`/verify/${c.number}/${c.check_code}`}>{w.check}</LinkButton>
        ) : null}
        {c.state === 'publicity' ? <LinkButton href={`/publicity/${c.tenant}`}>{w.seePublicity}</LinkButton> : null}
        {c.allowed.includes('certificates.withdraw') ? (
          <ConfirmButton label={w.withdraw} title={w.withdrawAsk} onYes={takeBack} busy={withdraw.busy}>
            {w.withdrawText}
          </ConfirmButton>
        ) : null}
      </ActionRow>
    </Row>
  );
}

function Ask() {
  const w = useWords(certificateWords);
  const me = useMe();
  const request = useCall('certificates.request');
  const today = format.civilDay(now());
  const [tenant, setTenant] = useState('');
  const [from, setFrom] = useState(`${today.slice(0, 4)}-01-01`);
  const [to, setTo] = useState(today);
  const [type, setType] = useState<IdentityType>('resident');
  const [number, setNumber] = useState('');
  const [volunteer, setVolunteer] = useState('');
  const [agreed, setAgreed] = useState(false);
  const [tried, setTried] = useState(false);
  const places = me?.communities.filter((c) => c.member) ?? [];
  const community = tenant === '' ? places[0]?.tenant : Number(tenant);
  const dated = from !== '' && to !== '' && from <= to;
  if (community === undefined) return null;
  const submit = async () => {
    setTried(true);
    if (!dated || number.trim().length < 5 || !agreed) return;
    const outcome = await request.run({
      params: { community },
      body: { from, to, identity_type: type, identity_number: number, volunteer_number: volunteer, agreed },
    });
    if (!outcome.ok) return;
    toast(w.sent);
    setTried(false);
    setNumber('');
    setAgreed(false);
  };
  return (
    <Section title={w.ask}>
      <Form onSubmit={() => void submit()}>
        {places.length > 1 ? (
          <Select
            label={w.community}
            value={String(community)}
            onChange={setTenant}
            options={places.map((p) => ({ value: String(p.tenant), label: p.name }))}
          />
        ) : null}
        <TextField
          label={w.from}
          type="date"
          max={today}
          value={from}
          onChange={setFrom}
          error={tried && !dated ? w.datesError : request.errorOf('from')}
        />
        <TextField label={w.to} type="date" max={today} value={to} onChange={setTo} error={request.errorOf('to')} />
        {dated ? <Preview community={community} from={from} to={to} /> : null}
        <Choice
          legend={w.identityType}
          columns={2}
          options={codesOf(identityTypes).map((t) => ({ value: t, label: either(identityTypes[t]) }))}
          value={type}
          onChange={setType}
        />
        <TextField
          label={w.identityNumber}
          hint={w.identityHint}
          value={number}
          onChange={setNumber}
          autoComplete="off"
          maxLength={30}
          error={tried && number.trim().length < 5 ? w.identityError : request.errorOf('identity_number')}
        />
        <TextField
          label={w.volunteerNumber}
          optional
          value={volunteer}
          onChange={setVolunteer}
          autoComplete="off"
          maxLength={40}
        />
        <Check label={w.agreed} hint={w.agreedHint} checked={agreed} onChange={setAgreed} />
        {tried && !agreed ? <p className="field-error">{w.agreedError}</p> : null}
        <RefusalNotice refused={request.refused} />
        <Button type="submit" weight="act" busy={request.busy}>
          {w.send}
        </Button>
      </Form>
    </Section>
  );
}

/** What the paper would say, before anything is asked for. */
function Preview({ community, from, to }: { community: number; from: string; to: string }) {
  const w = useWords(certificateWords);
  const query = useQuery(reading('certificates.preview', { params: { community }, query: { from, to } }));
  return (
    <Loaded query={query}>
      {(p) =>
        p.services === 0 ? (
          <Notice tone="wait" title={w.nothing} />
        ) : (
          <Notice tone="still" title={w.preview}>
            <p>{w.figures(p.services, format.minutes(p.minutes))}</p>
            <ul>
              {p.by_content.map((c) => (
                <li key={c.content}>
                  {w.ofContent(labelOf(workContents, c.content), c.services, format.minutes(c.minutes))}
                </li>
              ))}
            </ul>
            {p.first && p.publicity_d > 0 ? <p>{w.publicityOf(p.publicity_d)}</p> : null}
          </Notice>
        )
      }
    </Loaded>
  );
}
