/** The common form of auditing and confirming: list left, evidence right, a batch pre-selected, one reason field, keys. */
import Button from 'antd/es/button';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { InputRef } from 'antd/es/input';
import { type Refused, useWords } from '../../kit/index.ts';
import { DataTable, Empty, type Key, KeyHelp, Refusal, say, TextField, useKeys, useParam } from '../ui/index.ts';
import { type Evidence, EvidencePane, useEvidenceColumns } from './evidence.tsx';
import { verifyWords } from './words-verify.ts';

interface Result {
  readonly claim: string;
  readonly refusal: string | null;
}
export interface Verdict {
  readonly key: string;
  readonly text: (n: number) => string;
  readonly primary?: boolean;
  readonly letter?: string;
}
interface Props {
  readonly tenant: number;
  readonly name: string;
  readonly items: readonly Evidence[];
  readonly verdicts: readonly Verdict[];
  readonly act: (verdict: string, claims: readonly string[], reason: string) => Promise<readonly Result[] | null>;
  readonly refused: Refused | null;
  readonly busy: boolean;
  readonly empty: string;
  readonly tools?: ReactNode;
}

export function EvidenceList({ tenant, name, items, verdicts, act, refused, busy, empty, tools }: Props) {
  const w = useWords(verifyWords);
  const [current, setCurrent] = useParam('claim');
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [reason, setReason] = useState('');
  const [failed, setFailed] = useState<ReadonlyMap<string, string>>(new Map());
  const reasonBox = useRef<InputRef>(null);
  const columns = useEvidenceColumns(setCurrent, failed);
  const batch = items.filter((e) => e.batchable).map((e) => e.claim.id);
  const batchKey = batch.join();
  useEffect(() => {
    // What can pass in a batch is selected as soon as it is there; the exceptions wait for a look.
    setPicked(new Set(batchKey === '' ? [] : batchKey.split(',')));
  }, [batchKey]);
  const chosen = items.find((e) => e.claim.id === current) ?? null;
  const claims = items
    .map((e) => e.claim.id)
    .filter((id) => picked.has(id))
    .slice(0, 100);
  const run = async (verdict: string) => {
    if (claims.length === 0 || busy) return;
    const results = await act(verdict, claims, reason.trim());
    if (!results) {
      reasonBox.current?.focus();
      return;
    }
    const bad = new Map(results.flatMap((r) => (r.refusal ? [[r.claim, r.refusal] as const] : [])));
    setFailed(bad);
    setPicked(new Set(bad.keys()));
    if (bad.size === 0) setReason('');
    say(w.done(results.length - bad.size, bad.size));
  };
  const keys: Key[] = [
    ...verdicts.flatMap((v) =>
      v.letter ? [{ key: v.letter, says: v.text(claims.length), act: () => void run(v.key) }] : [],
    ),
    { key: 'b', says: w.keys.b, act: () => setPicked(new Set(batch)) },
  ];
  useKeys(keys);
  return (
    <div className="columns">
      <div>
        <DataTable<Evidence>
          name={name}
          rows={items}
          keyOf={(e) => e.claim.id}
          nameOf={(e) => `${e.claim.person?.name ?? ''} ${e.claim.title}`}
          current={current}
          onCurrent={setCurrent}
          {...(verdicts.length > 0 ? { picking: { picked, onPick: setPicked } } : {})}
          columns={columns}
          empty={<Empty title={empty} />}
          tools={
            <>
              {tools}
              {verdicts.length > 0 ? (
                <Button size="small" onClick={() => setPicked(new Set(batch))}>
                  {w.pickBatch} <kbd>b</kbd>
                </Button>
              ) : null}
              <KeyHelp
                keys={[
                  { key: 'j k', says: w.evidence, act: () => undefined },
                  { key: 'x', says: w.keys.x, act: () => undefined },
                  ...keys,
                ]}
              />
            </>
          }
        />
        {verdicts.length > 0 && items.length > 0 ? (
          <div className="form act-form screen-only">
            <TextField
              label={w.reason}
              hint={w.reasonHint}
              value={reason}
              maxLength={400}
              onChange={setReason}
              inputRef={reasonBox}
              error={refused?.code === 'REASON_REQUIRED' ? refused.message : null}
            />
            <Refusal refused={refused} />
            <div className="form-acts">
              {verdicts.map((v) => (
                <Button
                  key={v.key}
                  loading={busy}
                  disabled={claims.length === 0}
                  {...(v.primary ? { type: 'primary' as const } : {})}
                  onClick={() => void run(v.key)}
                >
                  {v.text(claims.length)} {v.letter ? <kbd>{v.letter}</kbd> : null}
                </Button>
              ))}
            </div>
          </div>
        ) : null}
      </div>
      <aside className="beside" aria-label={w.evidence}>
        {chosen ? <EvidencePane tenant={tenant} item={chosen} /> : <Empty title={items.length > 0 ? w.pick : empty} />}
      </aside>
    </div>
  );
}
