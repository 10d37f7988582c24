/** Choosing another time: the times that the server says fit, or one of one's own. */
import { useState } from 'react';
import { Button, Choice, Form, format, type Refused, TextField, useWords } from '../kit/index.ts';
import { taskWords } from './words-service.ts';

export interface Span {
  readonly start: string;
  readonly end: string;
}
/** The non-conflicting times that a TIME_CONFLICT or WORK_HOURS_BLOCKED brings along (SCH-01). */
export function alternativesOf(refused: Refused | null): readonly Span[] {
  const found = refused?.details['alternatives'];
  return Array.isArray(found)
    ? (found as Span[]).filter((a) => typeof a.start === 'string' && typeof a.end === 'string')
    : [];
}

export function AnotherTime({
  like,
  alternatives,
  busy,
  onPropose,
}: {
  like: Span;
  alternatives: readonly Span[];
  busy: boolean;
  onPropose: (span: Span) => void;
}) {
  const w = useWords(taskWords);
  const [chosen, setChosen] = useState<string | null>(null);
  const own = alternatives.length === 0 || chosen === 'own';
  const [date, setDate] = useState(format.civilDay(like.start));
  const [from, setFrom] = useState(format.clock(like.start));
  const [to, setTo] = useState(format.clock(like.end));
  const [error, setError] = useState<string | null>(null);
  const submit = () => {
    const picked = own ? null : alternatives.find((a) => a.start === chosen);
    if (picked) return onPropose({ start: picked.start, end: picked.end });
    if (!own || !date || !from || !to || from >= to) return setError(w.timeWrong);
    setError(null);
    onPropose({ start: format.instantOf(date, from), end: format.instantOf(date, to) });
  };
  return (
    <Form label={w.proposeTitle} onSubmit={submit}>
      {alternatives.length > 0 ? (
        <Choice
          legend={w.pickOne}
          options={[
            ...alternatives.map((a) => ({ value: a.start, label: format.span(a.start, a.end) })),
            { value: 'own', label: w.ownTime },
          ]}
          value={chosen}
          onChange={setChosen}
        />
      ) : null}
      {own ? (
        <>
          <TextField label={w.date} type="date" value={date} onChange={setDate} error={error} />
          <div className="time-pair">
            <TextField label={w.from} type="time" value={from} onChange={setFrom} />
            <TextField label={w.to} type="time" value={to} onChange={setTo} />
          </div>
        </>
      ) : null}
      <Button type="submit" busy={busy}>
        {w.propose}
      </Button>
    </Form>
  );
}
