/** The figures that expose complaints; those that need attention come first. */
import { useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { Loaded, Page, useRead } from '../ui/index.ts';
import { Figures } from './figures.tsx';
import { ruleWords } from './words-rules.ts';

export default function Guards({ tenant }: AtDesk) {
  const w = useWords(ruleWords);
  useLang();
  const board = useRead('boards.guards', { params: { community: tenant } });
  return (
    <Page title={w.guards} lead={w.guardsLead} wide>
      <Loaded query={board} rows={9}>
        {(data) => (
          <Figures
            tenant={tenant}
            name={w.guards}
            figures={data.figures.toSorted((a, b) => Number(b.flagged) - Number(a.flagged))}
            from="guards"
          />
        )}
      </Loaded>
    </Page>
  );
}
