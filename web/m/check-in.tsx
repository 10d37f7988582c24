/** Check-in and check-out (CHK-01): a plain map, a position and one independent proof; works without a network too. */
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import {
  Button,
  Choice,
  CodeInput,
  Form,
  format,
  LinkButton,
  Loaded,
  Notice,
  Page,
  PlainMap,
  type Reply,
  submitKey,
  toast,
  useCall,
  useWords,
} from '../kit/index.ts';
import { readingKept } from './kept.ts';
import { RefusalOrConsent, useAddress } from './common.tsx';
import { type Fix, keepForLater, locate, presenceOf } from './presence.ts';
import { useMe } from './session.ts';
import { checkWords } from './words-service.ts';

type Claim = Reply<'claims.read'>;
type Proof = 'code' | 'pin' | 'later';

export default function CheckIn() {
  const w = useWords(checkWords);
  const { tenant, id } = useAddress();
  const query = useQuery(readingKept('claims.read', { params: { community: tenant, id } }));
  const leaving = query.data?.state === 'checked_in';
  return (
    <Page
      title={leaving ? w.outTitle : w.checkTitle}
      lead={leaving ? w.outLead : w.checkLead}
      back={`/services/${tenant}/${id}`}
    >
      <Loaded query={query}>{(claim) => <Act claim={claim} kind={leaving ? 'out' : 'in'} />}</Loaded>
    </Page>
  );
}

function Act({ claim, kind }: { claim: Claim; kind: 'in' | 'out' }) {
  const w = useWords(checkWords);
  const me = useMe();
  const [, navigate] = useLocation();
  const checkIn = useCall('claims.checkIn');
  const checkOut = useCall('claims.checkOut');
  const act = kind === 'in' ? checkIn : checkOut;
  const [fix, setFix] = useState<Fix | null>(null);
  const [proof, setProof] = useState<Proof>('code');
  const [code, setCode] = useState('');
  const [pin, setPin] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [queued, setQueued] = useState(false);
  const [lost, setLost] = useState(false);
  const key = useRef(submitKey());

  const submit = async () => {
    const wrong =
      kind === 'in' && proof === 'code' && code.length !== 6
        ? w.codeShort
        : kind === 'in' && proof === 'pin' && pin.length !== 4
          ? w.pinShort
          : null;
    setError(wrong);
    if (wrong) return;
    const body = presenceOf(fix, { code: proof === 'code' ? code : '', pin: proof === 'pin' ? pin : '' });
    const outcome = await act.run({ params: { community: claim.tenant, id: claim.id }, body }, key.current);
    if (!outcome.ok) {
      if (outcome.kind === 'refused') key.current = submitKey();
      if (outcome.kind === 'offline' && me) {
        const waiting = { kind, person: me.id, community: claim.tenant, claim: claim.id, key: key.current };
        // Where the phone cannot keep anything, the sentence about the lost connection stays and the form with it.
        await keepForLater(waiting, body).then(
          () => setQueued(true),
          () => setLost(true),
        );
      }
      return;
    }
    toast(outcome.value.proven ? (kind === 'in' ? w.done : w.doneOut) : w.stillProof);
    navigate(kind === 'out' ? `/services/${claim.tenant}/${claim.id}/result` : `/services/${claim.tenant}/${claim.id}`);
  };
  if (queued) {
    return (
      <>
        <Notice tone="wait" title={w.queued} alert />
        <LinkButton href="/services">{w.servicesTitle}</LinkButton>
      </>
    );
  }
  return (
    <Form onSubmit={() => void submit()}>
      <p>
        <strong>{claim.title}</strong>
        <br />
        {format.span(claim.start, claim.end)} · {claim.place_name}
      </p>
      {claim.form === 'on_site' && claim.point ? (
        <Position claim={claim} point={claim.point} fix={fix} onFix={setFix} />
      ) : (
        <Notice tone="still" title={w.noPlace} />
      )}
      {kind === 'in' ? (
        <ProofFields
          proof={proof}
          setProof={setProof}
          code={code}
          setCode={setCode}
          pin={pin}
          setPin={setPin}
          error={error}
        />
      ) : null}
      <RefusalOrConsent
        refused={act.refused?.kind === 'offline' && !lost ? null : act.refused}
        onGiven={() => void submit()}
        fallback="precise_location"
      />
      <Button type="submit" weight="act" wide busy={act.busy}>
        {kind === 'in' ? w.send : w.sendOut}
      </Button>
    </Form>
  );
}

function Position({
  claim,
  point,
  fix,
  onFix,
}: {
  claim: Claim;
  point: NonNullable<Claim['point']>;
  fix: Fix | null;
  onFix: (fix: Fix) => void;
}) {
  const w = useWords(checkWords);
  const [state, setState] = useState<'idle' | 'busy' | 'denied' | 'insecure'>('idle');
  const take = async () => {
    setState('busy');
    const located = await locate();
    if (located.ok) onFix(located.fix);
    setState(located.ok ? 'idle' : located.why);
  };
  return (
    <div>
      <PlainMap place={point} radius_m={claim.radius_m} me={fix} accuracy_m={fix?.accuracy_m ?? null} />
      <Notice tone="still" title={w.consentTitle}>
        <p>{w.consentText}</p>
      </Notice>
      <Button busy={state === 'busy'} onClick={() => void take()}>
        {fix ? w.locateAgain : w.locate}
      </Button>
      <div role="status">
        {state === 'busy' ? <p className="visually-hidden">{w.locating}</p> : null}
        {state === 'denied' ? <Notice tone="wait" title={w.locateDenied} /> : null}
        {state === 'insecure' ? <Notice tone="wait" title={w.locateInsecure} /> : null}
      </div>
    </div>
  );
}

interface ProofProps {
  readonly proof: Proof;
  readonly setProof: (proof: Proof) => void;
  readonly code: string;
  readonly setCode: (code: string) => void;
  readonly pin: string;
  readonly setPin: (pin: string) => void;
  readonly error: string | null;
}
function ProofFields({ proof, setProof, code, setCode, pin, setPin, error }: ProofProps) {
  const w = useWords(checkWords);
  return (
    <>
      <Choice
        legend={w.proofKind}
        options={[
          { value: 'code', label: w.byCode },
          { value: 'pin', label: w.byPin },
          { value: 'later', label: w.byLater },
        ]}
        value={proof}
        onChange={setProof}
      />
      {proof === 'code' ? (
        <CodeInput label={w.code} hint={w.codeHint} length={6} value={code} onChange={setCode} error={error} />
      ) : null}
      {proof === 'pin' ? (
        <CodeInput label={w.pin} hint={w.pinHint} length={4} value={pin} onChange={setPin} error={error} />
      ) : null}
    </>
  );
}
