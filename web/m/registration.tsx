/** Double registration (DR-01…DR-06): where it stands, the three identity cards, and the form for those who are new. */
import { useQuery } from '@tanstack/react-query';
import { registrationStates } from '../../contract/codes.ts';
import {
  Card,
  Facts,
  format,
  labelOf,
  LinkButton,
  Loaded,
  Notice,
  Page,
  reading,
  type Reply,
  Section,
  Steps,
  Tag,
  useWords,
} from '../kit/index.ts';
import { RegistrationForm } from './registration-form.tsx';
import { Groups, Proposals, VisitTimes } from './registration-more.tsx';
import { registerWords } from './words-register.ts';

type Mine = Reply<'registration.mine'>;
const over = ['moved', 'closed', 'returned'];

export default function Registration() {
  const w = useWords(registerWords);
  const query = useQuery(reading('registration.mine', {}));
  return (
    <Page title={w.title} lead={w.lead} back="/me">
      <Loaded query={query}>
        {(data) => (
          <>
            {data.items.map((r) => (
              <One key={r.id} registration={r} />
            ))}
            {data.items.length > 0 ? <Cards cards={data.cards} /> : null}
            {data.items
              .filter((r) => !over.includes(r.state))
              .map((r) => (
                <div key={r.id}>
                  {r.contacted_at ? null : <VisitTimes />}
                  {r.person.id ? <Proposals community={r.tenant} person={r.person.id} /> : null}
                  <Groups community={r.tenant} />
                </div>
              ))}
            {data.items.every((r) => over.includes(r.state)) ? <RegistrationForm /> : <Flow />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function One({ registration: r }: { registration: Mine['items'][number] }) {
  const w = useWords(registerWords);
  const date = (at: string | null) => (at ? format.day(at) : null);
  return (
    <Section
      title={r.community}
      aside={
        <Tag tone={r.state === 'returned' ? 'act' : r.state === 'submitted' ? 'wait' : 'done'}>
          {labelOf(registrationStates, r.state)}
        </Tag>
      }
    >
      {r.reason ? (
        <Notice tone="act" title={w.returned}>
          <p>{r.reason}</p>
        </Notice>
      ) : null}
      <Facts
        items={[
          [w.estate, [r.estate, r.address].filter(Boolean).join(' ')],
          r.unit ? [w.unit, r.unit.name] : null,
          r.submitted_at ? [w.submitted, date(r.submitted_at)] : null,
          r.accepted_at ? [w.accepted, date(r.accepted_at)] : null,
          r.filed_at ? [w.filed, date(r.filed_at)] : null,
          r.contacted_at
            ? [w.contacted, date(r.contacted_at)]
            : r.contact_due_at
              ? [w.contactDue, date(r.contact_due_at)]
              : null,
          r.contact_person ? [w.contactPerson, r.contact_person] : null,
          r.branch ? [w.branch, r.branch] : null,
          r.formal_branch ? [w.formalBranch, r.formal_branch] : null,
        ]}
      />
      <LinkButton href="/profile">{w.toProfile}</LinkButton>
    </Section>
  );
}

function Cards({ cards }: { cards: Mine['cards'] }) {
  const w = useWords(registerWords);
  return (
    <Section title={w.cards}>
      <Card>
        <h3>{w.unitCard}</h3>
        <p>{cards.unit ?? w.none}</p>
      </Card>
      <Card>
        <h3>{w.communityCard}</h3>
        <p>{cards.community ?? w.none}</p>
      </Card>
      <Card>
        <h3>{w.partyCard}</h3>
        <Facts
          items={[
            [w.formalBranch, cards.party ?? w.none],
            [w.tempBranch, cards.temporary_branch ?? w.none],
            cards.groups.length > 0 ? [w.groups, format.list(cards.groups.map((g) => g.name))] : null,
          ]}
        />
      </Card>
    </Section>
  );
}

/** The written workflow, generated from the state machines, with the own step marked (DR-12). */
function Flow() {
  const w = useWords(registerWords);
  const query = useQuery(reading('policy.flow', {}));
  return (
    <Section title={w.steps}>
      <Loaded query={query}>
        {(flow) => (
          <Steps
            steps={flow.steps.map((s) => s.title)}
            current={Math.max(
              0,
              flow.steps.findIndex((s) => s.n === flow.step),
            )}
          />
        )}
      </Loaded>
    </Section>
  );
}
