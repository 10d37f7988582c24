/** A relative who may order and rate for a resident (代办): recorded on the resident's own word, while they are on the line. */
import Button from 'antd/es/button';
import { type KeyboardEvent, useState } from 'react';
import { useCall, useWords } from '../../kit/index.ts';
import { Refusal, SelectField, TextField } from '../ui/index.ts';
import { proxyWords } from './words-intake.ts';

const blank = { name: '', phone: '', relation: '', consent: 'spoken', note: '' };

export function ProxyConsent({ tenant, principal }: { tenant: number; principal: { id: string; name: string } }) {
  const w = useWords(proxyWords);
  const record = useCall('accounts.recordProxyConsent');
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState(blank);
  const [tried, setTried] = useState(false);
  const [saved, setSaved] = useState<string | null>(null);
  const set = (part: Partial<typeof blank>) => setDraft((d) => ({ ...d, ...part }));
  const missing = (value: string, sentence: string) => (tried && value.trim() === '' ? sentence : null);
  const phoneWrong = !/^1\d{10}$/.test(draft.phone);
  const save = async () => {
    setTried(true);
    if (!draft.name.trim() || phoneWrong || !draft.relation.trim() || !draft.note.trim()) return;
    const outcome = await record.run({
      params: { community: tenant },
      body: {
        principal: principal.id,
        proxy_name: draft.name.trim(),
        proxy_phone: draft.phone,
        relation: draft.relation.trim(),
        consent: draft.consent as 'spoken',
        note: draft.note.trim(),
      },
    });
    if (!outcome.ok) return;
    setSaved(draft.name.trim());
    setDraft(blank);
    setTried(false);
    setOpen(false);
  };
  // Return saves the consent here; the order around it keeps its own key.
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.target instanceof HTMLButtonElement) return;
    event.preventDefault();
    event.stopPropagation();
    void save();
  };
  if (!open)
    return (
      <div className="row">
        <Button
          size="small"
          onClick={() => {
            setSaved(null);
            setOpen(true);
          }}
        >
          {w.open}
        </Button>
        <span className="quiet" role="status">
          {saved ? w.saved(saved, principal.name) : ''}
        </span>
      </div>
    );
  return (
    // The return key is heard from every field of this part.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="form" onKeyDown={press}>
      <p className="quiet">{w.lead}</p>
      <div className="form-row">
        <TextField
          label={w.name}
          value={draft.name}
          maxLength={40}
          onChange={(name) => set({ name })}
          error={missing(draft.name, w.nameMissing)}
        />
        <TextField
          label={w.phone}
          type="tel"
          value={draft.phone}
          onChange={(value) => set({ phone: value.replace(/\D/g, '').slice(0, 11) })}
          error={tried && phoneWrong ? w.phoneWrong : null}
        />
      </div>
      <div className="form-row">
        <TextField
          label={w.relation}
          placeholder={w.relationExample}
          value={draft.relation}
          maxLength={20}
          onChange={(relation) => set({ relation })}
          error={missing(draft.relation, w.relationMissing)}
        />
        <SelectField
          label={w.how}
          value={draft.consent}
          onChange={(consent) => set({ consent })}
          options={Object.entries(w.ways).map(([value, text]) => ({ value, text }))}
        />
      </div>
      <TextField
        label={w.note}
        hint={w.noteHint}
        value={draft.note}
        maxLength={200}
        onChange={(note) => set({ note })}
        error={missing(draft.note, w.noteMissing)}
      />
      <Refusal refused={record.refused} />
      <div className="form-acts">
        <Button loading={record.busy} onClick={() => void save()}>
          {w.save}
        </Button>
        <Button type="text" onClick={() => setOpen(false)}>
          {w.cancel}
        </Button>
      </div>
    </div>
  );
}
