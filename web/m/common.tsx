/** Small parts that several phone pages share. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'wouter';
import { consentPurposes, type ConsentPurpose } from '../../contract/codes.ts';
import {
  addressOf,
  base64Of,
  Button,
  call,
  either,
  Empty,
  Form,
  format,
  Loaded,
  type Outcome,
  type Refused,
  reading,
  RefusalNotice,
  Section,
  TextArea,
  useCall,
  useWords,
} from '../kit/index.ts';
import { orderWords } from './words-orders.ts';

/** The tenant and the id that an address such as /orders/12/0190… names. */
export function useAddress(): { tenant: number; id: string } {
  const params = useParams<{ tenant: string; id: string }>();
  return { tenant: Number(params.tenant), id: params.id };
}

/** Sends a recording or a photo ahead of the form it belongs to. */
export async function sendFile(community: number, blob: Blob): Promise<Outcome<string>> {
  const outcome = await call('files.upload', {
    params: { community },
    body: { media_type: blob.type, base64: await base64Of(blob) },
  });
  return outcome.ok ? { ok: true, value: outcome.value.id } : outcome;
}
export const fileAddress = (community: number, id: string): string =>
  addressOf('files.read', { params: { community, id } });

/** A refusal; where a consent is what is missing, it can be given right here and the act is repeated. */
export function RefusalOrConsent({
  refused,
  onGiven,
  fallback,
}: {
  refused: Refused | null;
  onGiven: () => void;
  fallback: ConsentPurpose;
}) {
  const w = useWords(orderWords);
  const consent = useCall('accounts.setConsent');
  const named = refused?.details['purpose'];
  const purpose = typeof named === 'string' && named in consentPurposes ? (named as ConsentPurpose) : fallback;
  const give = async () => {
    const outcome = await consent.run({ params: { purpose }, body: { given: true } });
    if (outcome.ok) onGiven();
  };
  return (
    <RefusalNotice refused={refused}>
      {refused?.code === 'CONSENT_MISSING' ? (
        <>
          <p>{either(consentPurposes[purpose])}</p>
          <div className="actions">
            <Button onClick={() => void give()} busy={consent.busy}>
              {w.consentYes}
            </Button>
          </div>
        </>
      ) : null}
    </RefusalNotice>
  );
}

/** The thread of an order, task or hand-over: what was said, and one field to add to it. */
export function Thread({
  community,
  kind,
  id,
}: {
  community: number;
  kind: 'order' | 'need' | 'task' | 'handover';
  id: string;
}) {
  const w = useWords(orderWords);
  const query = useQuery(reading('threads.read', { params: { community, kind, id } }));
  const say = useCall('threads.say');
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const send = async () => {
    setError(text.trim() ? null : w.messageEmpty);
    if (!text.trim()) return;
    const outcome = await say.run({ params: { community, kind, id }, body: { text } });
    if (outcome.ok) setText('');
  };
  return (
    <Section title={w.thread}>
      <Loaded query={query}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty title={w.threadEmpty} />
          ) : (
            <ol className="thread">
              {data.items.map((m) => (
                <li key={m.id} className={m.mine ? 'mine' : ''}>
                  <p className="small">
                    {m.mine ? w.mineMark : m.who} · {format.moment(m.at)}
                  </p>
                  <p>{m.text}</p>
                  {m.voice ? (
                    <audio controls preload="none" src={fileAddress(community, m.voice)} aria-label={w.voiceMessage} />
                  ) : null}
                </li>
              ))}
            </ol>
          )
        }
      </Loaded>
      <Form onSubmit={() => void send()}>
        <TextArea label={w.message} rows={2} value={text} onChange={setText} error={error ?? say.errorOf('text')} />
        <RefusalNotice refused={say.refused} />
        <div className="actions">
          <Button type="submit" busy={say.busy}>
            {w.sendMessage}
          </Button>
        </div>
      </Form>
    </Section>
  );
}
