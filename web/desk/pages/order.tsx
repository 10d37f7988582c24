/** One asker's order: the words, where it stands, who helps, and the rating that a resident gives by phone. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { Link, useParams } from 'wouter';
import { boundaryResults, channels, claimStates, orderStates, severities } from '../../../contract/codes.ts';
import { format, labelOf, type Reply, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import {
  AreaField,
  CheckField,
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
  useRead,
  When,
} from '../ui/index.ts';
import { Media } from './need-parts.tsx';
import { Thread } from './thread.tsx';
import { needWords } from './words-needs.ts';

type Order = Reply<'orders.read'>;

export default function OrderPage({ tenant }: AtDesk) {
  const id = useParams()['id'] ?? '';
  const w = useWords(needWords);
  const order = useRead('orders.read', { params: { community: tenant, id } });
  return (
    <Page
      title={order.data ? `${w.orderPage} ${order.data.receipt}` : w.orderPage}
      {...(order.data ? { lead: order.data.next_step } : {})}
      back={{ href: order.data ? `/c/${tenant}/needs/${order.data.need}` : `/c/${tenant}/needs`, text: w.needPage }}
      wide
    >
      <Loaded query={order}>{(data) => <Order tenant={tenant} order={data} />}</Loaded>
    </Page>
  );
}

function Order({ tenant, order }: { tenant: number; order: Order }) {
  const w = useWords(needWords);
  useLang();
  return (
    <div className="columns">
      <div>
        <Panel title={w.original} aside={<Mark>{labelOf(severities, order.severity)}</Mark>}>
          {order.text ? <blockquote className="original">{order.text}</blockquote> : null}
          <Media tenant={tenant} voice={order.voice} photos={order.photos} />
        </Panel>
        {order.answer ? (
          <Panel title={w.answer} tone="done">
            <p>{order.answer}</p>
          </Panel>
        ) : null}
        {order.helpers.length > 0 ? (
          <Panel title={w.helpers}>
            <ul className="lines">
              {order.helpers.map((h) => (
                <li key={h.claim}>
                  <span>
                    {h.name} <Mark tone="wait">{labelOf(claimStates, h.state)}</Mark>
                  </span>
                  <span className="row">
                    <span className="quiet">{format.span(h.start, h.end)}</span>
                    <Link href={`/c/${tenant}/claims/${h.claim}`}>{w.confirmByCall}</Link>
                  </span>
                </li>
              ))}
            </ul>
          </Panel>
        ) : null}
        {order.rating ? (
          <Panel title={w.rating} tone={order.rating.solved ? 'done' : 'act'}>
            <p>
              <strong className="figure">{order.rating.score}</strong> / 10 · {order.rating.solved ? w.solved : '—'}
            </p>
            {order.rating.text ? <blockquote>{order.rating.text}</blockquote> : null}
          </Panel>
        ) : null}
        {order.allowed.includes('orders.appeal') ? <LookAgain tenant={tenant} order={order} /> : null}
        {order.allowed.includes('orders.recordRating') ? <RateByCall tenant={tenant} order={order} /> : null}
        <Thread tenant={tenant} kind="order" id={order.id} may={order.allowed.includes('threads.say')} />
      </div>
      <aside>
        <Panel
          title={
            <Mark tone={order.state === 'closed' || order.state === 'confirmed' ? 'done' : 'wait'}>
              {labelOf(orderStates, order.state)}
            </Mark>
          }
        >
          <Facts
            items={[
              [w.askers, personText(order.asker)],
              [w.placedBy, order.placed_by ? personText(order.placed_by) : null],
              [w.receipt, order.receipt],
              [w.channel, labelOf(channels, order.channel)],
              [w.place, order.place_name || order.address],
              [w.opened, <When key="o" at={order.placed_at} />],
              [w.wanted, order.wanted_by ? format.moment(order.wanted_by) : null],
              [w.windows, order.windows.map((x) => format.span(x.start, x.end)).join(' / ')],
              [w.boundary, order.boundary ? labelOf(boundaryResults, order.boundary.result) : w.undecided],
              [
                w.handTo,
                order.boundary?.to ? [order.boundary.to, order.boundary.to_contact].filter(Boolean).join(' ') : null,
              ],
            ]}
          />
        </Panel>
        <Panel title={w.story}>
          <Story entries={order.story} />
        </Panel>
      </aside>
    </div>
  );
}

/** The asker does not agree with the refusal and says so to staff, who write it down (APL-01). */
function LookAgain({ tenant, order }: { tenant: number; order: Order }) {
  const w = useWords(needWords);
  const appeal = useCall('orders.appeal');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const send = async () => {
    setTried(true);
    if (!reason.trim()) return;
    const outcome = await appeal.run({ params: { community: tenant, id: order.id }, body: { reason: reason.trim() } });
    if (outcome.ok) say(w.lookingAgain);
  };
  return (
    <Panel title={w.lookAgain}>
      <div className="form">
        <AreaField
          label={w.lookAgainWhy}
          rows={2}
          maxLength={400}
          value={reason}
          onChange={setReason}
          error={tried && !reason.trim() ? w.lookAgainMissing : appeal.errorOf('reason')}
        />
        <Refusal refused={appeal.refused} />
        <div className="form-acts">
          <Button loading={appeal.busy} onClick={() => void send()}>
            {w.lookAgainSend}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

function RateByCall({ tenant, order }: { tenant: number; order: Order }) {
  const w = useWords(needWords);
  const rate = useCall('orders.recordRating');
  const [score, setScore] = useState('');
  const [solved, setSolved] = useState(true);
  const [text, setText] = useState('');
  const save = async () => {
    const outcome = await rate.run({
      params: { community: tenant, id: order.id },
      body: { score: Number(score), solved, text: text.trim() },
    });
    if (outcome.ok) say(outcome.value.reopened ? w.ratingReopened : w.ratingDone);
  };
  return (
    <Panel title={w.rateByCall}>
      <div className="form">
        <TextField
          short
          label={w.score}
          type="number"
          min={1}
          max={10}
          value={score}
          onChange={setScore}
          hint={w.rateHint}
          error={rate.errorOf('score')}
        />
        <CheckField label={w.solved} checked={solved} onChange={setSolved} />
        <AreaField label={w.said} optional rows={2} maxLength={1000} value={text} onChange={setText} />
        <Refusal refused={rate.refused} />
        <div className="form-acts">
          <Button type="primary" loading={rate.busy} disabled={score === ''} onClick={() => void save()}>
            {w.recordRating}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
