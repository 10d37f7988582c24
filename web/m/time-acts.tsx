/** The acts of an exchange, each one button with what follows from it. */
import { useState } from 'react';
import {
  ActionRow,
  Button,
  Card,
  ConfirmButton,
  Form,
  format,
  Notice,
  RefusalNotice,
  ScoreTen,
  Section,
  TextArea,
  TextField,
  toast,
  useCall,
  useWords,
} from '../kit/index.ts';
import type { Exchange } from './time-order.tsx';
import { timeWords } from './words-time.ts';

interface At {
  readonly community: number;
  readonly order: Exchange;
}
const params = ({ community, order }: At) => ({ community, id: order.id });

export function Offer(at: At) {
  const w = useWords(timeWords);
  const offer = useCall('timeBank.offer');
  const [words, setWords] = useState('');
  return (
    <Form onSubmit={() => void offer.run({ params: params(at), body: { words: words.trim() } })}>
      <TextField label={w.offerWords} optional value={words} maxLength={200} onChange={setWords} />
      <RefusalNotice refused={offer.refused} />
      <div className="actions">
        <Button type="submit" weight="act" busy={offer.busy}>
          {w.offer}
        </Button>
      </div>
    </Form>
  );
}

export function Choose({ offer, ...at }: At & { offer: string }) {
  const w = useWords(timeWords);
  const choose = useCall('timeBank.choose');
  return (
    <>
      <RefusalNotice refused={choose.refused} />
      <Button busy={choose.busy} onClick={() => void choose.run({ params: params(at), body: { offer } })}>
        {w.choose}
      </Button>
    </>
  );
}

export function Agree(at: At) {
  const w = useWords(timeWords);
  const agree = useCall('timeBank.agree');
  const withdraw = useCall('timeBank.withdraw');
  const own = at.order.offer_list.find((o) => o.mine);
  const may = at.order.allowed.includes('timeBank.agree');
  return (
    <Notice tone={own?.chosen ? 'act' : 'wait'} title={own?.chosen ? w.chosenYou : may ? w.offeredYou : w.agreedYou}>
      <RefusalNotice refused={agree.refused ?? withdraw.refused} />
      <ActionRow>
        {may ? (
          <Button
            weight={own?.chosen ? 'act' : 'plain'}
            busy={agree.busy}
            onClick={() => void agree.run({ params: params(at), body: {} })}
          >
            {w.agree}
          </Button>
        ) : null}
        <Button weight="quiet" busy={withdraw.busy} onClick={() => void withdraw.run({ params: params(at), body: {} })}>
          {w.withdraw}
        </Button>
      </ActionRow>
    </Notice>
  );
}

/** Begin and end: the server's clock counts the minutes between. */
export function Service(at: At) {
  const w = useWords(timeWords);
  const start = useCall('timeBank.start');
  const finish = useCall('timeBank.finish');
  const begun = at.order.started_at;
  const end = async () => {
    const outcome = await finish.run({ params: params(at), body: {} });
    if (outcome.ok) toast(w.finished(format.minutes(outcome.value.actual_minutes)));
  };
  return (
    <Card>
      <p>{begun ? w.finishText(format.clock(begun)) : w.startText}</p>
      <RefusalNotice refused={start.refused ?? finish.refused} />
      <ActionRow>
        {begun ? (
          <Button weight="act" wide busy={finish.busy} onClick={() => void end()}>
            {w.finish}
          </Button>
        ) : (
          <Button weight="act" wide busy={start.busy} onClick={() => void start.run({ params: params(at), body: {} })}>
            {w.start}
          </Button>
        )}
      </ActionRow>
    </Card>
  );
}

