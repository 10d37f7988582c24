/** Ordering in own words (DSP-02): choose, speak or type; any one of them is enough. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { languages, severities } from '../../contract/codes.ts';
import {
  Button,
  Check,
  Choice,
  either,
  Form,
  format,
  Notice,
  type Option,
  Page,
  PhotoField,
  reading,
  type Refused,
  Select,
  TextArea,
  TextField,
  useCall,
  useWords,
  type Voice,
  VoiceField,
} from '../kit/index.ts';
import { RefusalOrConsent, sendFile } from './common.tsx';
import { type Draft, emptyWindow, keepDraft, readDraft, type Severity, type Window, windowOk } from './order-draft.ts';
import { homeOf, type Me, useDeployment, useMe } from './session.ts';
import { orderWords } from './words-orders.ts';

type Words = ReturnType<typeof useWords<(typeof orderWords)['zh']>>;
type Change = (part: Partial<Draft>) => void;

export default function OrderForm() {
  const me = useMe();
  const deployment = useDeployment();
  const home = homeOf(me, deployment);
  return me && home ? <Ordering me={me} homeTenant={home.tenant} /> : null;
}

function Ordering({ me, homeTenant }: { me: Me; homeTenant: number }) {
  const w = useWords(orderWords);
  const behalfAsked = new URLSearchParams(useSearch()).get('for') ?? '';
  const [draft, setDraft] = useState<Draft>(() => ({
    ...readDraft(me.id),
    ...(behalfAsked ? { behalf: behalfAsked } : {}),
  }));
  const [voice, setVoice] = useState<Voice | null>(null);
  const [photos, setPhotos] = useState<Blob[]>([]);
  const principal = me.principals.find((p) => p.id === draft.behalf);
  const community = principal?.tenant ?? homeTenant;
  const change: Change = (part) => setDraft((d) => ({ ...d, ...part }));
  useEffect(() => keepDraft(me.id, draft), [me.id, draft]);
  const { errors, refused, busy, submit } = useSending({
    me,
    draft,
    voice,
    photos,
    community,
    behalf: principal?.id ?? null,
    words: w,
  });

  return (
    <Page title={w.formTitle} lead={w.formLead} back="/">
      <Form onSubmit={() => void submit()}>
        <Notice tone="still" title={w.danger} />
        {me.principals.length > 0 ? (
          <Choice
            legend={w.forWhom}
            options={[
              { value: '', label: w.myself },
              ...me.principals.map((p) => ({ value: p.id, label: w.forName(p.name) })),
            ]}
            value={principal ? draft.behalf : ''}
            onChange={(behalf) => change({ behalf })}
          />
        ) : null}
        <Choice
          legend={w.kind}
          columns={2}
          optional
          options={Object.entries(w.kinds).map(([value, label]) => ({ value, label }))}
          value={draft.kind}
          onChange={(kind) => change({ kind })}
          error={errors.said ?? null}
        />
        <VoiceField label={w.speak} hint={w.speakHint} value={voice} onChange={setVoice} />
        <TextArea
          label={w.type}
          hint={w.typeHint}
          optional
          rows={4}
          maxLength={4000}
          value={draft.text}
          onChange={(text) => change({ text })}
        />
        <PhotoField label={w.photos} value={photos} onChange={setPhotos} />
        <Choice
          legend={w.weight}
          options={weights(w)}
          value={draft.severity}
          onChange={(severity) => change({ severity })}
        />
        <Check label={w.urgent} checked={draft.urgent} onChange={(urgent) => change({ urgent })} />
        <Where draft={draft} change={change} community={community} principal={principal?.name ?? null} />
        <When draft={draft} change={change} error={errors.when ?? null} />
        <More draft={draft} change={change} />
        <RefusalOrConsent refused={refused} onGiven={() => void submit()} fallback="service" />
        <div className="actions end-of-form">
          <Button type="submit" weight="act" wide busy={busy}>
            {w.send}
          </Button>
        </div>
        <p className="small">{w.kept}</p>
      </Form>
    </Page>
  );
}

const weights = (w: Words): Option<Severity>[] =>
  (Object.keys(severities) as Severity[]).map((value) => ({
    value,
    label: w.weights[value],
    hint: w.weightHints[value],
  }));

function Where({
  draft,
  change,
  community,
  principal,
}: {
  draft: Draft;
  change: Change;
  community: number;
  principal: string | null;
}) {
  const w = useWords(orderWords);
  const places = useQuery({
    ...reading('places.list', { params: { community }, query: { kind: 'estate' } }),
    enabled: draft.where === 'elsewhere',
  });
  return (
    <>
      <Choice
        legend={w.where}
        options={[
          { value: 'home', label: principal ? w.atHomeOf(principal) : w.atHome },
          { value: 'elsewhere', label: w.elsewhere },
        ]}
        value={draft.where}
        onChange={(where) => change({ where })}
      />
      {draft.where === 'elsewhere' ? (
        <Select
          label={w.estate}
          value={draft.place}
          onChange={(place) => change({ place })}
          options={[
            { value: '', label: w.anyEstate },
            ...(places.data?.items.map((p) => ({ value: p.id, label: p.name })) ?? []),
          ]}
        />
      ) : null}
      <TextField
        label={w.address}
        optional
        maxLength={120}
        value={draft.address}
        onChange={(address) => change({ address })}
      />
    </>
  );
}

function When({ draft, change, error }: { draft: Draft; change: Change; error: string | null }) {
  const w = useWords(orderWords);
  const set = (at: number, part: Partial<Window>) =>
    change({ windows: draft.windows.map((x, i) => (i === at ? { ...x, ...part } : x)) });
  return (
    <>
      <Choice
        legend={w.when}
        options={[
          { value: 'any', label: w.anyTime },
          { value: 'chosen', label: w.chosenTime },
        ]}
        value={draft.when}
        onChange={(when) => change({ when })}
        error={error}
      />
      {draft.when === 'chosen'
        ? draft.windows.map((x, i) => (
            <div key={i}>
              <TextField
                label={w.date}
                type="date"
                min={format.civilDay(new Date())}
                value={x.date}
                onChange={(date) => set(i, { date })}
              />
              <div className="time-pair">
                <TextField label={w.from} type="time" value={x.from} onChange={(from) => set(i, { from })} />
                <TextField label={w.to} type="time" value={x.to} onChange={(to) => set(i, { to })} />
              </div>
              {draft.windows.length > 1 ? (
                <Button weight="quiet" onClick={() => change({ windows: draft.windows.filter((_, n) => n !== i) })}>
                  {w.removeTime}
                </Button>
              ) : null}
            </div>
          ))
        : null}
      {draft.when === 'chosen' && draft.windows.length < 4 ? (
        <Button onClick={() => change({ windows: [...draft.windows, emptyWindow] })}>{w.addTime}</Button>
      ) : null}
    </>
  );
}

function More({ draft, change }: { draft: Draft; change: Change }) {
  const w = useWords(orderWords);
  return (
    <details className="more">
      <summary>{w.more}</summary>
      <TextField
        label={w.helper}
        hint={w.helperHint}
        optional
        maxLength={40}
        value={draft.helper}
        onChange={(helper) => change({ helper })}
      />
      <Select
        label={w.language}
        optional
        value={draft.language}
        onChange={(language) => change({ language })}
        options={[
          { value: '', label: w.anyLanguage },
          ...Object.entries(languages).map(([value, label]) => ({ value, label: either(label) })),
        ]}
      />
      <Check
        label={w.keepPrivate}
        hint={w.keepPrivateHint}
        checked={draft.hidden}
        onChange={(hidden) => change({ hidden })}
      />
      <Check label={w.join} checked={draft.join} onChange={(join) => change({ join })} />
    </details>
  );
}

interface Sending {
  readonly me: Me;
  readonly draft: Draft;
  readonly voice: Voice | null;
  readonly photos: readonly Blob[];
  readonly community: number;
  readonly behalf: string | null;
  readonly words: Words;
}
/** Checks, sends the files first, then the order. A file that arrived is not sent a second time when the order is retried. */
function useSending({ me, draft, voice, photos, community, behalf, words: w }: Sending) {
  const [, navigate] = useLocation();
  const place = useCall('orders.place');
  const [errors, setErrors] = useState<{ said?: string; when?: string }>({});
  const [fileRefused, setFileRefused] = useState<Refused | null>(null);
  const [sending, setSending] = useState(false);
  const arrived = useRef(new Map<Blob, string>());

  const fileId = async (blob: Blob): Promise<string | null> => {
    const known = arrived.current.get(blob);
    if (known) return known;
    const outcome = await sendFile(community, blob);
    if (!outcome.ok) {
      setFileRefused(outcome);
      return null;
    }
    arrived.current.set(blob, outcome.value);
    return outcome.value;
  };
  const submit = async () => {
    const said = draft.kind || voice || draft.text.trim() ? null : w.nothingSaid;
    const when = draft.when === 'any' || draft.windows.every(windowOk) ? null : w.timeWrong;
    setErrors({ ...(said ? { said } : {}), ...(when ? { when } : {}) });
    if (said || when) return;
    setFileRefused(null);
    setSending(true);
    const ids: (string | null)[] = [];
    for (const blob of [...(voice ? [voice.blob] : []), ...photos]) ids.push(await fileId(blob));
    if (!ids.includes(null)) {
      const [voiceId, photoIds] = voice ? [ids[0] ?? null, ids.slice(1)] : [null, ids];
      const outcome = await place.run({
        params: { community },
        body: bodyOf(draft, voiceId, photoIds as string[], behalf, w),
      });
      if (outcome.ok) {
        keepDraft(me.id, null);
        navigate(`/receipt/${community}/${outcome.value.order}`);
        return;
      }
    }
    setSending(false);
  };
  return { errors, refused: fileRefused ?? place.refused, busy: sending, submit };
}

function bodyOf(draft: Draft, voice: string | null, photos: string[], on_behalf_of: string | null, w: Words) {
  const kind = draft.kind as keyof Words['kinds'] | null;
  // Who neither speaks nor types has said it by choosing: the words of the choice are the words of the order.
  const text = draft.text.trim() || (voice || !kind ? '' : w.kinds[kind]);
  return {
    text,
    voice,
    photos,
    tag: kind ? w.kinds[kind].slice(0, 30) : null,
    severity: draft.severity,
    urgent: draft.urgent,
    place: draft.where === 'elsewhere' && draft.place ? draft.place : null,
    address: draft.address.trim(),
    windows:
      draft.when === 'chosen'
        ? draft.windows.map((x) => ({ start: format.instantOf(x.date, x.from), end: format.instantOf(x.date, x.to) }))
        : [],
    helper_asked_for: draft.helper.trim(),
    language: (draft.language || null) as keyof typeof languages | null,
    private: draft.hidden,
    willing_to_join: draft.join,
    on_behalf_of,
  };
}
