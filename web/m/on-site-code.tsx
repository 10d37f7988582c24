/** The on-site code, large enough to be read from two metres; renewed before it ends. */
import { useQuery } from '@tanstack/react-query';
import { Countdown, format, Loaded, Page, reading, useWords } from '../kit/index.ts';
import { useAddress } from './common.tsx';
import { checkWords } from './words-service.ts';

export default function OnSiteCode() {
  const w = useWords(checkWords);
  const { tenant, id } = useAddress();
  const query = useQuery({
    ...reading('slots.onSiteCode', { params: { community: tenant, id } }),
    refetchInterval: (q) => (q.state.data ? Math.max(1_000, (q.state.data.valid_s + 0.3) * 1_000) : false),
    staleTime: 0,
  });
  return (
    <Page title={w.codeTitle} lead={w.codeLead} back="/services">
      <Loaded query={query}>
        {(data) => (
          <div className="receipt">
            <p className="on-site-code">{data.code}</p>
            <p className="small">
              {format.named(w.newCodeIn, '')}
              <Countdown until={data.valid_until} />
            </p>
          </div>
        )}
      </Loaded>
    </Page>
  );
}
