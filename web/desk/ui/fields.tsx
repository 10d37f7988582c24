/** Form fields: label above, hint below, the sentence of a refusal beside the field it concerns; nothing typed is lost. */
import Checkbox from 'antd/es/checkbox';
import Input from 'antd/es/input';
import { type ReactNode, type Ref, useId } from 'react';
import type { InputRef } from 'antd/es/input';
import { useWords } from '../../kit/index.ts';
import { uiWords } from './words.ts';

interface Common {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | null | undefined;
  readonly optional?: boolean;
  readonly short?: boolean;
}

/** The frame of a field; its control gets the ids that tie label, hint and error to it. */
export function Field({
  label,
  hint,
  error,
  optional,
  short,
  children,
}: Common & { children: (ids: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean }) => ReactNode }) {
  const id = useId();
  const w = useWords(uiWords);
  const described = [hint ? `${id}h` : '', error ? `${id}e` : ''].filter(Boolean).join(' ');
  return (
    <div className={`field${short ? ' field-short' : ''}${error ? ' field-wrong' : ''}`}>
      <label htmlFor={id}>
        {label}
        {optional ? <span className="quiet"> {w.optional}</span> : null}
      </label>
      {children({
        id,
        ...(described ? { 'aria-describedby': described } : {}),
        ...(error ? { 'aria-invalid': true } : {}),
      })}
      {hint ? (
        <p className="field-hint" id={`${id}h`}>
          {hint}
        </p>
      ) : null}
      {error ? (
        <p className="field-error" id={`${id}e`} role="alert">
          {error}
        </p>
      ) : null}
    </div>
  );
}

interface TextProps extends Common {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'tel' | 'password' | 'search' | 'date' | 'time' | 'number' | 'datetime-local' | undefined;
  readonly placeholder?: string;
  readonly autoFocus?: boolean;
  readonly autoComplete?: string;
  readonly inputMode?: 'numeric' | 'text' | 'tel';
  readonly maxLength?: number;
  readonly min?: number;
  readonly max?: number;
  readonly inputRef?: Ref<InputRef>;
  readonly onEnter?: () => void;
}
export function TextField({
  label,
  hint,
  error,
  optional,
  short,
  value,
  onChange,
  onEnter,
  inputRef,
  type,
  ...rest
}: TextProps) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional ?? false} short={short ?? false}>
      {(ids) => (
        <Input
          {...ids}
          {...rest}
          type={type ?? 'text'}
          {...(inputRef ? { ref: inputRef } : {})}
          value={value}
          onChange={(e) => onChange(e.target.value)}
          {...(onEnter
            ? {
                onPressEnter: (e) => {
                  if (e.nativeEvent.isComposing) return;
                  e.preventDefault();
                  onEnter();
                },
              }
            : {})}
        />
      )}
    </Field>
  );
}

export function AreaField({
  label,
  hint,
  error,
  optional,
  value,
  onChange,
  rows = 3,
  maxLength,
  autoFocus,
  onSend,
}: Common & {
  value: string;
  onChange: (value: string) => void;
  rows?: number;
  maxLength?: number;
  autoFocus?: boolean;
  onSend?: () => void;
}) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional ?? false}>
      {(ids) => (
        <Input.TextArea
          {...ids}
          autoSize={{ minRows: rows, maxRows: 14 }}
          {...(maxLength ? { maxLength } : {})}
          {...(autoFocus ? { autoFocus } : {})}
          value={value}
          onChange={(e) => onChange(e.target.value)}
          onKeyDown={(e) => {
            if (onSend && e.key === 'Enter' && (e.ctrlKey || e.metaKey)) onSend();
          }}
        />
      )}
    </Field>
  );
}

export interface Option {
  readonly value: string;
  readonly text: string;
}
export function optionsOf(
  labels: Readonly<Record<string, { readonly zh: string; readonly en: string }>>,
  language: 'zh' | 'en',
): Option[] {
  return Object.entries(labels).map(([value, label]) => ({ value, text: label[language] }));
}
/** A native select: every keyboard and screen reader knows it. `none` adds the empty choice. */
export function SelectField({
  label,
  hint,
  error,
  optional,
  short,
  value,
  onChange,
  options,
  none,
}: Common & { value: string; onChange: (value: string) => void; options: readonly Option[]; none?: string }) {
  return (
    <Field label={label} hint={hint} error={error} optional={optional ?? false} short={short ?? false}>
      {(ids) => (
        <select {...ids} className="select" value={value} onChange={(e) => onChange(e.target.value)}>
          {none === undefined ? null : <option value="">{none}</option>}
          {options.map((o) => (
            <option key={o.value} value={o.value}>
              {o.text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function CheckField({
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
  const id = useId();
  return (
    <div className="check">
      <Checkbox
        checked={checked}
        onChange={(e) => onChange(e.target.checked)}
        {...(hint ? { 'aria-describedby': id } : {})}
      >
        {label}
      </Checkbox>
      {hint ? (
        <p className="field-hint" id={id}>
          {hint}
        </p>
      ) : null}
    </div>
  );
}

/** A row of exclusive choices on native radios, each reachable by arrow keys. */
export function Choices({
  legend,
  options,
  value,
  onChange,
  hideLegend,
}: {
  legend: string;
  options: readonly Option[];
  value: string;
  onChange: (value: string) => void;
  hideLegend?: boolean;
}) {
  const name = useId();
  return (
    <fieldset className="choices">
      <legend className={hideLegend ? 'visually-hidden' : ''}>{legend}</legend>
      <div className="choices-row">
        {options.map((o) => (
          <label key={o.value} className={value === o.value ? 'choice chosen' : 'choice'}>
            <input
              type="radio"
              name={name}
              value={o.value}
              checked={value === o.value}
              onChange={() => onChange(o.value)}
            />
            {o.text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
