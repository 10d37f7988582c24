/** Sign-in by phone and one-time code; an unknown number becomes a new person. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import {
  ActionRow,
  Button,
  Choice,
  CodeInput,
  Form,
  List,
  Notice,
  Page,
  RefusalNotice,
  Row,
  Section,
  TextField,
  useCall,
  useLang,
  useWords,
} from '../kit/index.ts';
import { becomes, useDeployment } from './session.ts';
import { shellWords } from './words-shell.ts';

export default function SignInPage() {
  return <SignInForm />;
}
/** The same form in place of a page that needs a session. */
export function SignInHere() {
  return <SignInForm why />;
}

type Step =
  | { at: 'phone' }
  | { at: 'code' }
  | { at: 'person'; people: readonly { id: string; name: string }[] }
  | { at: 'name' };

function SignInForm({ why = false }: { why?: boolean }) {
  const w = useWords(shellWords);
  const client = useQueryClient();
  const [path, navigate] = useLocation();
  const search = new URLSearchParams(useSearch());
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
  const [name, setName] = useState('');
  const [person, setPerson] = useState<string | null>(null);
  const [step, setStep] = useState<Step>({ at: 'phone' });
  const [error, setError] = useState<string | null>(null);
  const [valid_s, setValid] = useState(0);
  const request = useCall('accounts.requestCode');
  const enter = useCall('accounts.signInByCode');

  const getCode = async () => {
    if (!/^1\d{10}$/.test(phone)) return setError(w.phoneError);
    setError(null);
    const outcome = await request.run({ body: { phone } });
    if (!outcome.ok) return;
    setValid(outcome.value.valid_s);
    setStep({ at: 'code' });
  };
  const signIn = async () => {
    if (!/^\d{6}$/.test(code)) return setError(w.codeError);
    if (step.at === 'name' && !name.trim()) return setError(w.nameError);
    setError(null);
    const outcome = await enter.run({
      body: { phone, code, ...(person ? { person } : {}), ...(step.at === 'name' ? { name } : {}) },
    });
    if (!outcome.ok) return;
    if (outcome.value.result === 'choose_person') setStep({ at: 'person', people: outcome.value.people });
    else if (outcome.value.result === 'name_needed') setStep({ at: 'name' });
    else {
      becomes(client, outcome.value.me);
      if (path === '/sign-in') navigate(search.get('to') ?? '/');
    }
  };
  return (
    <Page title={w.signInTitle} lead={w.signInLead} back="/">
      {why ? <Notice tone="still" title={w.signInWhy} /> : null}
      <Form onSubmit={() => void (step.at === 'phone' ? getCode() : signIn())}>
        <TextField
          label={w.phone}
          type="tel"
          inputMode="tel"
          autoComplete="tel"
          value={phone}
          onChange={setPhone}
          readOnly={step.at !== 'phone'}
          error={step.at === 'phone' ? (error ?? request.errorOf('phone')) : null}
        />
        {step.at !== 'phone' ? (
          <>
            <Notice tone="done" title={w.codeSent(Math.round(valid_s / 60))} />
            <CodeInput
              label={w.code}
              hint={w.codeHint}
              length={6}
              value={code}
              onChange={setCode}
              error={step.at === 'code' ? error : null}
            />
          </>
        ) : null}
        {step.at === 'person' ? (
          <Choice
            legend={w.whoAreYou}
            options={step.people.map((p) => ({ value: p.id, label: p.name }))}
            value={person}
            onChange={setPerson}
          />
        ) : null}
        {step.at === 'name' ? (
          <TextField
            label={w.name}
            hint={w.nameHint}
            autoComplete="name"
            value={name}
            onChange={setName}
            error={error}
          />
        ) : null}
        <RefusalNotice refused={step.at === 'phone' ? request.refused : enter.refused} />
        <ActionRow>
          <Button type="submit" weight="act" busy={request.busy || enter.busy}>
            {step.at === 'phone' ? w.getCode : w.enter}
          </Button>
          {step.at !== 'phone' ? (
            <Button
              weight="quiet"
              onClick={() => {
                setStep({ at: 'phone' });
                setCode('');
                setPerson(null);
                enter.clear();
              }}
            >
              {w.otherPhone}
            </Button>
          ) : null}
        </ActionRow>
      </Form>
      <Demonstration
        onChoose={(account, secret) => {
          setPhone(account);
          setCode(secret);
          setStep({ at: 'phone' });
        }}
      />
      <p className="small door-note">
        {w.staffDoor}{' '}
        <a className="text-link" href="/desk/">
          {w.staffDoorLink}
        </a>
      </p>
    </Page>
  );
}

/** The accounts of the demonstration; any other deployment sends none. */
function Demonstration({ onChoose }: { onChoose: (account: string, secret: string) => void }) {
  const w = useWords(shellWords);
  const language = useLang();
  const accounts = useDeployment()?.demonstration?.filter((a) => a.face === 'm');
  if (!accounts || accounts.length === 0) return null;
  return (
    <Section title={w.demoAccounts}>
      <p className="small">{w.demoAccountsText}</p>
      <List>
        {accounts.map((a) => (
          <Row
            key={a.account}
            title={language === 'zh' ? a.title : a.title_en}
            sub={[a.account, a.secret, language === 'zh' ? a.note : ''].filter(Boolean).join(' · ')}
          >
            <Button onClick={() => onChoose(a.account, a.secret)}>{w.accountButton(a.account)}</Button>
          </Row>
        ))}
      </List>
    </Section>
  );
}
