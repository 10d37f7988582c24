/** Look-up without an account: receipt number and the last four digits of the phone. */
import { useState } from 'react';
import { orderStates } from '../../contract/codes.ts';
import {
  Button,
  CodeInput,
  Facts,
  Form,
  format,
  kitWords,
  labelOf,
  Page,
  RefusalNotice,
  type Reply,
  Section,
  StoryTimeline,
  Tag,
  TextField,
  useCall,
  useWords,
} from '../kit/index.ts';
import { toneOfOrder } from './tones.ts';
import { orderWords } from './words-orders.ts';

export default function LookUp() {
  const w = useWords(orderWords);
  const look = useCall('orders.lookUp');
  const [receipt, setReceipt] = useState('');
  const [tail, setTail] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [found, setFound] = useState<Reply<'orders.lookUp'> | null>(null);
  const submit = async () => {
    const complete = receipt.trim().length >= 4 && /^\d{4}$/.test(tail);
    setError(complete ? null : w.lookError);
    if (!complete) return;
    const outcome = await look.run({ body: { receipt: receipt.trim(), phone_tail: tail } });
    setFound(outcome.ok ? outcome.value : null);
  };
  return (
    <Page title={w.lookTitle} lead={w.lookLead} back="/">
      <Form onSubmit={() => void submit()}>
        <TextField
          label={w.receipt}
          hint={w.receiptHint}
          value={receipt}
          onChange={setReceipt}
          autoComplete="off"
          autoCapitalize="characters"
          maxLength={24}
          error={error}
        />
        <CodeInput label={w.tail} length={4} value={tail} onChange={setTail} />
        <RefusalNotice refused={look.refused} />
        <Button type="submit" weight="act" busy={look.busy}>
          {w.look}
        </Button>
      </Form>
      <div aria-live="polite">{found ? <Found order={found} /> : null}</div>
    </Page>
  );
}

function Found({ order }: { order: Reply<'orders.lookUp'> }) {
  const w = useWords(orderWords);
  const k = useWords(kitWords);
  return (
    <Section
      title={`${w.receipt} ${order.receipt}`}
      aside={<Tag tone={toneOfOrder(order.state)}>{labelOf(orderStates, order.state)}</Tag>}
    >
      <Facts
        items={[
          [w.nextStep, order.next_step],
          [w.placedAt, format.moment(order.placed_at)],
          order.answer ? [w.answer, order.answer] : null,
          order.duty ? [w.duty, order.duty] : null,
        ]}
      />
      <h3 className="story-head">{k.story}</h3>
      <StoryTimeline
        entries={order.story}
        next={order.state === 'open' || order.state === 'answered' ? order.next_step : undefined}
      />
    </Section>
  );
}
