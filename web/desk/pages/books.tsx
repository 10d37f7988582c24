/** The books: three ledgers that never convert, each with a difference that must be zero. */
import { assets } from '../../../contract/codes.ts';
import { labelOf, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { DataTable, Loaded, Mark, Page, Panel, useRead } from '../ui/index.ts';
import { Roots } from './books-roots.tsx';
import { amountText } from './claim.tsx';
import { ruleWords } from './words-rules.ts';

export default function Books({ tenant }: AtDesk) {
  const w = useWords(ruleWords);
  useLang();
  const check = useRead('ledger.check', { params: { community: tenant } });
  return (
    <Page title={w.books} lead={w.booksLead} wide>
      <Loaded query={check}>
        {(data) => (
          <>
            <p
              className={data.difference === 0 ? 'note note-done' : 'note note-wait'}
              role={data.difference === 0 ? 'status' : 'alert'}
            >
              <Mark tone={data.difference === 0 ? 'done' : 'act'}>
                {data.difference === 0 ? w.balanced : w.unbalanced(data.difference)}
              </Mark>
            </p>
            <Panel title={w.asset}>
              <DataTable
                name={w.asset}
                rows={data.assets}
                keyOf={(a) => a.asset}
                columns={[
                  { title: w.asset, render: (a) => labelOf(assets, a.asset), text: (a) => labelOf(assets, a.asset) },
                  { title: w.issued, render: (a) => amountText(a.asset, a.issued), text: (a) => a.issued, end: true },
                  {
                    title: w.held,
                    render: (a) => amountText(a.asset, a.held_by_persons),
                    text: (a) => a.held_by_persons,
                    end: true,
                  },
                  { title: w.difference, render: (a) => a.difference, text: (a) => a.difference, end: true },
                ]}
              />
            </Panel>
            <Roots tenant={tenant} />
            <Panel title={w.account}>
              <DataTable
                name={w.account}
                rows={data.accounts}
                keyOf={(a) => a.owner + a.asset}
                columns={[
                  { title: w.account, render: (a) => <code>{a.owner}</code>, text: (a) => a.owner },
                  { title: w.asset, render: (a) => labelOf(assets, a.asset), text: (a) => labelOf(assets, a.asset) },
                  {
                    title: w.balance,
                    render: (a) => amountText(a.asset, a.balance),
                    text: (a) => a.balance,
                    end: true,
                  },
                  { title: w.entries, render: (a) => a.entries, text: (a) => a.entries, end: true },
                ]}
              />
            </Panel>
          </>
        )}
      </Loaded>
    </Page>
  );
}
