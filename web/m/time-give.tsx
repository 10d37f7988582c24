/** Giving time, with a look at what it changes before it is given (TBK-04, TBK-05). */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import {
  ActionRow,
  type Body,
  Button,
  Choice,
  Empty,
  Facts,
  Form,
  format,
  LinkButton,
  Notice,
  Page,
  reading,
  RefusalNotice,
  type Reply,
  Section,
  TextField,
  toast,
  useCall,
  useWords,
} from '../kit/index.ts';
import { homeOf, useMe } from './session.ts';
import { timeWords } from './words-time.ts';

type Gift = Body<'timeBank.give'>;
type To = 'pool' | 'family' | 'person';

export default function TimeGivePage() {
  const w = useWords(timeWords);
  const community = homeOf(useMe(), undefined)?.tenant ?? 0;
  const [draft, setDraft] = useState<{ gift: Gift; preview: Reply<'timeBank.previewGift'> } | null>(null);
  return (
    <Page title={w.giveTitle} lead={w.giveLead} back="/time-bank">
      {draft ? <Preview community={community} {...draft} onBack={() => setDraft(null)} /> : null}
      <div hidden={draft !== null}>
        <GiftForm community={community} onPreview={(gift, preview) => setDraft({ gift, preview })} />
      </div>
    </Page>
  );
}

function GiftForm({
  community,
  onPreview,
}: {
  community: number;
  onPreview: (gift: Gift, preview: Reply<'timeBank.previewGift'>) => void;
}) {
  const w = useWords(timeWords);
  const look = useCall('timeBank.previewGift');
  const [to, setTo] = useState<To>('pool');
  const [relative, setRelative] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [phone, setPhone] = useState('');
  const [minutes, setMinutes] = useState('30');
  const [words, setWords] = useState('');
  const [tried, setTried] = useState(false);
  const family = useQuery({
    ...reading('timeBank.family', { params: { community } }),
    enabled: community > 0 && to === 'family',
  }).data;
  const amount = Number(minutes);
  const amountOk = Number.isInteger(amount) && amount > 0;
  const receiver: Gift['receiver'] | null =
    to === 'pool'
      ? { to }
      : to === 'family'
        ? relative
          ? { to, person: relative }
          : null
        : { to, phone: phone.trim(), name: name.trim() };
  const submit = async () => {
    setTried(true);
    if (!amountOk || receiver === null) return;
    const gift = { receiver, minutes: amount, words: words.trim() };
    const outcome = await look.run({ params: { community }, body: gift });
    if (outcome.ok) onPreview(gift, outcome.value);
  };
  return (
    <Form onSubmit={() => void submit()}>
      <Choice
        legend={w.toWhom}
        options={[
          { value: 'pool', label: w.toPool, hint: w.toPoolHint },
          { value: 'family', label: w.toFamily, hint: w.toFamilyHint },
          { value: 'person', label: w.toPerson, hint: w.toPersonHint },
        ]}
        value={to}
        onChange={setTo}
      />
      {to === 'family' && family ? (
        family.items.length === 0 ? (
          <Empty title={w.familyNone}>
            <LinkButton href="/proxies">{w.toFamily}</LinkButton>
          </Empty>
        ) : (
          <Choice
            legend={w.whichFamily}
            options={family.items.map((f) => ({ value: f.id, label: f.name, hint: f.relation || null }))}
            value={relative}
            onChange={setRelative}
          />
        )
      ) : null}
      {to === 'person' ? (
        <>
          <TextField
            label={w.name}
            value={name}
            maxLength={40}
            onChange={setName}
            error={look.errorOf('receiver.name')}
          />
          <TextField
            label={w.phoneNumber}
            inputMode="tel"
            value={phone}
            maxLength={11}
            onChange={setPhone}
            error={look.errorOf('receiver.phone')}
          />
        </>
      ) : null}
      <TextField
        label={w.minutes}
        inputMode="numeric"
        value={minutes}
        maxLength={6}
        onChange={setMinutes}
        error={tried && !amountOk ? w.minutesWrong : look.errorOf('minutes')}
      />
      {to === 'pool' ? null : (
        <TextField label={w.message} optional value={words} maxLength={200} onChange={setWords} />
      )}
      <RefusalNotice refused={look.refused} />
      <div className="actions">
        <Button type="submit" weight="act" busy={look.busy}>
          {w.preview}
        </Button>
      </div>
    </Form>
  );
}

function Preview({
  community,
  gift,
  preview: p,
  onBack,
}: {
  community: number;
  gift: Gift;
  preview: Reply<'timeBank.previewGift'>;
  onBack: () => void;
}) {
  const w = useWords(timeWords);
  const [, navigate] = useLocation();
  const give = useCall('timeBank.give');
  const send = async () => {
    const outcome = await give.run({ params: { community }, body: gift });
    if (!outcome.ok) return;
    toast(p.needs_answer ? w.sentWaiting : w.sent);
    navigate('/time-bank');
  };
  const { annual_minutes: hours, honour_hundredths: honour, deposited } = p.unchanged;
  return (
    <Section title={w.previewTitle}>
      <Facts
        items={[
          [w.toWhom, p.to],
          [w.minutes, format.minutes(p.minutes)],
          [w.afterGift, format.minutes(p.available_after)],
          [w.stay, w.stayText(format.minutes(hours), format.points(honour), format.minutes(deposited))],
        ]}
      />
      {p.needs_answer ? <Notice tone="wait" title={w.needsAnswer} /> : null}
      <RefusalNotice refused={give.refused} />
      <ActionRow>
        <Button onClick={onBack}>{w.back}</Button>
        <Button weight="act" busy={give.busy} onClick={() => void send()}>
          {w.send}
        </Button>
      </ActionRow>
    </Section>
  );
}
