/** Delivery of notices: sent, seen, or needing a call, with the reason of each choice. */
import { format, type Reply, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { DataTable, Empty, Loaded, Mark, Page, personText, uiWords, useParam, useRead, When } from '../ui/index.ts';
import { verifyWords } from './words-verify.ts';

const tones = { queued: 'still', sent: 'wait', seen: 'done', needs_call: 'act', called: 'done' } as const;

type Notice = Reply<'notices.deliveries'>['items'][number];

export default function Notices({ tenant }: AtDesk) {
  const w = useWords(verifyWords);
  const u = useWords(uiWords);
  const [state, setState] = useParam('state');
  const list = useRead('notices.deliveries', { params: { community: tenant } });
  const wayText = (v: Notice['ways'][number]): string => {
    const said = [w.waySays(w.channels[v.channel], w.wayStates[v.state]), format.moment(v.at)];
    if (v.attempts > 1) said.push(w.times(v.attempts));
    if (v.maybe_twice) said.push(w.maybeTwice);
    if (v.why) said.push(v.why);
    return said.join(' · ');
  };
  // The inbox has every notice, so it is named only where no gateway was asked; a call stands after what failed.
  const waysOf = (n: Notice): string[] =>
    n.ways.length > 0 && n.channel !== 'call' ? n.ways.map(wayText) : [...n.ways.map(wayText), w.channels[n.channel]];
  return (
    <Page title={w.notices} lead={w.noticesLead} wide>
      <Loaded query={list}>
        {(data) => (
          <>
            <div className="filters" role="group" aria-label={w.state}>
              {(['', ...Object.keys(tones)] as ('' | keyof typeof tones)[]).map((s) => (
                <button key={s} type="button" className="filter" aria-pressed={state === s} onClick={() => setState(s)}>
                  {s === '' ? u.all : w.states[s]}
                  <span className="n">
                    {s === '' ? data.items.length : data.items.filter((n) => n.state === s).length}
                  </span>
                </button>
              ))}
            </div>
            <DataTable
              name={w.notices}
              rows={data.items.filter((n) => state === '' || n.state === state)}
              keyOf={(n) => n.id}
              empty={<Empty title={w.emptyNotices} />}
              columns={[
                {
                  title: w.person,
                  render: (n) => <span className="nowrap">{personText(n.person)}</span>,
                  text: (n) => n.person.name,
                },
                { title: w.title, render: (n) => n.title, text: (n) => n.title },
                {
                  title: w.state,
                  render: (n) => <Mark tone={tones[n.state]}>{w.states[n.state]}</Mark>,
                  text: (n) => w.states[n.state],
                },
                {
                  title: w.sinceThen,
                  render: (n) => (
                    <span className="nowrap">
                      <When at={n.since} />
                    </span>
                  ),
                  text: (n) => n.since,
                },
                {
                  title: w.ways,
                  render: (n) => (
                    <ul className="stack-tight">
                      {waysOf(n).map((way) => (
                        <li key={way}>{way}</li>
                      ))}
                    </ul>
                  ),
                  text: (n) => waysOf(n).join('; '),
                },
                { title: w.why, render: (n) => n.why ?? '—', text: (n) => n.why ?? '' },
                {
                  title: w.at,
                  render: (n) => (
                    <span className="nowrap">
                      <When at={n.at} />
                    </span>
                  ),
                  text: (n) => n.at,
                },
              ]}
            />
          </>
        )}
      </Loaded>
    </Page>
  );
}
