/** The pane beside the queue: the original words, the seven results with their keys, the reason, similar needs. */
import Button from 'antd/es/button';
import type { InputRef } from 'antd/es/input';
import type { Ref } from 'react';
import { boundaryResults } from '../../../contract/codes.ts';
import { labelOf, type Refused, useCall, useLang, useWords } from '../../kit/index.ts';
import { CheckField, Loading, Refusal, say, SelectField, TextField, useKeys, useRead, comma } from '../ui/index.ts';
import { type BoundaryResult, type NeedCard, type NeedView, Originals, resultKeys, Severity } from './need-parts.tsx';
import type { Choice } from './use-triage.ts';
import { needWords } from './words-needs.ts';

interface Props {
  readonly tenant: number;
  readonly need: NeedCard;
  readonly may: boolean;
  readonly choice: Choice;
  readonly setChoice: (choice: Choice) => void;
  readonly pending: BoundaryResult | null;
  readonly refused: Refused | null;
  readonly busy: boolean;
  readonly reasonRef?: Ref<InputRef>;
  readonly onDecide: (result: BoundaryResult) => void;
  readonly onOpen?: () => void;
}

export function TriagePane(props: Props) {
  const { tenant, need, may, onOpen } = props;
  const w = useWords(needWords);
  const full = useRead('needs.read', { params: { community: tenant, id: need.id } });
  const view = full.data?.id === need.id ? full.data : null;
  return (
    <div className="stack">
      <section className="pane-need">
        <div className="row">
          <Severity need={need} />
          <span className="quiet">{need.place_name}</span>
          {onOpen ? (
            <Button size="small" onClick={onOpen}>
              {w.openFull} <kbd>o</kbd>
            </Button>
          ) : null}
        </div>
        {view ? <Originals need={view} tenant={tenant} /> : <Loading rows={2} />}
      </section>
      {may ? <Decide {...props} /> : null}
      {view ? <Similar tenant={tenant} need={view} /> : null}
    </div>
  );
}

/** The seven results, each with its key; the suggested one is marked and carries its rule. */
export function Decide({ tenant, need, choice, setChoice, pending, refused, busy, reasonRef, onDecide }: Props) {
  const w = useWords(needWords);
  useLang();
  const units = useRead('places.units', {});
  const staff = useRead('places.staffing', { params: { community: tenant } });
  const orgs = (units.data?.items ?? [])
    .filter((u) => u.type === 'property' || u.type === 'department')
    .map((u) => ({ value: String(u.tenant), text: u.name }));
  const people = (staff.data?.items ?? []).flatMap((s) =>
    s.person.id ? [{ value: s.person.id, text: s.person.name }] : [],
  );
  const suggested = need.suggestion;
  return (
    <section className="decide" aria-labelledby="decide-title">
      <h2 id="decide-title">{w.decide}</h2>
      {suggested ? (
        <p className="suggestion">
          {w.suggestion(labelOf(boundaryResults, suggested.result), suggested.kind)}{' '}
          <Button size="small" onClick={() => onDecide(suggested.result)} disabled={busy}>
            {w.takeSuggestion} <kbd>a</kbd>
          </Button>
        </p>
      ) : (
        <p className="quiet">{w.noSuggestion}</p>
      )}
      <div className="results">
        {resultKeys.map((result, i) => (
          <button
            key={result}
            type="button"
            className={`result${suggested?.result === result ? ' result-suggested' : ''}${pending === result ? ' result-pending' : ''}`}
            disabled={busy}
            onClick={() => onDecide(result)}
          >
            <kbd>{i + 1}</kbd>
            <span>{labelOf(boundaryResults, result)}</span>
          </button>
        ))}
      </div>
      <Refusal refused={refused} />
      <TextField
        label={pending ? w.reasonFor(labelOf(boundaryResults, pending)) : w.reason}
        hint={w.reasonHint}
        optional={pending === null}
        value={choice.reason}
        maxLength={400}
        onChange={(reason) => setChoice({ ...choice, reason })}
        error={refused?.code === 'REASON_REQUIRED' ? refused.message : null}
        {...(reasonRef ? { inputRef: reasonRef } : {})}
        onEnter={() => pending && onDecide(pending)}
      />
      <details className="more">
        <summary>{w.handTo}</summary>
        <div className="form-row">
          <SelectField
            label={w.handTo}
            value={choice.toOrg}
            onChange={(toOrg) => setChoice({ ...choice, toOrg })}
            options={orgs}
            none={w.byContract}
          />
          <SelectField
            label={w.giveTo}
            value={choice.toPerson}
            onChange={(toPerson) => setChoice({ ...choice, toPerson })}
            options={people}
            none={w.byContract}
          />
        </div>
        <CheckField
          label={w.safetyHelp}
          checked={choice.safetyHelp}
          onChange={(safetyHelp) => setChoice({ ...choice, safetyHelp })}
        />
      </details>
    </section>
  );
}

export function Similar({ tenant, need }: { tenant: number; need: NeedView }) {
  const w = useWords(needWords);
  const merge = useCall('needs.merge');
  const may = need.allowed.includes('needs.merge');
  const first = need.similar[0];
  const join = async (other: string) => {
    const outcome = await merge.run({ params: { community: tenant, id: need.id }, body: { other } });
    if (outcome.ok) say(w.merged);
  };
  useKeys(may && first ? [{ key: 'm', says: w.moreKeys.m, act: () => void join(first.need) }] : []);
  if (need.similar.length === 0) return null;
  return (
    <section className="similar">
      <h2>{w.similar}</h2>
      <ul>
        {need.similar.map((s, i) => (
          <li key={s.need}>
            <p className="clip">{s.text}</p>
            <p className="row">
              {s.shared.length > 0 ? (
                <span className="quiet">
                  {w.shared}
                  {s.shared.join(comma())}
                </span>
              ) : null}
              {may ? (
                <Button size="small" loading={merge.busy} onClick={() => void join(s.need)}>
                  {w.merge} {i === 0 ? <kbd>m</kbd> : null}
                </Button>
              ) : null}
            </p>
          </li>
        ))}
      </ul>
      <Refusal refused={merge.refused} />
    </section>
  );
}
