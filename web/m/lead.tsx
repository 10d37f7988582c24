/** For who leads a task (CHK-01, SCH-10): who comes, who is here, a call where the reply gives a number, the code one tap away. */
import { useQuery } from '@tanstack/react-query';
import { claimStates } from '../../contract/codes.ts';
import {
  ActionRow,
  ConfirmButton,
  Empty,
  format,
  labelOf,
  LinkButton,
  List,
  Loaded,
  Page,
  reading,
  RefusalNotice,
  type Reply,
  Row,
  Section,
  Tag,
  toast,
  useCall,
  useWords,
} from '../kit/index.ts';
import { useAddress } from './common.tsx';
import { useMe } from './session.ts';
import { toneOfClaim } from './tones.ts';
import { leadWords } from './words-open.ts';

type Claim = Reply<'slots.claims'>['items'][number];

export default function LeadPage() {
  const w = useWords(leadWords);
  const { tenant, id } = useAddress();
  const query = useQuery(reading('slots.claims', { params: { community: tenant, id } }));
  return (
    <Page title={w.title} lead={w.lead} back="/services">
      <Loaded query={query}>
        {({ items }) => {
          const first = items[0];
          if (!first) return <Empty title={w.nobody} />;
          return (
            <>
              <p className="lead-task">{first.title}</p>
              <p className="small">
                {[format.span(first.start, first.end), first.place_name].filter(Boolean).join(' · ')}
              </p>
              <ActionRow>
                <LinkButton href={`/code/${tenant}/${id}`} weight="act">
                  {w.code}
                </LinkButton>
              </ActionRow>
              <Section
                title={w.group}
                aside={
                  <span className="small">{w.came(items.filter((c) => c.checked_in_at).length, items.length)}</span>
                }
              >
                <List>
                  {items.map((c) => (
                    <One key={c.id} claim={c} />
                  ))}
                </List>
              </Section>
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

/** A number that the server has hidden has stars in it and cannot be called. */
const callable = (phone: string | null | undefined): phone is string => Boolean(phone) && !phone!.includes('*');

function One({ claim: c }: { claim: Claim }) {
  const w = useWords(leadWords);
  const me = useMe();
  const confirm = useCall('claims.confirmPresence');
  const own = c.person?.id === me?.id;
  const name = c.person?.name ?? '';
  const yes = async () => {
    const outcome = await confirm.run({ params: { community: c.tenant, id: c.id }, body: { as: 'leader' } });
    if (outcome.ok) toast(w.confirmed);
  };
  const waits = c.state === 'accepted' || c.state === 'checked_in' || c.state === 'checked_out';
  return (
    <Row
      title={[name, own ? w.me : '', c.is_leader ? w.leads : ''].filter(Boolean).join(' · ')}
      sub={[
        c.checked_out_at
          ? w.left(format.clock(c.checked_out_at))
          : c.checked_in_at
            ? w.arrived(format.clock(c.checked_in_at))
            : c.state === 'accepted'
              ? w.notYet
              : '',
        c.checked_in_at && !c.proven ? w.proof : '',
        c.provisional ? w.provisional : '',
      ]
        .filter(Boolean)
        .join(' · ')}
      mark={<Tag tone={toneOfClaim(c.state)}>{labelOf(claimStates, c.state)}</Tag>}
    >
      <RefusalNotice refused={confirm.refused} />
      {own ? null : (
        <div className="row-acts">
          {callable(c.person?.phone) ? (
            <a className="button" href={`tel:${c.person.phone}`}>
              {w.call(name)}
            </a>
          ) : null}
          {waits && !c.proven ? (
            <ConfirmButton
              label={w.confirm}
              weight="plain"
              title={w.confirmAsk(name)}
              yes={w.confirmYes}
              onYes={yes}
              busy={confirm.busy}
            >
              <p>{w.confirmText}</p>
            </ConfirmButton>
          ) : null}
        </div>
      )}
    </Row>
  );
}
