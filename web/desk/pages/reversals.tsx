/** Taking postings back: proposals with what each changes, a form that starts from a service's postings, the decision (FND-10). */
import Button from 'antd/es/button';
import { useState } from 'react';
import { Link } from 'wouter';
import { assets, codesOf, reversalStates, type ReversalState } from '../../../contract/codes.ts';
import { either, format, labelOf, type Reply, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import {
  AreaField,
  ConfirmAct,
  DataTable,
  Empty,
  Facts,
  Loaded,
  Mark,
  Page,
  Panel,
  personText,
  Refusal,
  say,
  type Tone,
  useParam,
  useRead,
} from '../ui/index.ts';
import { amountText } from './claim.tsx';
import { reversalWords } from './words-reversals.ts';

type Proposal = Reply<'ledger.reversals'>['items'][number];
const tones: Record<ReversalState, Tone> = {
  proposed: 'act',
  carried_out: 'done',
  declined: 'still',
  withdrawn: 'still',
};

export default function Reversals({ tenant }: AtDesk) {
  const w = useWords(reversalWords);
  useLang();
  const [state, setState] = useParam('state');
  const [current, setCurrent] = useParam('id');
  const [claim, setClaim] = useParam('claim');
  const list = useRead('ledger.reversals', {
    params: { community: tenant },
    query: state ? { state: state as ReversalState } : {},
  });
  return (
    <Page title={w.title} lead={w.lead} wide>
      {claim ? <Propose tenant={tenant} claim={claim} onEnd={() => setClaim('')} /> : null}
      <div className="filters" role="group" aria-label={w.filter}>
        {(['', ...codesOf(reversalStates)] as const).map((s) => (
          <button key={s} type="button" className="filter" aria-pressed={state === s} onClick={() => setState(s)}>
            {s === '' ? w.all : either(reversalStates[s])}
          </button>
        ))}
      </div>
      <Loaded query={list}>
        {(data) => (
          <div className="columns">
            <div>
              <DataTable<Proposal>
                name={w.title}
                rows={data.items}
                keyOf={(p) => p.id}
                current={current}
                onCurrent={setCurrent}
                empty={
                  <Empty title={w.empty}>
                    <p>{w.emptyText}</p>
                  </Empty>
                }
                columns={[
                  { title: w.service, opens: true, text: (p) => p.title },
                  { title: w.member, render: (p) => personText(p.person), text: (p) => p.person.name },
                  { title: w.reason, render: (p) => p.reason, text: (p) => p.reason },
                  {
                    title: w.proposed,
                    render: (p) => <span className="nowrap">{format.moment(p.proposed_at)}</span>,
                    text: (p) => p.proposed_at,
                  },
                  {
                    title: w.state,
                    render: (p) => <Mark tone={tones[p.state]}>{labelOf(reversalStates, p.state)}</Mark>,
                    text: (p) => labelOf(reversalStates, p.state),
                  },
                ]}
              />
              {data.more ? <p className="quiet">{w.more}</p> : null}
            </div>
            <aside className="beside">
              {data.items
                .filter((p) => p.id === current)
                .map((p) => (
                  <One key={p.id} tenant={tenant} proposal={p} />
                ))}
            </aside>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Accounts({ rows, then }: { rows: Proposal['accounts']; then?: boolean }) {
  const w = useWords(reversalWords);
  return (
    <>
      <DataTable
        name={then ? w.accountsThen : w.accounts}
        bare
        rows={rows}
        keyOf={(a) => a.owner + a.asset}
        columns={[
          { title: w.owner, render: (a) => a.owner },
          { title: w.asset, render: (a) => labelOf(assets, a.asset) },
          { title: then ? w.beforeThen : w.before, render: (a) => amountText(a.asset, a.before), end: true },
          { title: w.change, render: (a) => amountText(a.asset, a.change), end: true },
          {
            title: w.after,
            render: (a) => (a.short && !then ? <Mark tone="act">{w.short}</Mark> : amountText(a.asset, a.after)),
            end: true,
          },
        ]}
      />
      {!then && rows.some((a) => a.short) ? <p className="quiet">{w.shortText}</p> : null}
    </>
  );
}

function One({ tenant, proposal: p }: { tenant: number; proposal: Proposal }) {
  const w = useWords(reversalWords);
  const waits = p.state === 'proposed';
  const who = (name: string, at: string | null) => (at ? `${name} · ${format.moment(at)}` : name);
  return (
    <Panel title={p.title} aside={<Mark tone={tones[p.state]}>{labelOf(reversalStates, p.state)}</Mark>}>
      <Facts
        items={[
          [w.member, personText(p.person)],
          [w.reason, p.reason],
          [w.proposed, who(p.proposed_by.name, p.proposed_at)],
          [w.decided, p.decided_by ? who(p.decided_by.name, p.decided_at) : null],
          [w.decision, p.decision],
        ]}
      />
      {p.state === 'declined' || p.state === 'withdrawn' ? null : <Accounts rows={p.accounts} then={!waits} />}
      <p>
        <Link href={`/c/${tenant}/claims/${p.claim}`}>{w.openClaim}</Link>
      </p>
      {p.allowed.includes('ledger.decideReversal') ? <Decide tenant={tenant} id={p.id} /> : null}
      {p.allowed.includes('ledger.withdrawReversal') ? <Withdraw tenant={tenant} id={p.id} /> : null}
      {waits && !p.allowed.includes('ledger.decideReversal') ? <p className="quiet">{w.waits}</p> : null}
    </Panel>
  );
}

function Decide({ tenant, id }: { tenant: number; id: string }) {
  const w = useWords(reversalWords);
  const act = useCall('ledger.decideReversal');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const decide = async (approve: boolean) => {
    setTried(!approve);
    if (!approve && !reason.trim()) return;
    const outcome = await act.run({ params: { community: tenant, id }, body: { approve, reason: reason.trim() } });
    if (outcome.ok) say(approve ? w.carried : w.declined);
  };
  return (
    <div className="form act-form screen-only">
      <AreaField
        label={w.declineWhy}
        optional
        value={reason}
        maxLength={400}
        onChange={setReason}
        error={tried && !reason.trim() ? w.declineMissing : undefined}
      />
      <Refusal refused={act.refused} />
      <div className="row">
        <ConfirmAct label={w.carryOut} title={w.carryOutTitle} onYes={() => decide(true)} busy={act.busy}>
          <p>{w.carryOutText}</p>
        </ConfirmAct>
        <Button onClick={() => void decide(false)}>{w.decline}</Button>
      </div>
    </div>
  );
}

function Withdraw({ tenant, id }: { tenant: number; id: string }) {
  const w = useWords(reversalWords);
  const act = useCall('ledger.withdrawReversal');
  return (
    <div className="screen-only">
      <Refusal refused={act.refused} />
      <Button
        loading={act.busy}
        onClick={() =>
          void act.run({ params: { community: tenant, id }, body: {} }).then((o) => o.ok && say(w.withdrawn))
        }
      >
        {w.withdraw}
      </Button>
    </div>
  );
}

/** Starts from the postings of one service, whose record leads here. */
function Propose({ tenant, claim, onEnd }: { tenant: number; claim: string; onEnd: () => void }) {
  const w = useWords(reversalWords);
  const preview = useRead('ledger.previewReversal', { params: { community: tenant, id: claim } });
  const act = useCall('ledger.proposeReversal');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const send = async () => {
    setTried(true);
    if (!reason.trim()) return;
    const outcome = await act.run({ params: { community: tenant, id: claim }, body: { reason: reason.trim() } });
    if (!outcome.ok) return;
    say(w.proposeDone);
    onEnd();
  };
  return (
    <Loaded query={preview}>
      {(data) => (
        <Panel title={w.proposeTitle(data.title)} aside={<span>{personText(data.person)}</span>}>
          {data.accounts.length > 0 ? <Accounts rows={data.accounts} /> : null}
          {data.allowed.includes('ledger.proposeReversal') ? (
            <div className="form act-form">
              <AreaField
                label={w.proposeWhy}
                hint={w.proposeHint}
                value={reason}
                maxLength={400}
                onChange={setReason}
                error={tried && !reason.trim() ? w.proposeMissing : act.errorOf('reason')}
              />
              <Refusal refused={act.refused} />
              <div className="row">
                <Button type="primary" loading={act.busy} onClick={() => void send()}>
                  {w.propose}
                </Button>
                <Button onClick={onEnd}>{w.back}</Button>
              </div>
            </div>
          ) : (
            <p className="quiet">{data.open ? w.isOpen : w.nothing}</p>
          )}
        </Panel>
      )}
    </Loaded>
  );
}
