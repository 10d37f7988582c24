/** What the owner chooses around the passbook: index, excess, inheritance, leaving (TBK-01, TBK-09). */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  ActionRow,
  type Body,
  Button,
  Check,
  Choice,
  ConfirmButton,
  Form,
  Loaded,
  Page,
  reading,
  RefusalNotice,
  type Reply,
  Section,
  toast,
  useCall,
  useWords,
} from '../kit/index.ts';
import { homeOf, useMe } from './session.ts';
import { Opening } from './time-bank.tsx';
import { timeWords } from './words-time.ts';

type Book = Reply<'timeBank.mine'>;
type Heir = NonNullable<Body<'timeBank.choices'>['heir']>;

export default function TimeChoicesPage() {
  const w = useWords(timeWords);
  const community = homeOf(useMe(), undefined)?.tenant ?? 0;
  const query = useQuery({ ...reading('timeBank.mine', { params: { community } }), enabled: community > 0 });
  return (
    <Page title={w.choicesTitle} lead={w.choicesLead} back="/time-bank">
      <Loaded query={query}>
        {(book) =>
          book.open ? (
            <>
              <ChoicesForm community={community} book={book} />
              <Leaving community={community} />
            </>
          ) : (
            <Opening community={community} />
          )
        }
      </Loaded>
    </Page>
  );
}

function ChoicesForm({ community, book }: { community: number; book: Book }) {
  const w = useWords(timeWords);
  const save = useCall('timeBank.choices');
  const family = useQuery(reading('timeBank.family', { params: { community } })).data?.items ?? [];
  const [index, setIndex] = useState(book.index !== null);
  const [excess, setExcess] = useState(book.excess_to);
  const named = family.find((f) => f.name === book.heir?.name)?.id;
  const [heir, setHeir] = useState<string | null>(null);
  const chosen = heir ?? named ?? 'pool';
  const submit = async () => {
    const to: Heir = chosen === 'pool' ? { to: 'pool' } : { to: 'family', person: chosen };
    const outcome = await save.run({
      params: { community },
      body: { index_on: index, excess_to: excess, heir: to },
    });
    if (outcome.ok) toast(w.savedChoices);
  };
  return (
    <Form onSubmit={() => void submit()}>
      <Check label={w.indexOn} hint={w.indexHint} checked={index} onChange={setIndex} />
      <Choice
        legend={w.excessTitle}
        options={[
          { value: 'honour', label: w.excessHonour },
          { value: 'pool', label: w.excessPool },
        ]}
        value={excess}
        onChange={setExcess}
      />
      {book.inheritance === 'pool' ? (
        <p className="small">
          {w.heirTitle}：{w.heirPoolOnly}
        </p>
      ) : (
        <Choice
          legend={w.heirTitle}
          options={[
            { value: 'pool', label: w.heirPool, hint: w.heirUnnamed },
            ...family.map((f) => ({ value: f.id, label: f.name, hint: f.relation || null })),
          ]}
          value={chosen}
          onChange={setHeir}
        />
      )}
      <RefusalNotice refused={save.refused} />
      <div className="actions">
        <Button type="submit" weight="act" busy={save.busy}>
          {w.saveChoices}
        </Button>
      </div>
    </Form>
  );
}

function Leaving({ community }: { community: number }) {
  const w = useWords(timeWords);
  const leave = useCall('timeBank.leave');
  const yes = async () => {
    const outcome = await leave.run({ params: { community }, body: {} });
    if (outcome.ok) toast(w.left);
  };
  return (
    <Section title={w.leave}>
      <RefusalNotice refused={leave.refused} />
      <ActionRow>
        <ConfirmButton label={w.leave} title={w.leaveAsk} onYes={yes} busy={leave.busy}>
          <p>{w.leaveText}</p>
        </ConfirmButton>
      </ActionRow>
    </Section>
  );
}
