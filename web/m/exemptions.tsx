/** Months for which somebody is excused from the annual goal, by the own word (HRS-02). */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { codesOf, exemptionKinds } from '../../contract/codes.ts';
import {
  Button,
  Choice,
  ConfirmButton,
  either,
  Empty,
  Form,
  format,
  labelOf,
  List,
  Loaded,
  now,
  Page,
  reading,
  RefusalNotice,
  type Reply,
  Row,
  Section,
  TextField,
  toast,
  useCall,
  useWords,
} from '../kit/index.ts';
import { hoursWords } from './words-hours.ts';

type Exemption = Reply<'me.exemptions'>['items'][number];

export default function Exemptions() {
  const w = useWords(hoursWords);
  const query = useQuery(reading('me.exemptions', {}));
  return (
    <Page title={w.title} lead={w.lead} back="/passbook">
      <Section title={w.declared}>
        <Loaded query={query}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title={w.none}>{w.none_}</Empty>
            ) : (
              <List>
                {items.map((e) => (
                  <One key={e.id} exemption={e} />
                ))}
              </List>
            )
          }
        </Loaded>
      </Section>
      <Declare />
    </Page>
  );
}

function One({ exemption: e }: { exemption: Exemption }) {
  const w = useWords(hoursWords);
  const end = useCall('me.endExemption');
  const takeBack = async () => {
    const outcome = await end.run({ params: { id: e.id } });
    if (outcome.ok) toast(w.takenBack);
  };
  return (
    <Row title={labelOf(exemptionKinds, e.kind)} sub={`${format.date(e.from)} – ${format.date(e.to)}`}>
      <RefusalNotice refused={end.refused} />
      <div className="row-acts">
        <ConfirmButton label={w.takeBack} title={w.takeBackAsk} onYes={takeBack} busy={end.busy}>
          <p>{w.takeBackText}</p>
        </ConfirmButton>
      </div>
    </Row>
  );
}

function Declare() {
  const w = useWords(hoursWords);
  const exempt = useCall('me.exempt');
  const [kind, setKind] = useState<Exemption['kind']>('illness');
  const [from, setFrom] = useState(format.civilDay(now()));
  const [to, setTo] = useState('');
  const [tried, setTried] = useState(false);
  const dated = from !== '' && to !== '' && from <= to;
  const submit = async () => {
    setTried(!dated);
    if (!dated) return;
    const outcome = await exempt.run({ body: { kind, from, to } });
    if (!outcome.ok) return;
    toast(w.saved);
    setTo('');
  };
  return (
    <Section title={w.declare}>
      <Form onSubmit={() => void submit()}>
        <Choice
          legend={w.kind}
          columns={2}
          options={codesOf(exemptionKinds).map((k) => ({ value: k, label: either(exemptionKinds[k]) }))}
          value={kind}
          onChange={setKind}
        />
        <TextField label={w.from} type="date" value={from} onChange={setFrom} error={exempt.errorOf('from')} />
        <TextField
          label={w.to}
          type="date"
          min={from}
          value={to}
          onChange={setTo}
          error={tried && !dated ? w.datesError : exempt.errorOf('to')}
        />
        <RefusalNotice refused={exempt.refused} />
        <div className="actions">
          <Button type="submit" weight="act" busy={exempt.busy}>
            {w.save}
          </Button>
        </div>
      </Form>
    </Section>
  );
}
