/** Search over everything that the viewer may see. */
import { Link } from 'wouter';
import { type Reply, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { DataTable, Empty, Loaded, Page, uiWords, useParam, useRead } from '../ui/index.ts';
import { pageOf } from './links.ts';
import { ruleWords } from './words-rules.ts';

type Hit = Reply<'search.everything'>['items'][number];
const pages: Readonly<Record<string, string>> = { order: 'orders', need: 'needs', task: 'tasks', claim: 'claims' };
function hrefOf(tenant: number, hit: Hit): string | null {
  if (hit.kind === 'handover') return `/c/${tenant}/handovers?id=${hit.id}`;
  const page = pages[hit.kind];
  return page ? `/c/${tenant}/${page}/${hit.id}` : pageOf(tenant, hit.link);
}

export default function Search({ tenant }: AtDesk) {
  const w = useWords(ruleWords);
  const u = useWords(uiWords);
  useLang();
  const [q] = useParam('q');
  const [kind, setKind] = useParam('kind');
  const found = useRead('search.everything', { params: { community: tenant }, query: { q } }, { enabled: q !== '' });
  return (
    <Page title={w.search} lead={q ? w.searchLead(q) : w.searchHint} wide>
      {q === '' ? null : (
        <Loaded query={found}>
          {(data) => (
            <>
              <div className="filters" role="group" aria-label={w.kind}>
                {(['', ...Object.keys(w.kinds)] as ('' | Hit['kind'])[]).map((k) => (
                  <button key={k} type="button" className="filter" aria-pressed={kind === k} onClick={() => setKind(k)}>
                    {k === '' ? u.all : w.kinds[k]}{' '}
                    <span className="n">
                      {k === '' ? data.items.length : data.items.filter((i) => i.kind === k).length}
                    </span>
                  </button>
                ))}
              </div>
              <DataTable<Hit>
                name={w.search}
                rows={data.items.filter((i) => kind === '' || i.kind === kind)}
                keyOf={(i) => i.kind + i.id}
                empty={<Empty title={w.searchEmpty} />}
                columns={[
                  { title: w.kind, render: (i) => w.kinds[i.kind], text: (i) => w.kinds[i.kind], width: '6rem' },
                  {
                    title: w.text,
                    render: (i) => {
                      const href = hrefOf(tenant, i);
                      return href ? <Link href={href}>{i.title}</Link> : <strong>{i.title}</strong>;
                    },
                    text: (i) => i.title,
                  },
                  { title: ' ', render: (i) => <span className="quiet">{i.sub}</span>, text: (i) => i.sub },
                ]}
              />
            </>
          )}
        </Loaded>
      )}
    </Page>
  );
}
