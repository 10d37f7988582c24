/** Fields on native controls: label above, hint below it, error beside the control, nothing typed is ever thrown away. */
import { type ComponentProps, type FormEvent, type ReactNode, useId } from 'react';
import { useWords } from './i18n.ts';
import { kitWords } from './words.ts';

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | null | undefined;
  readonly optional?: boolean;
}
interface Control {
  readonly id: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-invalid'?: true;
}
/** The frame of a field; the control gets its id and what describes it. */
export function Field({
  label,
  hint,
  error,
  optional,
  children,
}: FieldProps & { children: (control: Control) => ReactNode }) {
  const id = useId();
  const w = useWords(kitWords);
  const described = [hint ? `${id}h` : '', error ? `${id}e` : ''].filter(Boolean).join(' ');
  return (
    <div className={`field${error ? ' wrong' : ''}`}>
      <label htmlFor={id}>
        {label}
        {optional ? <span className="optional">{w.optional}</span> : null}
      </label>
      {hint ? (
        <p className="hint" id={`${id}h`}>
          {hint}
        </p>
      ) : null}
      {children({
        id,
        ...(described ? { 'aria-describedby': described } : {}),
        ...(error ? { 'aria-invalid': true as const } : {}),
      })}
      {error ? (
        <p className="field-error" id={`${id}e`}>
          <span className="visually-hidden">{w.errorPrefix}</span>
          {error}
        </p>
      ) : null}
    </div>
  );
}

type TextProps = FieldProps & { readonly value: string; readonly onChange: (value: string) => void } & Omit<
    ComponentProps<'input'>,
    'value' | 'onChange' | 'id' | 'className'
  >;
export function TextField({ label, hint, error, optional, value, onChange, ...rest }: TextProps) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional ?? false}>
      {(control) => (
        <input {...rest} {...control} className="input" value={value} onChange={(e) => onChange(e.target.value)} />
      )}
    </Field>
  );
}

type AreaProps = FieldProps & {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly rows?: number;
  readonly maxLength?: number;
  readonly placeholder?: string;
};
export function TextArea({ label, hint, error, optional, value, onChange, rows = 4, ...rest }: AreaProps) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional ?? false}>
      {(control) => (
        <textarea
          {...rest}
          {...control}
          className="input area"
          rows={rows}
          value={value}
          onChange={(e) => onChange(e.target.value)}
        />
      )}
    </Field>
  );
}

export interface Option<V extends string> {
  readonly value: V;
  readonly label: ReactNode;
  readonly hint?: ReactNode;
}
type GroupProps = {
  readonly legend: string;
  readonly hint?: ReactNode;
  readonly error?: string | null;
  readonly optional?: boolean;
  readonly columns?: 1 | 2;
};

