/** One service record: planned and real times, proofs, call-back, postings and their reversal, story. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { assets, claimStates, deliverableTypes, presenceProofs } from '../../../contract/codes.ts';
import { format, labelOf, type Reply, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import {
  Choices,
  DataTable,
  Facts,
  Loaded,
  Mark,
  Page,
  Panel,
  personText,
  Refusal,
  say,
  Story,
  TextField,
  uiWords,
  useRead,
  comma,
} from '../ui/index.ts';
import { partsOf } from './task-draft.ts';
import { claimTone } from './task-tone.ts';
import { taskWords } from './words-tasks.ts';

type Claim = Reply<'claims.read'>;

/** An amount of a ledger in its own unit: minutes as time, points with two places. */
export function amountText(asset: string, amount: number): string {
  return asset.endsWith('minutes') ? format.minutes(amount) : format.points(amount);
}

export default function ClaimPage({ tenant }: AtDesk) {
  const id = useParams()['id'] ?? '';
  const w = useWords(taskWords);
  const claim = useRead('claims.read', { params: { community: tenant, id } });
  return (
    <Page
      title={claim.data?.title ?? w.claimTitle}
      lead={w.claimTitle}
      {...(claim.data ? { back: { href: `/c/${tenant}/tasks/${claim.data.task}`, text: w.taskPage } } : {})}
      wide
    >
      <Loaded query={claim}>{(data) => <Claim tenant={tenant} claim={data} />}</Loaded>
    </Page>
  );
}

function Claim({ tenant, claim }: { tenant: number; claim: Claim }) {
  const w = useWords(taskWords);
  useLang();
  return (
    <div className="columns">
      <div>
        <Panel title={<Mark tone={claimTone[claim.state] ?? 'still'}>{labelOf(claimStates, claim.state)}</Mark>}>
          <ClaimFacts claim={claim} />
          {claim.result ? <blockquote className="original">{claim.result}</blockquote> : null}
          <p>
            <Link href={`/c/${tenant}/tasks/${claim.task}`}>{w.taskPage}</Link>
          </p>
        </Panel>
        {claim.allowed.includes('claims.callBack') ? <CallBack tenant={tenant} claim={claim} /> : null}
        {claim.entries.length > 0 ? (
          <Panel title={w.entries}>
            <DataTable
              name={w.entries}
              bare
              rows={claim.entries}
              keyOf={(e) => e.asset + e.at + e.amount}
              columns={[
                { title: w.entries, render: (e) => labelOf(assets, e.asset) },
                { title: w.credited, render: (e) => amountText(e.asset, e.amount), end: true },
                { title: w.why, render: (e) => e.formula },
                { title: w.time, render: (e) => format.moment(e.at) },
              ]}
            />
          </Panel>
        ) : null}
        {claim.allowed.includes('ledger.proposeReversal') ? (
          <p className="screen-only">
            <Link href={`/c/${tenant}/reversals?claim=${claim.id}`}>{w.reverse}</Link>
          </p>
        ) : null}
      </div>
      <aside>
        <Panel title={w.claimTitle}>
          <Story entries={claim.story} />
        </Panel>
      </aside>
    </div>
  );
}

export function ClaimFacts({
  claim,
}: {
  claim: Pick<
    Claim,
    | 'person'
    | 'start'
    | 'end'
    | 'checked_in_at'
    | 'checked_out_at'
    | 'proofs'
    | 'proven'
    | 'provisional'
    | 'flags'
    | 'credited_minutes'
    | 'deliverable'
    | 'deliverable_type'
    | 'place_name'
    | 'mark'
    | 'contact'
    | 'reason'
  >;
}) {
  const w = useWords(taskWords);
  useLang();
  return (
    <Facts
      items={[
        [w.member, personText(claim.person)],
        [w.planned, format.span(claim.start, claim.end)],
        [w.place, claim.place_name],
        [w.checkedIn, claim.checked_in_at ? format.moment(claim.checked_in_at) : '—'],
        [w.checkedOut, claim.checked_out_at ? format.moment(claim.checked_out_at) : '—'],
        [
          w.proofs,
          <span key="p" className="tags">
            {claim.proofs.length > 0 ? claim.proofs.map((p) => labelOf(presenceProofs, p)).join(comma()) : '—'}
            {claim.proven || claim.checked_in_at ? (
              <Mark tone={claim.proven ? 'done' : 'act'}>{claim.proven ? w.proven : w.unproven}</Mark>
            ) : null}
            {claim.provisional ? <Mark tone="wait">{w.provisional}</Mark> : null}
          </span>,
        ],
        [w.flags, [claim.mark, ...claim.flags].filter(Boolean).join(comma())],
        [w.deliverable, `${labelOf(deliverableTypes, claim.deliverable_type)} ${claim.deliverable}`],
        [w.credited, claim.credited_minutes === null ? null : format.minutes(claim.credited_minutes)],
        [w.note, claim.reason],
      ]}
    />
  );
}

export function CallBack({
  tenant,
  claim,
}: {
  tenant: number;
  claim: { id: string; end: string; contact: Claim['contact'] };
}) {
  const w = useWords(taskWords);
  const u = useWords(uiWords);
  const call = useCall('claims.callBack');
  const [came, setCame] = useState('yes');
  const end = partsOf(claim.end);
  const [time, setTime] = useState('');
  const [note, setNote] = useState('');
  const save = async () => {
    const outcome = await call.run({
      params: { community: tenant, id: claim.id },
      body: {
        confirmed: came === 'yes',
        end: came === 'yes' && time ? format.instantOf(end.date, time) : null,
        note: note.trim(),
      },
    });
    if (outcome.ok) say(w.callDone);
  };
  return (
    <Panel title={w.callBack} aside={claim.contact ? <span>{personText(claim.contact)}</span> : null}>
      <div className="form">
        <Choices
          legend={w.callBackHint}
          options={[
            { value: 'yes', text: w.came },
            { value: 'no', text: w.notCame },
          ]}
          value={came}
          onChange={setCame}
        />
        <div className="form-row">
          {came === 'yes' ? (
            <TextField short label={w.left} optional type="time" value={time} onChange={setTime} />
          ) : null}
          <TextField label={u.optionalNote} optional value={note} maxLength={200} onChange={setNote} />
        </div>
        <Refusal refused={call.refused} />
        <div className="form-acts">
          <Button loading={call.busy} onClick={() => void save()}>
            {w.recordCall}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
