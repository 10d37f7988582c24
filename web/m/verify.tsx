/** Anyone verifies a certificate by what is printed on it, without an account; the name stays masked. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation, useParams } from 'wouter';
import { workContents } from '../../contract/codes.ts';
import {
  ActionRow,
  Button,
  Facts,
  Form,
  format,
  labelOf,
  LinkButton,
  Loaded,
  Notice,
  Page,
  reading,
  type Reply,
  Section,
  TextField,
  useWords,
} from '../kit/index.ts';
import { certificateWords } from './words-certificates.ts';

export default function Verify() {
  const w = useWords(certificateWords);
  const { number, code } = useParams();
  return (
    <Page title={w.verifyTitle} lead={w.verifyLead} back="/">
      {number && code ? <Checked number={number} code={code} /> : <Enter />}
    </Page>
  );
}

function Enter() {
  const w = useWords(certificateWords);
  const [, go] = useLocation();
  const [number, setNumber] = useState('');
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const complete = number.trim() !== '' && code.trim() !== '';
  const submit = () => {
    setTried(true);
    if (complete) go(`/verify/${encodeURIComponent(number.trim())}/${encodeURIComponent(code.trim())}`);
  };
  return (
    <Form onSubmit={submit}>
      <TextField
        label={w.verifyNumber}
        value={number}
        onChange={setNumber}
        autoComplete="off"
        autoCapitalize="characters"
        maxLength={40}
        error={tried && !complete ? w.verifyError : null}
      />
      <TextField
        label={w.verifyCode}
        value={code}
        onChange={setCode}
        autoComplete="off"
        autoCapitalize="characters"
        maxLength={40}
      />
      <Button type="submit" weight="act">
        {w.verify}
      </Button>
    </Form>
  );
}

function Checked({ number, code }: { number: string; code: string }) {
  const w = useWords(certificateWords);
  const query = useQuery(reading('certificates.verify', { params: { number }, query: { code } }));
  return (
    <>
      <Loaded query={query}>{(found) => <Found found={found} />}</Loaded>
      <ActionRow>
        <LinkButton href="/verify">{w.another}</LinkButton>
        {query.data ? <Button onClick={() => print()}>{w.print}</Button> : null}
      </ActionRow>
    </>
  );
}

function Found({ found: f }: { found: Reply<'certificates.verify'> }) {
  const w = useWords(certificateWords);
  return (
    <>
      <Notice tone={f.state === 'valid' ? 'done' : 'act'} title={w[f.state]}>
        {w[`${f.state}Text`]}
      </Notice>
      <Section title={`${w.number} ${f.number}`}>
        <Facts
          items={[
            [w.name, f.name],
            [w.identity, f.identity],
            [w.period, w.over(format.date(f.from), format.date(f.to))],
            [w.total, w.figures(f.services, format.minutes(f.minutes))],
            [
              w.contents,
              <ul key="contents" className="plain-list">
                {f.by_content.map((c) => (
                  <li key={c.content}>
                    {w.ofContent(labelOf(workContents, c.content), c.services, format.minutes(c.minutes))}
                  </li>
                ))}
              </ul>,
            ],
            [w.issuer, f.issuer],
            [w.issuedOn, format.date(f.issued_on)],
            f.revoked_on ? [w.revokedOn, format.date(f.revoked_on)] : null,
            f.revoked_because ? [w.reason, f.revoked_because] : null,
          ]}
        />
      </Section>
      <Section title={w.signature}>
        <p className="small">{w.signatureOf(f.signature.algorithm, f.signature.key)}</p>
        <details>
          <summary className="small">{w.publicKey}</summary>
          <pre className="small key">{f.signature.public_key}</pre>
        </details>
      </Section>
    </>
  );
}
