/** Moving a slot with its cause; when working time is in the way, the server's other times are one press away. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { postponeCauses } from '../../../contract/codes.ts';
import { type Body, format, useCall, useLang, useWords } from '../../kit/index.ts';
import { optionsOf, Refusal, say, SelectField, TextField, uiWords } from '../ui/index.ts';
import { concernOf, partsOf } from './task-draft.ts';
import { taskWords } from './words-tasks.ts';

export function Reschedule({
  tenant,
  task,
  slot,
}: {
  tenant: number;
  task: string;
  slot: { id: string; start: string; end: string };
}) {
  const w = useWords(taskWords);
  const u = useWords(uiWords);
  const language = useLang();
  const move = useCall('tasks.reschedule');
  const [date, setDate] = useState(partsOf(slot.start).date);
  const [from, setFrom] = useState(partsOf(slot.start).time);
  const [to, setTo] = useState(partsOf(slot.end).time);
  const [cause, setCause] = useState('community');
  const [note, setNote] = useState('');
  const concern = concernOf(move.refused, move.errorOf);
  const run = async () => {
    const body: Body<'tasks.reschedule'> = {
      slot: slot.id,
      start: format.instantOf(date, from),
      end: format.instantOf(date, to),
      cause: cause as 'community',
      note: note.trim(),
    };
    const outcome = await move.run({ params: { community: tenant, id: task }, body });
    if (outcome.ok) say(format.span(body.start, body.end));
  };
  return (
    <details className="more screen-only">
      <summary>{w.reschedule}</summary>
      <div className="form">
        <div className="form-row">
          <TextField label={u.date} type="date" value={date} onChange={setDate} error={concern.of('slots')} />
          <TextField short label={u.start} type="time" value={from} onChange={setFrom} />
          <TextField short label={u.end} type="time" value={to} onChange={setTo} />
        </div>
        <div className="form-row">
          <SelectField
            label={w.cause}
            value={cause}
            onChange={setCause}
            options={optionsOf(postponeCauses, language)}
          />
          <TextField label={w.note} optional value={note} maxLength={200} onChange={setNote} />
        </div>
        <Refusal refused={move.refused}>
          {concern.alternatives.length > 0 ? (
            <div className="row">
              {concern.alternatives.slice(0, 4).map((a) => (
                <Button
                  key={a.start}
                  size="small"
                  onClick={() => {
                    setDate(partsOf(a.start).date);
                    setFrom(partsOf(a.start).time);
                    setTo(partsOf(a.end).time);
                  }}
                >
                  {format.span(a.start, a.end)}
                </Button>
              ))}
            </div>
          ) : null}
        </Refusal>
        <div className="form-acts">
          <Button loading={move.busy} onClick={() => void run()}>
            {w.move}
          </Button>
        </div>
      </div>
    </details>
  );
}