function Group({ legend, hint, error, optional, columns = 1, children }: GroupProps & { children: ReactNode }) {
  const w = useWords(kitWords);
  const id = useId();
  const described = [hint ? `${id}h` : '', error ? `${id}e` : ''].filter(Boolean).join(' ');
  return (
    <fieldset className="field" {...(described ? { 'aria-describedby': described } : {})}>
      <legend>
        {legend}
        {optional ? <span className="optional">{w.optional}</span> : null}
      </legend>
      {hint ? (
        <p className="hint" id={`${id}h`}>
          {hint}
        </p>
      ) : null}
      <div className={`choices${columns === 2 ? ' two' : ''}`}>{children}</div>
      {error ? (
        <p className="field-error" id={`${id}e`}>
          <span className="visually-hidden">{w.errorPrefix}</span>
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}

/** One of several, as large cards on native radio buttons: arrow keys work as everyone expects. */
export function Choice<V extends string>({
  options,
  value,
  onChange,
  ...group
}: GroupProps & { options: readonly Option<V>[]; value: V | null; onChange: (value: V) => void }) {
  const name = useId();
  return (
    <Group {...group}>
      {options.map((o) => (
        <label className="choice" key={o.value}>
          <input
            type="radio"
            name={name}
            value={o.value}
            checked={value === o.value}
            onChange={() => onChange(o.value)}
          />
          <span className="choice-text">
            <span>{o.label}</span>
            {o.hint ? <small>{o.hint}</small> : null}
          </span>
        </label>
      ))}
    </Group>
  );
}

/** Any of several, as large cards on native checkboxes. */
export function Choices<V extends string>({
  options,
  value,
  onChange,
  ...group
}: GroupProps & { options: readonly Option<V>[]; value: readonly V[]; onChange: (value: V[]) => void }) {
  const flip = (v: V) => onChange(value.includes(v) ? value.filter((x) => x !== v) : [...value, v]);
  return (
    <Group {...group}>
      {options.map((o) => (
        <label className="choice" key={o.value}>
          <input type="checkbox" value={o.value} checked={value.includes(o.value)} onChange={() => flip(o.value)} />
          <span className="choice-text">
            <span>{o.label}</span>
            {o.hint ? <small>{o.hint}</small> : null}
          </span>
        </label>
      ))}
    </Group>
  );
}

export function Check({
  label,
  hint,
  checked,
  onChange,
}: {
  label: ReactNode;
  hint?: ReactNode;
  checked: boolean;
  onChange: (checked: boolean) => void;
}) {
  return (
    <label className="choice single">
      <input type="checkbox" checked={checked} onChange={(e) => onChange(e.target.checked)} />
      <span className="choice-text">
        <span>{label}</span>
        {hint ? <small>{hint}</small> : null}
      </span>
    </label>
  );
}

export function Select({
  label,
  hint,
  error,
  optional,
  value,
  onChange,
  options,
}: FieldProps & {
  value: string;
  onChange: (value: string) => void;
  options: readonly { value: string; label: string }[];
}) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional ?? false}>
      {(control) => (
        <select {...control} className="input" value={value} onChange={(e) => onChange(e.target.value)}>
          {options.map((o) => (
            <option key={o.value} value={o.value}>
              {o.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** A score from 1 to 10 on native radio buttons. */
export function ScoreTen({
  value,
  onChange,
  legend,
  error,
}: {
  value: number | null;
  onChange: (score: number) => void;
  legend?: string;
  error?: string | null;
}) {
  const w = useWords(kitWords);
  const name = useId();
  return (
    <fieldset className="field score-ten" {...(error ? { 'aria-describedby': `${name}e` } : {})}>
      <legend>{legend ?? w.scoreLegend}</legend>
      <div className="scores">
        {Array.from({ length: 10 }, (_, i) => i + 1).map((n) => (
          <label key={n} className="score">
            <input
              type="radio"
              name={name}
              value={n}
              checked={value === n}
              onChange={() => onChange(n)}
              aria-label={w.score(n)}
            />
            <span aria-hidden="true">{n}</span>
          </label>
        ))}
      </div>
      <p className="score-ends" aria-hidden="true">
        <span>{w.scoreLow}</span>
        <span>{w.scoreHigh}</span>
      </p>
      {error ? (
        <p className="field-error" id={`${name}e`}>
          {error}
        </p>
      ) : null}
    </fieldset>
  );
}

/** Digits of a code in one native field with wide spacing: paste, autofill and screen readers work by themselves. */
export function CodeInput({
  length,
  value,
  onChange,
  ...field
}: FieldProps & { length: number; value: string; onChange: (value: string) => void }) {
  return (
    <Field {...field}>
      {(control) => (
        <input
          {...control}
          className="input code"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={length}
          value={value}
          onChange={(e) => onChange(e.target.value.replace(/\D/g, '').slice(0, length))}
        />
      )}
    </Field>
  );
}

/** A form that never reloads the page and leaves checking to the page and the server. */
export function Form({ onSubmit, children, label }: { onSubmit: () => void; children: ReactNode; label?: string }) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className="form" noValidate onSubmit={submit} {...(label ? { 'aria-label': label } : {})}>
      {children}
    </form>
  );
}
