/** Property field staff: what was handed over, answered, returned or closed where one stands (DSP-01). */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { handoverStates } from '../../contract/codes.ts';
import {
  ActionRow,
  Button,
  Card,
  Empty,
  Facts,
  format,
  labelOf,
  Loaded,
  Notice,
  Page,
  reading,
  RefusalNotice,
  type Reply,
  Tabs,
  Tag,
  TextArea,
  toast,
  useCall,
  useWords,
} from '../kit/index.ts';
import { Thread } from './common.tsx';
import { holds, useMe } from './session.ts';
import { meWords } from './words-me.ts';

type Handover = Reply<'handovers.list'>['items'][number];
type State = keyof typeof handoverStates;
const states: readonly State[] = ['sent', 'answered', 'closed', 'returned'];

export default function Field() {
  const w = useWords(meWords);
  const me = useMe();
  const grant = me ? holds(me, 'property_staff', 'property_manager') : undefined;
  const [state, setState] = useState<State>('sent');
  const query = useQuery({
    ...reading('handovers.list', { params: { community: grant?.tenant ?? 0 }, query: { state } }),
    enabled: grant !== undefined,
  });
  if (!grant) {
    return (
      <Page title={w.fieldTitle} back="/">
        <Empty title={w.noField} />
      </Page>
    );
  }
  return (
    <Page title={w.fieldTitle} lead={w.fieldLead} back="/">
      <Tabs
        label={w.fieldTitle}
        tabs={states.map((value) => ({ value, label: w.fieldTabs[value] }))}
        value={state}
        onChange={setState}
      >
        <Loaded query={query}>
          {(data) =>
            data.items.length === 0 ? (
              <Empty title={w.noField} />
            ) : (
              data.items.map((h) => <One key={h.id} handover={h} community={grant.tenant} />)
            )
          }
        </Loaded>
      </Tabs>
    </Page>
  );
}

function One({ handover: h, community }: { handover: Handover; community: number }) {
  const w = useWords(meWords);
  const act = useCall('handovers.act');
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [talking, setTalking] = useState(false);
  const send = async (what: 'answer' | 'return' | 'close') => {
    setError(text.trim() ? null : w.textNeeded);
    if (!text.trim()) return;
    const outcome = await act.run({ params: { community, id: h.id }, body: { act: what, text } });
    if (!outcome.ok) return;
    setText('');
    toast(w.saved);
  };
  const mayAct = h.allowed.includes('handovers.act');
  return (
    <Card tone={h.state === 'sent' ? 'wait' : 'still'}>
      <p className="state-line">
        <Tag tone={h.state === 'closed' ? 'done' : h.state === 'sent' ? 'act' : 'wait'}>
          {labelOf(handoverStates, h.state)}
        </Tag>
        {h.overdue ? <Tag tone="act">{w.overdue}</Tag> : null}
      </p>
      <h2>{h.text}</h2>
      <Facts
        items={[
          [w.sentAt, format.moment(h.sent_at)],
          h.due_at ? [w.due, format.moment(h.due_at)] : null,
          h.contact ? [w.contact, [h.contact.name, h.contact.phone].filter(Boolean).join(' ')] : null,
          h.answer ? [w.answer, h.answer] : null,
          h.reason ? [w.returnIt, h.reason] : null,
        ]}
      />
      {h.safety_help ? <Notice tone="still" title={w.safety} /> : null}
      {mayAct ? (
        <>
          <TextArea
            label={w.answerText}
            rows={2}
            value={text}
            onChange={setText}
            error={error ?? act.errorOf('text')}
            maxLength={2000}
          />
          <RefusalNotice refused={act.refused} />
          <ActionRow>
            {h.state === 'sent' ? (
              <Button busy={act.busy} onClick={() => void send('answer')}>
                {w.answer}
              </Button>
            ) : null}
            <Button busy={act.busy} onClick={() => void send('close')}>
              {w.closeIt}
            </Button>
            <Button weight="quiet" busy={act.busy} onClick={() => void send('return')}>
              {w.returnIt}
            </Button>
          </ActionRow>
        </>
      ) : null}
      <details className="more" onToggle={(e) => setTalking(e.currentTarget.open)}>
        <summary>{w.inbox}</summary>
        {talking ? <Thread community={community} kind="handover" id={h.id} /> : null}
      </details>
    </Card>
  );
}
