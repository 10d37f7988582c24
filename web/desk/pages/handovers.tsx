/** Hand-overs: the property company's workspace, and the community's view of what lies with others. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { Link } from 'wouter';
import { handoverStates } from '../../../contract/codes.ts';
import { addressOf, format, labelOf, type Reply, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { placeAt, useMe } from '../session.ts';
import {
  AreaField,
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
  uiWords,
  useParam,
  useRead,
} from '../ui/index.ts';
import { Thread } from './thread.tsx';
import { needWords } from './words-needs.ts';

type Handover = Reply<'handovers.list'>['items'][number];
type State = keyof typeof handoverStates;
const tones = { sent: 'wait', answered: 'wait', returned: 'act', closed: 'done' } as const;

export default function Handovers({ tenant }: AtDesk) {
  const w = useWords(needWords);
  const u = useWords(uiWords);
  useLang();
  const me = useMe();
  const place = me ? placeAt(me, `/c/${tenant}`) : null;
  const isStaff = place?.roles.some((r) => r.startsWith('community_')) ?? false;
  const [state, setState] = useParam('state', '');
  const [current, setCurrent] = useParam('id');
  const list = useRead('handovers.list', {
    params: { community: tenant },
    query: state ? { state: state as State } : {},
  });
  const chosen = list.data?.items.find((h) => h.id === current) ?? null;
  return (
    <Page
      title={w.handoverTitle}
      lead={isStaff ? w.handoverLead : w.handoverLeadProperty}
      wide
      side={
        isStaff ? (
          <a
            className="plain-button"
            href={addressOf('exports.table', { params: { community: tenant, table: 'handovers' } })}
            download
          >
            {w.exportServer}
          </a>
        ) : null
      }
    >
      <div className="filters" role="group" aria-label={w.state}>
        {(['', ...Object.keys(handoverStates)] as const).map((s) => (
          <button key={s} type="button" className="filter" aria-pressed={state === s} onClick={() => setState(s)}>
            {s === '' ? u.all : labelOf(handoverStates, s)}
          </button>
        ))}
      </div>
      <div className="columns">
        <Loaded query={list}>
          {(data) => (
            <DataTable<Handover>
              name={w.handoverTitle}
              rows={data.items}
              keyOf={(h) => h.id}
              current={current}
              onCurrent={setCurrent}
              empty={<Empty title={w.hEmpty} />}
              columns={[
                {
                  title: w.need,
                  render: (h) => (
                    <>
                      <button type="button" className="link-button clip" onClick={() => setCurrent(h.id)}>
                        {h.text}
                      </button>
                      <span className="quiet">{h.place_name}</span>
                    </>
                  ),
                  text: (h) => h.text,
                },
                { title: w.place, text: (h) => h.place_name },
                { title: w.handoverTo, ...(isStaff ? { render: (h: Handover) => h.to } : {}), text: (h) => h.to },
                {
                  title: w.state,
                  render: (h) => (
                    <>
                      <Mark tone={tones[h.state]}>{labelOf(handoverStates, h.state)}</Mark>
                      {h.overdue ? <Mark tone="act">{w.overdue}</Mark> : null}
                    </>
                  ),
                  text: (h) => [labelOf(handoverStates, h.state), ...(h.overdue ? [w.overdue] : [])].join(' '),
                },
                {
                  title: w.sentAt,
                  text: (h) => h.sent_at,
                },
                {
                  title: w.due,
                  render: (h) => <span className="nowrap">{h.due_at ? format.moment(h.due_at) : '—'}</span>,
                  text: (h) => h.due_at ?? '',
                },
              ]}
            />
          )}
        </Loaded>
        <aside className="beside">
          {chosen ? (
            <One key={chosen.id} tenant={tenant} handover={chosen} staff={isStaff} />
          ) : list.data && list.data.items.length > 0 ? (
            <Empty title={w.hPick} />
          ) : null}
        </aside>
      </div>
    </Page>
  );
}

const acts = ['answer', 'return', 'close'] as const;
function One({ tenant, handover, staff }: { tenant: number; handover: Handover; staff: boolean }) {
  const w = useWords(needWords);
  const act = useCall('handovers.act');
  const [text, setText] = useState('');
  const may = (which: string) => handover.allowed.some((a) => a === 'handovers.act' || a === `handovers.act:${which}`);
  const run = async (which: (typeof acts)[number]) => {
    const outcome = await act.run({
      params: { community: tenant, id: handover.id },
      body: { act: which, text: text.trim() },
    });
    if (!outcome.ok) return;
    setText('');
    say(w.hDone[which]);
  };
  return (
    <div>
      <Panel
        title={handover.to}
        aside={
          <>
            <Mark tone={tones[handover.state]}>{labelOf(handoverStates, handover.state)}</Mark>
            {handover.overdue ? <Mark tone="act">{w.overdue}</Mark> : null}
          </>
        }
      >
        <blockquote className="original">{handover.text}</blockquote>
        <Facts
          items={[
            [w.place, handover.place_name],
            [w.contact, handover.contact ? personText(handover.contact) : null],
            [w.sentAt, format.moment(handover.sent_at)],
            [w.due, handover.due_at ? format.moment(handover.due_at) : null],
            [w.answer, handover.answer],
            [w.reason, handover.reason],
            [w.safety, handover.safety_help ? '●' : null],
          ]}
        />
        {staff ? (
          <p>
            <Link href={`/c/${tenant}/needs/${handover.need}`}>{w.needPage}</Link>
          </p>
        ) : null}
        {acts.some(may) ? (
          <div className="form screen-only act-form">
            <AreaField
              label={w.hText}
              hint={w.hTextHint}
              value={text}
              onChange={setText}
              maxLength={2000}
              error={act.refused && act.refused.code.endsWith('REQUIRED') ? act.refused.message : act.errorOf('text')}
            />
            <Refusal refused={act.refused} />
            <div className="form-acts">
              {acts.filter(may).map((which) => (
                <Button
                  key={which}
                  loading={act.busy}
                  onClick={() => void run(which)}
                  {...(which === 'close' ? { type: 'primary' as const } : {})}
                >
                  {w.hActs[which]}
                </Button>
              ))}
            </div>
          </div>
        ) : null}
      </Panel>
      <Thread
        tenant={tenant}
        kind="handover"
        id={handover.id}
        staff={staff}
        may={handover.allowed.includes('threads.say')}
      />
    </div>
  );
}
