/** The slots of a task: native date and time, role, number of people, skills. */
import Button from 'antd/es/button';
import { physicalLimits, slotRoles } from '../../../contract/codes.ts';
import { format, labelOf, now, useLang, useWords } from '../../kit/index.ts';
import { CheckField, optionsOf, SelectField, TextField, uiWords } from '../ui/index.ts';
import { type Concern, nextWeekend, partsOf, slotMinutes, type Slot, type TaskBody, withPart } from './task-draft.ts';
import { taskWords } from './words-tasks.ts';

export function SlotForm({
  body,
  set,
  concern,
}: {
  body: TaskBody;
  set: (part: Partial<TaskBody>) => void;
  concern: Concern;
}) {
  const w = useWords(taskWords);
  const change = (index: number, part: Partial<Slot>) =>
    set({ slots: body.slots.map((s, i) => (i === index ? { ...s, ...part } : s)) });
  return (
    <div className="stack">
      {body.slots.map((slot, i) => (
        // A slot has no name of its own before it is saved; its place in the list is what it is.
        // oxlint-disable-next-line react/no-array-index-key
        <OneSlot
          key={i}
          n={i + 1}
          slot={slot}
          change={(part) => change(i, part)}
          error={i === concern.slot ? concern.of('slots') : null}
          remove={body.slots.length > 1 ? () => set({ slots: body.slots.filter((_, j) => j !== i) }) : null}
        />
      ))}
      {body.slots.length === 0 && concern.of('slots') ? <p className="field-error">{concern.of('slots')}</p> : null}
      <div className="form-acts">
        <Button size="small" onClick={() => set({ slots: [...body.slots, body.slots.at(-1) ?? nextWeekend(now())] })}>
          {w.addSlot}
        </Button>
      </div>
    </div>
  );
}

function OneSlot({
  n,
  slot,
  change,
  error,
  remove,
}: {
  n: number;
  slot: Slot;
  change: (part: Partial<Slot>) => void;
  error: string | null;
  remove: (() => void) | null;
}) {
  const w = useWords(taskWords);
  const u = useWords(uiWords);
  const language = useLang();
  const start = partsOf(slot.start);
  const end = partsOf(slot.end);
  const length = slotMinutes(slot);
  // Moving the day keeps the length of the slot.
  const moveDay = (date: string) =>
    date && change({ start: withPart(slot.start, { date }), end: withPart(slot.end, { date }) });
  const demands = slot.demands ?? [];
  return (
    <fieldset className="slot">
      <legend>
        {w.slot(n)} <span className="quiet">{length > 0 ? format.minutes(length) : ''}</span>
        {remove ? (
          <Button size="small" type="text" onClick={remove}>
            {w.removeSlot(n)}
          </Button>
        ) : null}
      </legend>
      <div className="form-row">
        <TextField label={u.date} type="date" value={start.date} onChange={moveDay} error={error} />
        <TextField
          short
          label={u.start}
          type="time"
          value={start.time}
          onChange={(time) => time && change({ start: withPart(slot.start, { time }) })}
        />
        <TextField
          short
          label={u.end}
          type="time"
          value={end.time}
          onChange={(time) => time && change({ end: withPart(slot.end, { time }) })}
        />
        <TextField
          short
          label={w.capacity}
          type="number"
          min={1}
          max={500}
          value={String(slot.capacity)}
          onChange={(v) => change({ capacity: Math.max(1, Math.trunc(Number(v) || 1)) })}
        />
        <SelectField
          short
          label={w.role}
          value={slot.role ?? 'general'}
          onChange={(v) => change({ role: v as NonNullable<Slot['role']> })}
          options={optionsOf(slotRoles, language)}
        />
      </div>
      <details className="more">
        <summary>{w.more}</summary>
        <div className="form">
          <div className="form-row">
            <TextField
              label={w.skills}
              hint={w.skillsHint}
              value={(slot.skills ?? []).join(language === 'zh' ? '、' : ', ')}
              onChange={(v) =>
                change({ skills: v.split(/[、,,]\s*/).filter((s, i, all) => s !== '' || i === all.length - 1) })
              }
            />
            <TextField
              label={w.slotResult}
              optional
              value={slot.deliverable ?? ''}
              maxLength={200}
              onChange={(deliverable) => change({ deliverable })}
            />
          </div>
          <div className="row" role="group" aria-label={w.demands}>
            {Object.keys(physicalLimits).map((d) => (
              <CheckField
                key={d}
                label={labelOf(physicalLimits, d)}
                checked={demands.includes(d as (typeof demands)[number])}
                onChange={(on) =>
                  change({ demands: on ? [...demands, d as (typeof demands)[number]] : demands.filter((x) => x !== d) })
                }
              />
            ))}
          </div>
        </div>
      </details>
    </fieldset>
  );
}
