/** Registrations: accept or return, and the first contact that is owed to everyone new. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { cadreClasses, memberKinds, registrationStates } from '../../../contract/codes.ts';
import { format, labelOf, type Reply, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import {
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
  TextField,
  type Tone,
  uiWords,
  useParam,
  useRead,
} from '../ui/index.ts';
import { peopleWords } from './words-people.ts';

type Registration = Reply<'registration.list'>['items'][number];
const tones: Record<string, Tone> = {
  submitted: 'act',
  returned: 'act',
  accepted: 'wait',
  filed: 'wait',
  active: 'done',
};

export default function Registrations({ tenant }: AtDesk) {
  const w = useWords(peopleWords);
  const u = useWords(uiWords);
  useLang();
  const [state, setState] = useParam('state');
  const [current, setCurrent] = useParam('id');
  const list = useRead('registration.list', {
    params: { community: tenant },
    query: state ? { state: state as keyof typeof registrationStates } : {},
  });
  const chosen = list.data?.items.find((r) => r.id === current) ?? null;
  return (
    <Page title={w.registrations} lead={w.regLead} wide>
      <div className="filters" role="group" aria-label={w.state}>
        {['', 'submitted', 'accepted', 'filed', 'active', 'returned', 'moved', 'suspended', 'closed'].map((s) => (
          <button key={s} type="button" className="filter" aria-pressed={state === s} onClick={() => setState(s)}>
            {s === '' ? u.all : labelOf(registrationStates, s)}
          </button>
        ))}
      </div>
      <div className="columns">
        <Loaded query={list}>
          {(data) => (
            <DataTable<Registration>
              name={w.registrations}
              rows={data.items}
              keyOf={(r) => r.id}
              current={current}
              onCurrent={setCurrent}
              empty={<Empty title={w.regEmpty} />}
              columns={[
                {
                  title: w.person,
                  opens: true,
                  text: (r) => r.person.name,
                },
                {
                  title: w.kind,
                  render: (r) => (
                    <>
                      {labelOf(memberKinds, r.kind)}
                      <span className="quiet block">
                        {[r.estate ?? r.address, r.unit?.name].filter(Boolean).join(' · ')}
                      </span>
                    </>
                  ),
                  text: (r) => labelOf(memberKinds, r.kind),
                },
                { title: w.estate, text: (r) => r.estate ?? '' },
                { title: w.unit, text: (r) => r.unit?.name ?? '' },
                {
                  title: w.state,
                  render: (r) => <Mark tone={tones[r.state] ?? 'still'}>{labelOf(registrationStates, r.state)}</Mark>,
                  text: (r) => labelOf(registrationStates, r.state),
                },
                {
                  title: w.submitted,
                  render: (r) => <span className="nowrap">{r.submitted_at ? format.day(r.submitted_at) : '—'}</span>,
                  text: (r) => r.submitted_at ?? '',
                },
                {
                  title: w.contactDue,
                  render: (r) =>
                    r.contacted_at ? (
                      <Mark tone="done">{w.contacted}</Mark>
                    ) : r.contact_overdue ? (
                      <Mark tone="act">{w.overdueContact}</Mark>
                    ) : (
                      <span className="nowrap">{r.contact_due_at ? format.day(r.contact_due_at) : '—'}</span>
                    ),
                  text: (r) => r.contacted_at ?? r.contact_due_at ?? '',
                },
              ]}
            />
          )}
        </Loaded>
        <aside className="beside">
          {chosen ? (
            <One key={chosen.id} tenant={tenant} registration={chosen} />
          ) : list.data && list.data.items.length > 0 ? (
            <Empty title={w.regPick} />
          ) : null}
        </aside>
      </div>
    </Page>
  );
}

function One({ tenant, registration: r }: { tenant: number; registration: Registration }) {
  const w = useWords(peopleWords);
  const decide = useCall('registration.decide');
  const contact = useCall('registration.contacted');
  const [reason, setReason] = useState('');
  const run = async (decision: 'accept' | 'return') => {
    const outcome = await decide.run({
      params: { community: tenant, id: r.id },
      body: { decision, reason: reason.trim() },
    });
    if (outcome.ok) say(decision === 'accept' ? w.accepted : w.returned);
  };
  return (
    <Panel
      title={personText(r.person)}
      aside={<Mark tone={tones[r.state] ?? 'still'}>{labelOf(registrationStates, r.state)}</Mark>}
    >
      <Facts
        items={[
          [w.address, r.address],
          [w.kind, labelOf(memberKinds, r.kind)],
          [w.cadre, labelOf(cadreClasses, r.cadre_class)],
          [w.unit, r.unit?.name],
          [w.formal, r.formal_branch],
          [w.branch, r.branch],
          [w.contact, r.contact_person],
          [w.reason, r.reason],
        ]}
      />
      {r.allowed.includes('registration.decide') ? (
        <div className="form act-form screen-only">
          <TextField
            label={w.reason}
            hint={w.reasonHint}
            optional
            value={reason}
            maxLength={200}
            onChange={setReason}
            error={decide.refused?.code === 'REASON_REQUIRED' ? decide.refused.message : null}
          />
          <Refusal refused={decide.refused} />
          <div className="form-acts">
            <Button type="primary" loading={decide.busy} onClick={() => void run('accept')}>
              {w.accept2}
            </Button>
            <Button loading={decide.busy} onClick={() => void run('return')}>
              {w.returnIt}
            </Button>
          </div>
        </div>
      ) : null}
      {r.allowed.includes('registration.contacted') ? (
        <div className="act-form screen-only">
          <h3>{w.recordContact}</h3>
          <div className="form-acts">
            {(['call', 'visit', 'message'] as const).map((by) => (
              <Button
                key={by}
                loading={contact.busy}
                onClick={() =>
                  void contact
                    .run({ params: { community: tenant, id: r.id }, body: { by } })
                    .then((o) => o.ok && say(w.contactDone))
                }
              >
                {w.byWays[by]}
              </Button>
            ))}
          </div>
          <Refusal refused={contact.refused} />
        </div>
      ) : null}
    </Panel>
  );
}
