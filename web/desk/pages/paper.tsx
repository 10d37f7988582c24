/** Batch entry of paper forms: a grid of rows, each answered by itself; what has errors stays where it is. */
import Button from 'antd/es/button';
import { useEffect, useState } from 'react';
import { channels, severities } from '../../../contract/codes.ts';
import { useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { Mark, optionsOf, Page, Refusal, scrolling, SelectField } from '../ui/index.ts';
import { intakeWords } from './words-intake.ts';

interface Row {
  readonly key: number;
  readonly name: string;
  readonly phone: string;
  readonly address: string;
  readonly text: string;
  readonly severity: keyof typeof severities;
  readonly receipt: string | null;
  readonly error: string | null;
  /** The entry that is wrong, where that is known. */
  readonly field: string | null;
}

let lastKey = 0;
function emptyRow(): Row {
  lastKey += 1;
  const empty = { name: '', phone: '', address: '', text: '', receipt: null, error: null, field: null };
  return { ...empty, key: lastKey, severity: 'concern' };
}
const isBlank = (r: Row) => !r.name.trim() && !r.phone.trim() && !r.address.trim() && !r.text.trim();
const rowsMax = 100;
/** What a row shows after its answer; a row that was not sent keeps what it had. */
const answerOf = (answer: { receipt: string | null; error: string | null; field: string | null } | undefined) =>
  answer ? { receipt: answer.receipt, error: answer.error, field: answer.field } : {};

/** Rows not yet sent survive a closed page; they are put away as soon as they are registered. */
function restore(key: string): Row[] {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? '[]') as Row[];
    const rows = kept.slice(0, rowsMax).map((r) => ({
      ...emptyRow(),
      name: r.name,
      phone: r.phone,
      address: r.address,
      text: r.text,
      severity: r.severity,
    }));
    if (rows.length > 0) return rows;
  } catch {
    // What cannot be read is a fresh sheet.
  }
  return Array.from({ length: 5 }, emptyRow);
}

export default function Paper({ tenant }: AtDesk) {
  const w = useWords(intakeWords);
  const language = useLang();
  const store = `shaoying.desk.paper.${tenant}`;
  const [rows, setRows] = useState<readonly Row[]>(() => restore(store));
  const [channel, setChannel] = useState('paper');
  const [said, setSaid] = useState('');
  const send = useCall('orders.intakeBatch');
  useEffect(() => {
    try {
      const open = rows.filter((r) => !r.receipt && !isBlank(r));
      if (open.length > 0) localStorage.setItem(store, JSON.stringify(open));
      else localStorage.removeItem(store);
    } catch {
      // Without storage the rows live as long as the page.
    }
  }, [rows, store]);
  const set = (key: number, part: Partial<Row>) =>
    setRows((all) => all.map((r) => (r.key === key ? { ...r, ...part, error: null, field: null } : r)));
  const add = (n: number) =>
    setRows((all) => [...all, ...Array.from({ length: Math.min(n, rowsMax - all.length) }, emptyRow)]);
  const open = rows.filter((r) => !r.receipt && !isBlank(r));
  const submit = async (): Promise<void> => {
    const sent = open;
    const outcome = await send.run({
      params: { community: tenant },
      body: {
        channel: channel as keyof typeof channels,
        rows: sent.map((r) => ({
          name: r.name.trim(),
          phone: r.phone.trim() || null,
          address: r.address.trim(),
          text: r.text.trim(),
          severity: r.severity,
        })),
      },
    });
    if (!outcome.ok) return;
    const found = new Map(outcome.value.rows.map((r) => [sent[r.row]?.key, r]));
    setRows((all) => all.map((r) => ({ ...r, ...answerOf(found.get(r.key)) })));
    const good = outcome.value.rows.filter((r) => r.receipt).length;
    const bad = outcome.value.rows.length - good;
    setSaid([w.done(good), bad > 0 ? w.withErrors(bad) : ''].filter(Boolean).join(' '));
  };
  const cell = (r: Row, n: number, part: 'name' | 'phone' | 'address' | 'text', label: string, max: number) => (
    <input
      className="grid-input"
      aria-label={`${label} ${n}`}
      value={r[part]}
      maxLength={max}
      readOnly={Boolean(r.receipt)}
      aria-invalid={r.error !== null && (r.field === null || r.field === part)}
      onChange={(e) => set(r.key, { [part]: e.target.value })}
    />
  );
  return (
    <Page title={w.paperTitle} lead={w.paperLead} wide side={<span className="quiet">{w.kept}</span>}>
      <div className="form-row paper-head">
        <SelectField
          short
          label={w.channel}
          value={channel}
          onChange={setChannel}
          options={optionsOf(channels, language)}
        />
      </div>
      <section {...scrolling} className="table-scroll" aria-label={w.paperTitle}>
        <table className="table grid">
          <thead>
            <tr>
              <th scope="col">{w.row}</th>
              <th scope="col">{w.resident}</th>
              <th scope="col">{w.phone}</th>
              <th scope="col">{w.addressText}</th>
              <th scope="col">{w.demand}</th>
              <th scope="col">{w.weight}</th>
              <th scope="col">{w.receipt}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((r, i) => (
              <tr key={r.key} className={r.error ? 'row-wrong' : r.receipt ? 'row-done' : ''}>
                <td className="end">{i + 1}</td>
                <td>{cell(r, i + 1, 'name', w.resident, 40)}</td>
                <td>{cell(r, i + 1, 'phone', w.phone, 12)}</td>
                <td>{cell(r, i + 1, 'address', w.addressText, 120)}</td>
                <td className="wide-cell">{cell(r, i + 1, 'text', w.demand, 4000)}</td>
                <td>
                  <select
                    className="grid-input"
                    aria-label={`${w.weight} ${i + 1}`}
                    value={r.severity}
                    disabled={Boolean(r.receipt)}
                    onChange={(e) => set(r.key, { severity: e.target.value as Row['severity'] })}
                  >
                    {optionsOf(severities, language).map((o) => (
                      <option key={o.value} value={o.value}>
                        {o.text}
                      </option>
                    ))}
                  </select>
                </td>
                <td>
                  {r.receipt ? <Mark tone="done">{r.receipt}</Mark> : null}
                  {r.error ? <span className="field-error">{r.error}</span> : null}
                  {r.receipt ? null : (
                    <Button
                      size="small"
                      type="text"
                      aria-label={w.removeRow(i + 1)}
                      onClick={() => setRows((all) => all.filter((x) => x.key !== r.key))}
                    >
                      ×
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Refusal refused={send.refused} />
      <p role="status">{said}</p>
      <div className="form-acts">
        <Button type="primary" loading={send.busy} disabled={open.length === 0} onClick={() => void submit()}>
          {w.submit(open.length)}
        </Button>
        <Button onClick={() => add(1)}>{w.add}</Button>
        <Button onClick={() => add(10)}>{w.addTen}</Button>
        {rows.some((r) => r.receipt) ? (
          <Button onClick={() => setRows((all) => all.filter((r) => !r.receipt))}>{w.clearDone}</Button>
        ) : null}
      </div>
    </Page>
  );
}
