/** Declarations for the Party group (facts) and the grid branch (points), in batches, exceptions first (CHK-06). */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { presenceProofs } from '../../contract/codes.ts';
import {
  ActionRow,
  Button,
  Card,
  Check,
  Empty,
  Facts,
  format,
  labelOf,
  Loaded,
  Page,
  reading,
  RefusalNotice,
  type Reply,
  Tag,
  TextField,
  toast,
  useCall,
  useLang,
  useWords,
} from '../kit/index.ts';
import { holds, useMe } from './session.ts';
import { checkWords } from './words-service.ts';

type Step = 'group' | 'branch';
type Evidence = Reply<'confirmations.list'>['items'][number];

export default function Confirmations() {
  const w = useWords(checkWords);
  const me = useMe();
  const branch = me ? holds(me, 'grid_branch') : undefined;
  const group = me ? holds(me, 'group_leader') : undefined;
  return (
    <Page title={w.confirmations} lead={w.confirmationsLead} back="/">
      {group ? <Batch step="group" community={group.tenant} /> : null}
      {branch ? <Batch step="branch" community={branch.tenant} /> : null}
      {!group && !branch ? <Empty title={w.noneToConfirm} /> : null}
    </Page>
  );
}

function Batch({ step, community }: { step: Step; community: number }) {
  const w = useWords(checkWords);
  const query = useQuery(reading('confirmations.list', { params: { community }, query: { step } }));
  const decide = useCall('confirmations.decide');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [reason, setReason] = useState('');
  const act = async (verdict: 'confirm' | 'return') => {
    const outcome = await decide.run({ params: { community }, body: { step, claims: [...chosen], verdict, reason } });
    if (!outcome.ok) return;
    toast(
      [
        w.confirmedN(outcome.value.results.filter((r) => r.refusal === null).length),
        ...new Set(outcome.value.results.flatMap((r) => r.refusal ?? [])),
      ].join(' '),
    );
    setChosen([]);
    setReason('');
  };
  const flip = (id: string, on: boolean) => setChosen((all) => (on ? [...all, id] : all.filter((x) => x !== id)));
  return (
    <section className="section" aria-label={step === 'group' ? w.group : w.branch}>
      <h2>{step === 'group' ? w.group : w.branch}</h2>
      <Loaded query={query}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty title={w.noneToConfirm} />
          ) : (
            <>
              <ActionRow>
                <Button
                  onClick={() =>
                    setChosen(
                      data.items
                        .filter((e) => e.batchable)
                        .map((e) => e.claim.id)
                        .slice(0, 100),
                    )
                  }
                >
                  {w.selectAll}
                </Button>
              </ActionRow>
              <div className="stack">
                {data.items.map((e) => (
                  <One
                    key={e.claim.id}
                    evidence={e}
                    chosen={chosen.includes(e.claim.id)}
                    onChoose={(on) => flip(e.claim.id, on)}
                  />
                ))}
              </div>
              <RefusalNotice refused={decide.refused} />
              <TextField label={w.returnReason} optional value={reason} onChange={setReason} maxLength={400} />
              <ActionRow>
                <Button
                  weight="act"
                  busy={decide.busy}
                  disabled={chosen.length === 0}
                  onClick={() => void act('confirm')}
                >
                  {w.confirmN(chosen.length)}
                </Button>
                <Button busy={decide.busy} disabled={chosen.length === 0} onClick={() => void act('return')}>
                  {w.returnN(chosen.length)}
                </Button>
              </ActionRow>
            </>
          )
        }
      </Loaded>
    </section>
  );
}

function One({
  evidence: e,
  chosen,
  onChoose,
}: {
  evidence: Evidence;
  chosen: boolean;
  onChoose: (on: boolean) => void;
}) {
  const w = useWords(checkWords);
  const language = useLang();
  const c = e.claim;
  return (
    <Card tone={e.flags.length > 0 ? 'wait' : 'done'}>
      <Check label={<strong>{c.person?.name ?? c.title}</strong>} hint={c.title} checked={chosen} onChange={onChoose} />
      <p className="state-line">
        <Tag tone={e.independent_proofs >= 2 ? 'done' : 'wait'}>{w.proofsN(e.independent_proofs)}</Tag>
        {e.flags.map((f) => (
          <Tag key={f.rule} tone="act">
            {f[language]}
          </Tag>
        ))}
      </p>
      <Facts
        items={[
          [w.time, format.span(c.start, c.end)],
          [w.proofs, format.list(c.proofs.map((p) => labelOf(presenceProofs, p)))],
          [w.credited, format.minutes(e.minutes)],
          [w.entries, `${format.points(e.points.hundredths)} · ${e.points.formula}`],
          e.result ? [w.myResult, e.result.text] : null,
        ]}
      />
    </Card>
  );
}
