/** Asking neighbours for time: nothing is set aside before both have chosen (TBK-06). */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { codesOf, timeKinds } from '../../contract/codes.ts';
import {
  Button,
  Form,
  format,
  labelOf,
  now,
  Page,
  reading,
  RefusalNotice,
  Select,
  TextArea,
  TextField,
  toast,
  useCall,
  useWords,
} from '../kit/index.ts';
import { homeOf, useMe } from './session.ts';
import { Opening } from './time-bank.tsx';
import { timeWords } from './words-time.ts';

type Kind = keyof typeof timeKinds;

export default function TimeAskPage() {
  const w = useWords(timeWords);
  const community = homeOf(useMe(), undefined)?.tenant ?? 0;
  const book = useQuery({ ...reading('timeBank.mine', { params: { community } }), enabled: community > 0 }).data;
  return (
    <Page title={w.askTitle} lead={w.askLead} back="/time-bank/exchange">
      {book && !book.open && book.granted === 0 ? <Opening community={community} /> : null}
      {book ? <p>{w.youHave(format.minutes(book.available + book.granted))}</p> : null}
      <AskForm community={community} />
    </Page>
  );
}

function AskForm({ community }: { community: number }) {
  const w = useWords(timeWords);
  const [, navigate] = useLocation();
  const post = useCall('timeBank.post');
  const [title, setTitle] = useState('');
  const [kind, setKind] = useState<Kind>('company');
  const [more, setMore] = useState('');
  const [place, setPlace] = useState('');
  const [date, setDate] = useState('');
  const [time, setTime] = useState('09:00');
  const [length, setLength] = useState('60');
  const [tried, setTried] = useState(false);
  const start = new Date(`${date}T${time}:00+08:00`);
  const startOk = !Number.isNaN(start.getTime()) && start >= now();
  const plan = Number(length);
  const planOk = Number.isInteger(plan) && plan >= 1 && plan <= 1440;
  const submit = async () => {
    setTried(true);
    if (!title.trim() || !startOk || !planOk) return;
    const outcome = await post.run({
      params: { community },
      body: {
        title: title.trim(),
        body: more.trim(),
        kind,
        place: place.trim(),
        start: start.toISOString(),
        plan_minutes: plan,
      },
    });
    if (!outcome.ok) return;
    toast(w.posted);
    navigate(`/time-bank/orders/${community}/${outcome.value.id}`);
  };
  return (
    <Form onSubmit={() => void submit()}>
      <TextField
        label={w.what}
        hint={w.whatHint}
        value={title}
        maxLength={60}
        onChange={setTitle}
        error={tried && !title.trim() ? w.whatMissing : post.errorOf('title')}
      />
      <Select
        label={w.kind}
        value={kind}
        onChange={(value) => setKind(value as Kind)}
        options={codesOf(timeKinds).map((value) => ({ value, label: labelOf(timeKinds, value) }))}
      />
      <TextField
        label={w.date}
        type="date"
        value={date}
        onChange={setDate}
        error={tried && !startOk ? w.dateMissing : post.errorOf('start')}
      />
      <TextField label={w.time} type="time" value={time} onChange={setTime} />
      <TextField
        label={w.length}
        inputMode="numeric"
        value={length}
        maxLength={4}
        onChange={setLength}
        error={tried && !planOk ? w.lengthWrong : post.errorOf('plan_minutes')}
      />
      <TextField label={w.place} optional value={place} maxLength={100} onChange={setPlace} />
      <TextArea label={w.more} optional rows={3} maxLength={500} value={more} onChange={setMore} />
      <RefusalNotice refused={post.refused} />
      <div className="actions">
        <Button type="submit" weight="act" busy={post.busy}>
          {w.post}
        </Button>
      </div>
    </Form>
  );
}
