/** Finding one person of the community, as a field with its answers below. */
import { useDeferredValue, useState } from 'react';
import { type Reply, useWords } from '../../kit/index.ts';
import { TextField, useRead } from '../ui/index.ts';
import { timeWords } from './words-time.ts';

export type Found = Reply<'orders.findPerson'>['items'][number];

export function FindPerson({ tenant, onFound }: { tenant: number; onFound: (person: Found) => void }) {
  const w = useWords(timeWords);
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const found = useRead(
    'orders.findPerson',
    { params: { community: tenant }, query: { q } },
    { enabled: q.length > 0 },
  );
  const items = q.length > 0 ? (found.data?.items ?? []) : [];
  return (
    <div className="find-person">
      <TextField label={w.find} hint={w.findHint} type="search" value={typed} maxLength={40} onChange={setTyped} />
      <ul className="plain-list" aria-label={w.find}>
        {items.map((p) => (
          <li key={p.id}>
            <button type="button" className="link-button" onClick={() => onFound(p)}>
              {p.name}
            </button>{' '}
            <span className="quiet">{[p.phone ?? '', p.address].filter(Boolean).join(' · ')}</span>
          </li>
        ))}
      </ul>
      <p className="quiet" role="status">
        {q.length > 0 && found.data && items.length === 0 ? w.noneFound : ''}
      </p>
    </div>
  );
}
