/** The messages around an order, need, task or hand-over; staff can turn a message into a need. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { Link } from 'wouter';
import { useCall, useWords } from '../../kit/index.ts';
import { AreaField, Loaded, Panel, Refusal, say, uiWords, useRead, When } from '../ui/index.ts';
import { Media } from './need-parts.tsx';
import { needWords } from './words-needs.ts';

export function Thread({
  tenant,
  kind,
  id,
  staff = true,
  may,
}: {
  tenant: number;
  kind: 'order' | 'need' | 'task' | 'handover';
  id: string;
  staff?: boolean;
  /** Whether the server lets this viewer write. */
  may: boolean;
}) {
  const w = useWords(needWords);
  const u = useWords(uiWords);
  const thread = useRead('threads.read', { params: { community: tenant, kind, id } });
  const send = useCall('threads.say');
  const toNeed = useCall('threads.toNeed');
  const [text, setText] = useState('');
  const write = async () => {
    if (text.trim() === '') return;
    const outcome = await send.run({ params: { community: tenant, kind, id }, body: { text: text.trim() } });
    if (outcome.ok) setText('');
  };
  const turn = async (message: string) => {
    const outcome = await toNeed.run({ params: { community: tenant, id: message } });
    if (outcome.ok) say(`${w.linked} ${outcome.value.receipt}`);
  };
  return (
    <Panel title={w.thread}>
      <Loaded query={thread} rows={2}>
        {(data) =>
          data.items.length === 0 ? (
            <p className="quiet">{w.threadEmpty}</p>
          ) : (
            <ul className="thread">
              {data.items.map((m) => (
                <li key={m.id} className={m.mine ? 'mine' : ''}>
                  <p className="quiet">
                    {m.who} · <When at={m.at} />
                  </p>
                  <p>{m.text}</p>
                  <Media tenant={tenant} voice={m.voice} />
                  {m.need ? (
                    <Link href={`/c/${tenant}/needs/${m.need}`}>{w.linked}</Link>
                  ) : staff && !m.mine ? (
                    <Button size="small" loading={toNeed.busy} onClick={() => void turn(m.id)}>
                      {w.toNeed}
                    </Button>
                  ) : null}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <Refusal refused={toNeed.refused} />
      {may ? (
        <div className="form thread-form screen-only">
          <AreaField
            label={w.write}
            rows={2}
            maxLength={2000}
            value={text}
            onChange={setText}
            error={send.errorOf('text')}
            onSend={() => void write()}
          />
          <Refusal refused={send.refused} />
          <div className="form-acts">
            <Button onClick={() => void write()} loading={send.busy} disabled={text.trim() === ''}>
              {u.send}
            </Button>
          </div>
        </div>
      ) : null}
    </Panel>
  );
}
