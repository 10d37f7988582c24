/** The result of a service in one or two sentences (CHK-03); photos may be added and never suffice. */
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import {
  Button,
  Facts,
  Form,
  Loaded,
  Page,
  PhotoField,
  reading,
  RefusalNotice,
  type Refused,
  type Reply,
  TextArea,
  TextField,
  toast,
  useCall,
  useWords,
} from '../kit/index.ts';
import { sendFile, useAddress } from './common.tsx';
import { checkWords } from './words-service.ts';

export default function ResultPage() {
  const w = useWords(checkWords);
  const { tenant, id } = useAddress();
  const query = useQuery(reading('claims.read', { params: { community: tenant, id } }));
  return (
    <Page title={w.resultTitle} lead={w.resultLead} back={`/services/${tenant}/${id}`}>
      <Loaded query={query}>{(claim) => <ResultForm claim={claim} />}</Loaded>
    </Page>
  );
}

function ResultForm({ claim }: { claim: Reply<'claims.read'> }) {
  const w = useWords(checkWords);
  const [, navigate] = useLocation();
  const submit = useCall('claims.submit');
  const [text, setText] = useState(claim.result ?? '');
  const [count, setCount] = useState('');
  const [photos, setPhotos] = useState<Blob[]>([]);
  const [error, setError] = useState<string | null>(null);
  const [fileRefused, setFileRefused] = useState<Refused | null>(null);
  const [sending, setSending] = useState(false);
  const arrived = useRef(new Map<Blob, string>());
  const sendPhotos = async (): Promise<string[] | null> => {
    const ids: string[] = [];
    for (const photo of photos) {
      const known = arrived.current.get(photo);
      const outcome = known ? { ok: true as const, value: known } : await sendFile(claim.tenant, photo);
      if (!outcome.ok) {
        setFileRefused(outcome);
        return null;
      }
      arrived.current.set(photo, outcome.value);
      ids.push(outcome.value);
    }
    return ids;
  };
  const send = async () => {
    // Only-photos is left to the server to refuse: its sentence says why.
    const empty = !text.trim() && count === '' && photos.length === 0;
    setError(empty ? w.resultEmpty : null);
    if (empty) return;
    setFileRefused(null);
    setSending(true);
    const ids = await sendPhotos();
    const outcome =
      ids &&
      (await submit.run({
        params: { community: claim.tenant, id: claim.id },
        body: { text: text.trim(), count: count === '' ? null : Number(count), photos: ids },
      }));
    setSending(false);
    if (!outcome?.ok) return;
    toast(w.resultSent);
    navigate(`/services/${claim.tenant}/${claim.id}`);
  };
  return (
    <Form onSubmit={() => void send()}>
      <Facts items={[[w.deliverable, claim.deliverable]]} />
      <TextArea
        label={w.resultText}
        hint={w.resultTextHint}
        value={text}
        onChange={setText}
        maxLength={2000}
        error={error ?? submit.errorOf('text')}
      />
      {claim.deliverable_type === 'count' ? (
        <TextField
          label={w.resultCount}
          inputMode="numeric"
          value={count}
          onChange={(v) => setCount(v.replace(/\D/g, '').slice(0, 5))}
          error={submit.errorOf('count')}
        />
      ) : null}
      <PhotoField label={w.photos} value={photos} onChange={setPhotos} />
      <RefusalNotice refused={fileRefused ?? submit.refused} />
      <Button type="submit" weight="act" busy={sending}>
        {w.sendResult}
      </Button>
    </Form>
  );
}
