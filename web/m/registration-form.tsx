/** The registration form: residence decides the community (DR-06); the unit and the branch are told, never judged here. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { engagementTypes, memberKinds } from '../../contract/codes.ts';
import {
  Button,
  Check,
  Choice,
  either,
  Form,
  type Label,
  LinkButton,
  Notice,
  reading,
  RefusalNotice,
  Section,
  Select,
  TextField,
  toast,
  useCall,
  useWords,
  format,
} from '../kit/index.ts';
import { homeOf, useDeployment, useMe } from './session.ts';
import { registerWords } from './words-register.ts';

const optionsOf = <V extends string>(labels: Readonly<Record<V, Label>>) =>
  (Object.keys(labels) as V[]).map((value) => ({ value, label: either(labels[value]) }));

export function RegistrationForm() {
  const w = useWords(registerWords);
  const home = homeOf(useMe(), useDeployment());
  const [other, setOther] = useState<{ tenant: number; name: string } | null>(null);
  const community = other ?? home;
  return (
    <Section title={w.newTitle}>
      <CommunityChoice name={community?.name ?? ''} onChoose={setOther} />
      {community ? <Fields key={community.tenant} community={community.tenant} /> : null}
    </Section>
  );
}

function CommunityChoice({
  name,
  onChoose,
}: {
  name: string;
  onChoose: (c: { tenant: number; name: string }) => void;
}) {
  const w = useWords(registerWords);
  const [text, setText] = useState('');
  const [asked, setAsked] = useState('');
  const query = useQuery({
    ...reading('places.findNode', { query: { q: asked, opened: 'true' } }),
    enabled: asked !== '',
  });
  return (
    <div className="stack">
      <p>
        {format.named(w.community, '')}
        <strong>{name}</strong>
      </p>
      <details className="more">
        <summary>{w.otherCommunity}</summary>
        <Form onSubmit={() => setAsked(text.trim())}>
          <TextField label={w.search} value={text} onChange={setText} maxLength={60} />
          <Button type="submit">{w.searchButton}</Button>
        </Form>
        <ul className="stack" aria-live="polite">
          {query.data?.items.map((n) => (
            <li key={n.tenant}>
              <Button wide onClick={() => onChoose({ tenant: n.tenant, name: n.name })}>
                {n.name}
              </Button>
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}

function Fields({ community }: { community: number }) {
  const w = useWords(registerWords);
  const places = useQuery(reading('places.list', { params: { community }, query: { kind: 'estate' } }));
  const consents = useQuery(reading('accounts.consents', {}));
  const submit = useCall('registration.submit');
  const [place, setPlace] = useState('');
  const [address, setAddress] = useState('');
  const [kind, setKind] = useState<keyof typeof memberKinds>('in_service_member');
  const [unit, setUnit] = useState<number | null>(null);
  const [post, setPost] = useState('');
  const [formal, setFormal] = useState('');
  const [engagement, setEngagement] = useState<keyof typeof engagementTypes>('in_service');
  const [term, setTerm] = useState({ from: '', to: '' });
  const [agreed, setAgreed] = useState(false);
  const [error, setError] = useState<{ place?: string; consent?: string }>({});
  const consent = consents.data?.items.find((c) => c.purpose === 'service');
  const send = async () => {
    const missing = !place || !address.trim();
    setError({ ...(missing ? { place: w.needPlace } : {}), ...(agreed ? {} : { consent: w.needConsent }) });
    if (missing || !agreed) return;
    const dated = engagement !== 'in_service' && term.from && term.to ? term : null;
    const outcome = await submit.run({
      params: { community },
      body: {
        place,
        address,
        kind,
        unit,
        post,
        formal_branch: formal,
        engagement,
        term: dated,
        consent_version: consent?.text_version ?? '1',
      },
    });
    if (outcome.ok) toast(w.sent);
  };
  return (
    <Form onSubmit={() => void send()}>
      <Select
        label={w.estate}
        value={place}
        onChange={setPlace}
        error={error.place ?? submit.errorOf('place')}
        options={[
          { value: '', label: w.choose },
          ...(places.data?.items.map((p) => ({ value: p.id, label: p.name })) ?? []),
        ]}
      />
      <TextField
        label={w.address}
        value={address}
        onChange={setAddress}
        maxLength={80}
        error={submit.errorOf('address')}
      />
      <Choice legend={w.kind} options={optionsOf(memberKinds)} value={kind} onChange={setKind} />
      <UnitChoice value={unit} onChange={setUnit} />
      <TextField label={w.post} optional maxLength={60} value={post} onChange={setPost} />
      <TextField label={w.formalBranch} optional maxLength={80} value={formal} onChange={setFormal} />
      <Choice
        legend={w.engagement}
        hint={w.engagementHint}
        options={optionsOf(engagementTypes)}
        value={engagement}
        onChange={setEngagement}
      />
      {engagement === 'in_service' ? null : (
        <div className="time-pair">
          <TextField
            label={w.from}
            type="date"
            value={term.from}
            onChange={(from) => setTerm({ ...term, from })}
            error={submit.errorOf('term')}
          />
          <TextField
            label={w.to}
            type="date"
            min={term.from}
            value={term.to}
            onChange={(to) => setTerm({ ...term, to })}
          />
        </div>
      )}
      <Check label={w.consent} hint={consent?.text} checked={agreed} onChange={setAgreed} />
      {error.consent ? <p className="field-error">{error.consent}</p> : null}
      <RefusalNotice refused={submit.refused}>
        {submit.refused?.code === 'PROFILE_INCOMPLETE' ? <LinkButton href="/profile">{w.toProfile}</LinkButton> : null}
      </RefusalNotice>
      <Notice tone="still" title={w.incomplete}>
        <LinkButton href="/profile" weight="quiet">
          {w.toProfile}
        </LinkButton>
      </Notice>
      <Button type="submit" weight="act" wide busy={submit.busy}>
        {w.send}
      </Button>
    </Form>
  );
}

function UnitChoice({ value, onChange }: { value: number | null; onChange: (unit: number | null) => void }) {
  const w = useWords(registerWords);
  const [text, setText] = useState('');
  const asked = text.trim();
  const query = useQuery({ ...reading('places.units', { query: { q: asked } }), enabled: asked.length >= 2 });
  const found = query.data?.items.slice(0, 12) ?? [];
  return (
    <>
      <TextField
        label={w.unitSearch}
        hint={w.unitHint}
        optional
        value={text}
        onChange={setText}
        maxLength={60}
        autoComplete="off"
      />
      {found.length > 0 ? (
        <Choice
          legend={w.unit}
          options={[
            ...found.map((u) => ({ value: String(u.tenant), label: u.name })),
            { value: '', label: w.unitNone },
          ]}
          value={value === null ? '' : String(value)}
          onChange={(v) => onChange(v === '' ? null : Number(v))}
        />
      ) : null}
    </>
  );
}
