/** Needs without a service and services without a need. */
import { Link } from 'wouter';
import { workContents } from '../../../contract/codes.ts';
import { labelOf, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { Loaded, Page, Panel, useRead } from '../ui/index.ts';
import { ruleWords } from './words-rules.ts';

export default function Gaps({ tenant }: AtDesk) {
  const w = useWords(ruleWords);
  useLang();
  const gaps = useRead('boards.gaps', { params: { community: tenant } });
  return (
    <Page title={w.gaps} lead={w.gapsLead} wide>
      <Loaded query={gaps}>
        {(data) => (
          <>
            <div className="halves">
              <Panel title={`${w.needsNoOffer} ${data.needs_without_offer.length}`}>
                {data.needs_without_offer.length === 0 ? <p className="quiet">{w.noGap}</p> : null}
                <ul className="lines">
                  {data.needs_without_offer.map((n) => (
                    <li key={n.id}>
                      <Link href={`/c/${tenant}/needs/${n.id}`}>{n.text}</Link>
                    </li>
                  ))}
                </ul>
              </Panel>
              <Panel title={`${w.offersNoNeed} ${data.offers_without_need.length}`}>
                {data.offers_without_need.length === 0 ? <p className="quiet">{w.noGap}</p> : null}
                <ul className="lines">
                  {data.offers_without_need.map((o) => (
                    <li key={o.id}>{o.title}</li>
                  ))}
                </ul>
              </Panel>
            </div>
            <Panel title={w.contentsMissing}>
              <p>
                {data.contents_missing.length === 0
                  ? w.noGap
                  : data.contents_missing.map((c) => labelOf(workContents, c)).join(' · ')}
              </p>
            </Panel>
          </>
        )}
      </Loaded>
    </Page>
  );
}