export function Confirm(at: At) {
  const w = useWords(timeWords);
  const confirm = useCall('timeBank.confirm');
  const actual = at.order.actual_minutes ?? 0;
  const back = Math.max(0, at.order.plan_minutes - actual);
  const press = async () => {
    const outcome = await confirm.run({ params: params(at), body: {} });
    if (outcome.ok) toast(w.confirmed(format.minutes(outcome.value.settled_minutes)));
  };
  return (
    <Card>
      <p>{w.confirmText(format.minutes(actual), format.minutes(back))}</p>
      {at.order.settle_by ? <p className="small">{w.settleBy(format.moment(at.order.settle_by))}</p> : null}
      <RefusalNotice refused={confirm.refused} />
      <ActionRow>
        <Button weight="act" wide busy={confirm.busy} onClick={() => void press()}>
          {w.confirm}
        </Button>
      </ActionRow>
    </Card>
  );
}

export function Dispute(at: At) {
  const w = useWords(timeWords);
  const dispute = useCall('timeBank.dispute');
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  if (!open)
    return (
      <ActionRow>
        <Button weight="quiet" onClick={() => setOpen(true)}>
          {w.dispute}
        </Button>
      </ActionRow>
    );
  return (
    <Section title={w.dispute}>
      <Form onSubmit={() => void dispute.run({ params: params(at), body: { reason: reason.trim() } })}>
        <TextArea
          label={w.disputeReason}
          rows={3}
          maxLength={400}
          value={reason}
          onChange={setReason}
          error={dispute.errorOf('reason')}
        />
        <RefusalNotice refused={dispute.refused} />
        <div className="actions">
          <Button type="submit" busy={dispute.busy}>
            {w.disputeSend}
          </Button>
        </div>
      </Form>
    </Section>
  );
}

export function Cancel(at: At) {
  const w = useWords(timeWords);
  const cancel = useCall('timeBank.cancel');
  const [reason, setReason] = useState('');
  const yes = async () => {
    const outcome = await cancel.run({ params: params(at), body: { reason: reason.trim() } });
    if (outcome.ok) toast(w.cancelled);
  };
  return (
    <>
      <RefusalNotice refused={cancel.refused} />
      <ActionRow>
        <ConfirmButton label={w.cancel} title={w.cancelAsk} onYes={yes} busy={cancel.busy}>
          <p>{w.cancelText}</p>
          <TextField label={w.cancelReason} optional value={reason} maxLength={200} onChange={setReason} />
        </ConfirmButton>
      </ActionRow>
    </>
  );
}

export function Rate(at: At) {
  const w = useWords(timeWords);
  const rate = useCall('timeBank.rate');
  const [score, setScore] = useState<number | null>(null);
  const [text, setText] = useState('');
  const [tried, setTried] = useState(false);
  const submit = async () => {
    setTried(true);
    if (score === null) return;
    const outcome = await rate.run({ params: params(at), body: { score, text: text.trim() } });
    if (outcome.ok) toast(w.rated);
  };
  return (
    <Section title={w.rate}>
      <Form onSubmit={() => void submit()}>
        <p className="small">{w.rateText}</p>
        <ScoreTen value={score} onChange={setScore} error={tried && score === null ? w.rateMissing : null} />
        <TextField label={w.rateWords} optional value={text} maxLength={300} onChange={setText} />
        <RefusalNotice refused={rate.refused} />
        <div className="actions">
          <Button type="submit" weight="act" busy={rate.busy}>
            {w.rateSend}
          </Button>
        </div>
      </Form>
    </Section>
  );
}

export function ReplyTo(at: At) {
  const w = useWords(timeWords);
  const reply = useCall('timeBank.reply');
  const [text, setText] = useState('');
  return (
    <Form onSubmit={() => void reply.run({ params: params(at), body: { text: text.trim() } })}>
      <TextField label={w.reply} value={text} maxLength={300} onChange={setText} error={reply.errorOf('text')} />
      <RefusalNotice refused={reply.refused} />
      <div className="actions">
        <Button type="submit" busy={reply.busy}>
          {w.replySend}
        </Button>
      </div>
    </Form>
  );
}
