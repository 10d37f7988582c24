/** Audits: only a pass writes the ledgers; what carries a flag is seen one by one. */
import { addressOf, useCall, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { Loaded, Page, uiWords, useParam, useRead } from '../ui/index.ts';
import { EvidenceList, type Verdict } from './evidence-list.tsx';
import { verifyWords } from './words-verify.ts';

const views = ['due', 'batchable', 'exceptions', 'held', 'done'] as const;
type View = (typeof views)[number];

export default function Audits({ tenant }: AtDesk) {
  const w = useWords(verifyWords);
  const u = useWords(uiWords);
  const [view, setView] = useParam('view', 'due');
  const list = useRead('audits.list', { params: { community: tenant }, query: { view: view as View } });
  const decide = useCall('audits.decide');
  const verdicts: Verdict[] =
    view === 'done'
      ? []
      : [
          { key: 'pass', text: w.pass, primary: true, letter: 'p' },
          { key: 'return', text: () => w.return, letter: 'r' },
          { key: 'reject', text: () => w.reject },
        ];
  const act = async (verdict: string, claims: readonly string[], reason: string) => {
    const outcome = await decide.run({
      params: { community: tenant },
      body: { claims: [...claims], verdict: verdict as 'pass', reason },
    });
    return outcome.ok ? outcome.value.results : null;
  };
  return (
    <Page
      title={w.audits}
      lead={w.auditsLead}
      wide
      side={
        <a
          className="plain-button"
          href={addressOf('exports.table', { params: { community: tenant, table: 'services' } })}
          download
        >
          {u.exportCsv}
        </a>
      }
    >
      <div className="filters" role="group" aria-label={w.state}>
        {views.map((v) => (
          <button key={v} type="button" className="filter" aria-pressed={view === v} onClick={() => setView(v)}>
            {w.views[v]}
            {list.data?.counts[v] === undefined ? null : <span className="n">{list.data.counts[v]}</span>}
          </button>
        ))}
      </div>
      <Loaded query={list}>
        {(data) => (
          <EvidenceList
            tenant={tenant}
            name={w.audits}
            items={data.items}
            verdicts={verdicts}
            act={act}
            refused={decide.refused}
            busy={decide.busy}
            empty={w.empty}
          />
        )}
      </Loaded>
    </Page>
  );
}
