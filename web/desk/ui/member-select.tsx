/** Choosing one member of the community, by name and estate. */
import { useRead, Unread } from './parts.tsx';
import { SelectField } from './fields.tsx';

interface Props {
  readonly tenant: number;
  readonly label: string;
  /** The chosen person's id, empty while nobody is chosen. */
  readonly value: string;
  readonly onChange: (person: string) => void;
  readonly optional?: boolean;
  readonly error?: string | null;
}
/** Members whose names the reader may not see are left out. */
export function MemberSelect({ tenant, ...field }: Props) {
  const roster = useRead('members.roster', { params: { community: tenant } });
  const members = (roster.data?.items ?? []).flatMap((m) =>
    m.person.id ? [{ value: m.person.id, text: [m.person.name, m.estate].filter(Boolean).join(' · ') }] : [],
  );
  return (
    <>
      <Unread queries={[roster]} />
      <SelectField {...field} options={members} none="—" />
    </>
  );
}
