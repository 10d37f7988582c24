/** Phone intake: staff type while the caller speaks. Keyboard only, in the order in which a call goes. */
import Button from 'antd/es/button';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { channels, languages, severities } from '../../../contract/codes.ts';
import { format, type Reply, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import {
  AreaField,
  CheckField,
  Choices,
  optionsOf,
  Page,
  Panel,
  Refusal,
  SelectField,
  TextField,
} from '../ui/index.ts';
import { Caller, type Who } from './intake-caller.tsx';
import { intakeWords } from './words-intake.ts';

type Receipt = Reply<'orders.intake'>;
const blank = {
  text: '',
  severity: 'concern',
  urgent: false,
  channel: 'hotline',
  consent: 'spoken',
  record: '',
  wanted: '',
  helper: '',
  language: '',
  address: '',
  isPrivate: false,
  join: false,
};
type Draft = typeof blank;

export default function Intake({ tenant }: AtDesk) {
  const w = useWords(intakeWords);
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  const [round, setRound] = useState(0);
  return (
    <Page title={w.title} lead={w.lead} wide>
      {receipt ? (
        <ReceiptAloud
          tenant={tenant}
          receipt={receipt}
          onNext={() => {
            setReceipt(null);
            setRound((n) => n + 1);
          }}
        />
      ) : (
        <Form key={round} tenant={tenant} onDone={setReceipt} />
      )}
    </Page>
  );
}

function Form({ tenant, onDone }: { tenant: number; onDone: (receipt: Receipt) => void }) {
  const w = useWords(intakeWords);
  const language = useLang();
  const intake = useCall('orders.intake');
  const [who, setWho] = useState<Who | null>(null);
  const [draft, setDraft] = useState<Draft>(blank);
  const [gaps, setGaps] = useState<{ who: boolean; text: boolean }>({ who: false, text: false });
  const set = (part: Partial<Draft>) => setDraft((d) => ({ ...d, ...part }));
  const save = async () => {
    const missing = { who: who === null || ('name' in who && who.name.trim() === ''), text: draft.text.trim() === '' };
    setGaps(missing);
    if (missing.who || missing.text || !who) return;
    const outcome = await intake.run({
      params: { community: tenant },
      body: {
        text: draft.text.trim(),
        severity: draft.severity as keyof typeof severities,
        urgent: draft.urgent,
        channel: draft.channel as keyof typeof channels,
        consent: draft.consent as 'spoken',
        call_record: draft.record.trim(),
        wanted_by: draft.wanted ? format.instantOf(draft.wanted, '18:00') : null,
        helper_asked_for: draft.helper.trim(),
        language: draft.language ? (draft.language as keyof typeof languages) : null,
        address: draft.address.trim(),
        private: draft.isPrivate,
        willing_to_join: draft.join,
        place: who.place,
        who:
          'id' in who
            ? { person: who.id }
            : { name: who.name.trim(), phone: who.phone.trim() || null, place: who.place },
      },
    });
    if (outcome.ok) onDone(outcome.value);
  };
  const severityKeys = Object.keys(severities);
  const press = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') {
      event.preventDefault();
      void save();
    }
    if (event.altKey && /^Digit[123]$/.test(event.code)) {
      event.preventDefault();
      set({ severity: severityKeys[Number(event.code.slice(-1)) - 1] ?? 'concern' });
    }
    if (event.altKey && event.code === 'KeyU') {
      event.preventDefault();
      set({ urgent: !draft.urgent });
    }
  };
  return (
    // The keys act from every field of the form, which is why they are heard on the form itself.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form className="columns" onKeyDown={press} onSubmit={(e) => e.preventDefault()} noValidate>
      <div className="form">
        <Panel title={w.who}>
          <Caller tenant={tenant} who={who} setWho={setWho} error={gaps.who ? w.whoMissing : null} />
        </Panel>
        <Panel>
          <div className="form">
            <AreaField
              label={w.words}
              hint={w.wordsHint}
              rows={5}
              maxLength={4000}
              value={draft.text}
              onChange={(text) => set({ text })}
              error={gaps.text ? w.wordsMissing : intake.errorOf('text')}
            />
            <Choices
              legend={w.severity}
              options={optionsOf(severities, language)}
              value={draft.severity}
              onChange={(severity) => set({ severity })}
            />
            <CheckField label={w.urgent} checked={draft.urgent} onChange={(urgent) => set({ urgent })} />
          </div>
        </Panel>
        <Refusal refused={intake.refused} />
        <div className="form-acts">
          <Button type="primary" size="large" loading={intake.busy} onClick={() => void save()}>
            {w.save}
          </Button>
        </div>
      </div>
      <Panel title={w.more}>
        <div className="form">
          <div className="form-row">
            <SelectField
              label={w.channel}
              value={draft.channel}
              onChange={(channel) => set({ channel })}
              options={optionsOf(channels, language)}
            />
            <SelectField
              label={w.consent}
              value={draft.consent}
              onChange={(consent) => set({ consent })}
              options={Object.entries(w.consents).map(([value, text]) => ({ value, text }))}
            />
          </div>
          <TextField label={w.address} value={draft.address} onChange={(address) => set({ address })} maxLength={120} />
          <div className="form-row">
            <TextField label={w.wanted} type="date" value={draft.wanted} onChange={(wanted) => set({ wanted })} />
            <SelectField
              label={w.language}
              value={draft.language}
              onChange={(l) => set({ language: l })}
              options={optionsOf(languages, language)}
              none="—"
            />
          </div>
          <div className="form-row">
            <TextField label={w.helper} value={draft.helper} onChange={(helper) => set({ helper })} maxLength={40} />
            <TextField label={w.record} value={draft.record} onChange={(record) => set({ record })} maxLength={60} />
          </div>
          <CheckField label={w.private} checked={draft.isPrivate} onChange={(isPrivate) => set({ isPrivate })} />
          <CheckField label={w.join} checked={draft.join} onChange={(join) => set({ join })} />
        </div>
      </Panel>
    </form>
  );
}

/** The receipt in large signs, spaced for reading aloud. */
function ReceiptAloud({ tenant, receipt, onNext }: { tenant: number; receipt: Receipt; onNext: () => void }) {
  const w = useWords(intakeWords);
  const next = useRef<HTMLButtonElement>(null);
  useEffect(() => next.current?.focus(), []);
  return (
    <Panel title={w.receiptTitle} tone="done">
      <div className="receipt" role="status">
        <p>{w.receiptSay}</p>
        <p className="receipt-number">{receipt.receipt}</p>
        <p>{receipt.next_step}</p>
        <p className="quiet">
          {w.receiptTail}
          {receipt.duty ? ` ${w.duty}${receipt.duty}` : ''}
        </p>
      </div>
      <div className="form-acts">
        <Button ref={next} type="primary" onClick={onNext}>
          {w.another}
        </Button>
        <Link href={`/c/${tenant}/needs/${receipt.need}`}>{w.seeNeed}</Link>
      </div>
    </Panel>
  );
}
