/** Grants from the collective fund pool: proposed by staff, decided by two of the welfare committee (TBK-05, E-38). */
import Button from 'antd/es/button';
import { useState } from 'react';
import { poolGrantStates } from '../../../contract/codes.ts';
import { format, labelOf, type Reply, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { placeAt, useMe } from '../session.ts';
import {
  DataTable,
  Empty,
  Facts,
  Loaded,
  Mark,
  Page,
  Panel,
  Refusal,
  say,
  SelectField,
  TextField,
  useParam,
  useRead,
} from '../ui/index.ts';
import { FindPerson, type Found } from './time-person.tsx';
import { timeWords } from './words-time.ts';

type Grant = Reply<'timeBank.grants'>['items'][number];
const toneOf = (state: Grant['state']) =>
  state === 'proposed' ? 'act' : state === 'decided' ? 'wait' : state === 'spent' ? 'done' : 'still';

export default function TimeGrants({ tenant }: AtDesk) {
  const w = useWords(timeWords);
  useLang();
  const me = useMe();
  const roles = me ? (placeAt(me, `/c/${tenant}`)?.roles ?? []) : [];
  const [current, setCurrent] = useParam('grant');
  const list = useRead('timeBank.grants', { params: { community: tenant } });
  const staff = roles.includes('community_secretary') || roles.includes('community_worker');
  return (
    <Page title={w.grants} lead={w.grantsLead} wide>
      <Loaded query={list}>
        {(data) => (
          <div className="columns">
            <DataTable<Grant>
              name={w.grants}
              rows={data.items}
              keyOf={(g) => g.id}
              current={current}
              onCurrent={setCurrent}
              empty={<Empty title={w.noGrants} />}
              tools={
                <p>
                  {w.available} <strong>{format.minutes(data.available)}</strong>
                </p>
              }
              columns={[
                {
                  title: w.beneficiary,
                  opens: true,
                  text: (g) => g.beneficiary,
                },
                {
                  title: w.basis,
                  render: (g) => w.bases[g.basis] ?? g.basis,
                  text: (g) => w.bases[g.basis] ?? g.basis,
                },
                { title: w.minutesGranted, render: (g) => g.minutes, text: (g) => g.minutes, end: true },
                { title: w.spent, render: (g) => g.spent, text: (g) => g.spent, end: true },
                {
                  title: w.state,
                  render: (g) => <Mark tone={toneOf(g.state)}>{labelOf(poolGrantStates, g.state)}</Mark>,
                  text: (g) => labelOf(poolGrantStates, g.state),
                },
                { title: w.approvals, render: (g) => format.list(g.approvals), text: (g) => format.list(g.approvals) },
              ]}
            />
            <aside className="beside">
              {data.items
                .filter((g) => g.id === current)
                .map((g) => (
                  <One key={g.id} tenant={tenant} grant={g} />
                ))}
              {staff ? <Propose tenant={tenant} /> : null}
            </aside>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function One({ tenant, grant: g }: { tenant: number; grant: Grant }) {
  const w = useWords(timeWords);
  return (
    <Panel title={g.beneficiary} aside={<Mark tone={toneOf(g.state)}>{labelOf(poolGrantStates, g.state)}</Mark>}>
      <Facts
        items={[
          [w.basis, w.bases[g.basis] ?? g.basis],
          [w.minutesGranted, String(g.minutes)],
          [w.grantReason, g.reason],
          [w.proposedBy, `${g.proposed_by} · ${format.moment(g.proposed_at)}`],
          [w.approvals, format.list(g.approvals)],
          [w.reason, g.decision],
        ]}
      />
      {g.mine ? <Decide tenant={tenant} id={g.id} /> : null}
    </Panel>
  );
}

function Decide({ tenant, id }: { tenant: number; id: string }) {
  const w = useWords(timeWords);
  const act = useCall('timeBank.decide');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const decide = async (approve: boolean) => {
    setTried(!approve);
    if (!approve && !reason.trim()) return;
    const outcome = await act.run({ params: { community: tenant, id }, body: { approve, reason: reason.trim() } });
    if (outcome.ok) say(approve ? w.approved(outcome.value.state === 'decided') : w.declined);
  };
  return (
    <div className="form act-form screen-only">
      <TextField
        label={w.declineWhy}
        optional
        value={reason}
        maxLength={300}
        onChange={setReason}
        error={tried && !reason.trim() ? w.declineMissing : undefined}
      />
      <Refusal refused={act.refused} />
      <div className="row">
        <Button type="primary" loading={act.busy} onClick={() => void decide(true)}>
          {w.approve}
        </Button>
        <Button onClick={() => void decide(false)}>{w.decline}</Button>
      </div>
    </div>
  );
}

/** Who gets it is found first; the flag is set here with the person's consent where it is missing. */
function Propose({ tenant }: { tenant: number }) {
  const w = useWords(timeWords);
  const act = useCall('timeBank.propose');
  const [who, setWho] = useState<Found | null>(null);
  const [minutes, setMinutes] = useState('60');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const amount = Number(minutes);
  const amountOk = Number.isInteger(amount) && amount > 0 && amount <= 6000;
  const send = async () => {
    setTried(true);
    if (!who || !amountOk || !reason.trim()) return;
    const outcome = await act.run({
      params: { community: tenant },
      body: { person: who.id, minutes: amount, reason: reason.trim() },
    });
    if (!outcome.ok) return;
    say(w.proposed);
    setWho(null);
    setReason('');
    setTried(false);
  };
  if (!who)
    return (
      <Panel title={w.propose}>
        <FindPerson tenant={tenant} onFound={setWho} />
      </Panel>
    );
  return (
    <Panel title={`${w.propose} · ${who.name}`}>
      <div className="form act-form">
        <TextField
          short
          label={w.minutesGranted}
          type="number"
          value={minutes}
          onChange={setMinutes}
          error={tried && !amountOk ? w.minutesWrong : act.errorOf('minutes')}
        />
        <TextField
          label={w.grantReason}
          value={reason}
          maxLength={300}
          onChange={setReason}
          error={tried && !reason.trim() ? w.reasonMissing : act.errorOf('reason')}
        />
        <Refusal refused={act.refused} />
        <div className="row">
          <Button type="primary" loading={act.busy} onClick={() => void send()}>
            {w.propose}
          </Button>
          <Button onClick={() => setWho(null)}>{w.another}</Button>
        </div>
      </div>
      <Flag tenant={tenant} who={who} />
    </Panel>
  );
}

function Flag({ tenant, who }: { tenant: number; who: Found }) {
  const w = useWords(timeWords);
  const act = useCall('timeBank.flag');
  const [active, setActive] = useState(who.hardship);
  const [reason, setReason] = useState('');
  const [consent, setConsent] = useState('signature');
  const [tried, setTried] = useState(false);
  const send = async () => {
    setTried(true);
    if (!reason.trim()) return;
    const outcome = await act.run({
      params: { community: tenant, id: who.id },
      body: {
        active: !active,
        reason: reason.trim(),
        consent: active ? null : (consent as 'spoken' | 'signature' | 'witnessed'),
      },
    });
    if (!outcome.ok) return;
    say(w.flagDone);
    setActive(!active);
    setReason('');
    setTried(false);
  };
  return (
    <details>
      <summary>{active ? w.flagEnd : w.flagSet}</summary>
      <div className="form act-form">
        <TextField
          label={w.flagReason}
          value={reason}
          maxLength={200}
          onChange={setReason}
          error={tried && !reason.trim() ? w.reasonMissing : act.errorOf('reason')}
        />
        {active ? null : (
          <SelectField
            label={w.flagConsent}
            value={consent}
            onChange={setConsent}
            options={Object.entries(w.consents).map(([value, text]) => ({ value, text }))}
          />
        )}
        <Refusal refused={act.refused} />
        <Button loading={act.busy} onClick={() => void send()}>
          {active ? w.flagEnd : w.flagSet}
        </Button>
      </div>
    </details>
  );
}
