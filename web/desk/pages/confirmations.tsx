/** Confirmations of Party group (facts) and grid branch (points), generated from the records, in batches. */
import { useCall, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { placeAt, useMe } from '../session.ts';
import { Loaded, Page, useParam, useRead } from '../ui/index.ts';
import { EvidenceList, type Verdict } from './evidence-list.tsx';
import { verifyWords } from './words-verify.ts';

type Step = 'group' | 'branch';

export default function Confirmations({ tenant }: AtDesk) {
  const w = useWords(verifyWords);
  const me = useMe();
  const roles = me ? (placeAt(me, `/c/${tenant}`)?.roles ?? []) : [];
  const [step, setStep] = useParam(
    'step',
    roles.includes('group_leader') || !roles.includes('grid_branch') ? 'group' : 'branch',
  );
  const list = useRead('confirmations.list', { params: { community: tenant }, query: { step: step as Step } });
  const decide = useCall('confirmations.decide');
  const verdicts: Verdict[] = [
    { key: 'confirm', text: step === 'group' ? w.confirm : w.approve, primary: true, letter: 'p' },
    { key: 'return', text: () => w.returnIt, letter: 'r' },
  ];
  const act = async (verdict: string, claims: readonly string[], reason: string) => {
    const outcome = await decide.run({
      params: { community: tenant },
      body: { step: step as Step, claims: [...claims], verdict: verdict as 'confirm', reason },
    });
    return outcome.ok ? outcome.value.results : null;
  };
  return (
    <Page title={w.confirmTitle} lead={w.confirmLead} wide>
      <div className="filters" role="group" aria-label={w.confirmTitle}>
        {(['group', 'branch'] as const).map((s) => (
          <button key={s} type="button" className="filter" aria-pressed={step === s} onClick={() => setStep(s)}>
            {w.steps[s]}
          </button>
        ))}
      </div>
      <Loaded query={list}>
        {(data) => (
          <EvidenceList
            key={step}
            tenant={tenant}
            name={w.steps[step as Step]}
            items={data.items}
            verdicts={verdicts}
            act={act}
            refused={decide.refused}
            busy={decide.busy}
            empty={w.emptyConfirm}
          />
        )}
      </Loaded>
    </Page>
  );
}
