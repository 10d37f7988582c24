/** The ten-point answer (WHI-03): a score, whether it is solved, and words if one likes. */
import { useState } from 'react';
import {
  Button,
  Check,
  Choice,
  Form,
  RefusalNotice,
  ScoreTen,
  Section,
  TextArea,
  toast,
  useCall,
  useWords,
} from '../kit/index.ts';
import { orderWords } from './words-orders.ts';

export function Rating({ community, id }: { community: number; id: string }) {
  const w = useWords(orderWords);
  const rate = useCall('orders.rate');
  const [score, setScore] = useState<number | null>(null);
  const [solved, setSolved] = useState<'yes' | 'no' | null>(null);
  const [text, setText] = useState('');
  const [anonymous, setAnonymous] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const submit = async () => {
    setError(score === null || solved === null ? w.scoreNeeded : null);
    if (score === null || solved === null) return;
    const outcome = await rate.run({
      params: { community, id },
      body: { score, solved: solved === 'yes', text, anonymous },
    });
    if (outcome.ok) toast(outcome.value.reopened ? w.reopened : w.rated);
  };
  return (
    <Section title={w.rateTitle}>
      <p className="small">{w.rateLead}</p>
      <Form label={w.rateTitle} onSubmit={() => void submit()}>
        <ScoreTen value={score} onChange={setScore} error={error} />
        <Choice
          legend={w.solved}
          columns={2}
          options={[
            { value: 'yes', label: w.yes },
            { value: 'no', label: w.no },
          ]}
          value={solved}
          onChange={setSolved}
        />
        <TextArea label={w.comment} optional rows={2} maxLength={1000} value={text} onChange={setText} />
        <Check label={w.anonymous} checked={anonymous} onChange={setAnonymous} />
        <RefusalNotice refused={rate.refused} />
        <Button type="submit" weight="act" busy={rate.busy}>
          {w.rate}
        </Button>
      </Form>
    </Section>
  );
}
