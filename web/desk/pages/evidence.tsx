/** The evidence of one service beside the list: proofs, check-ins, result, confirmations, and how the points are computed. */
import { Link } from 'wouter';
import { presenceProofs } from '../../../contract/codes.ts';
import { format, labelOf, type Reply, useLang, useWords } from '../../kit/index.ts';
import { type Column, either, Mark, Panel, personText } from '../ui/index.ts';
import { ClaimFacts } from './claim.tsx';
import { Media } from './need-parts.tsx';
import { verifyWords } from './words-verify.ts';

export type Evidence = Reply<'audits.list'>['items'][number];

export function EvidencePane({ tenant, item }: { tenant: number; item: Evidence }) {
  const w = useWords(verifyWords);
  useLang();
  return (
    <Panel title={item.claim.title} aside={<Link href={`/c/${tenant}/claims/${item.claim.id}`}>{w.openRecord}</Link>}>
      <div className="stack">
        {item.flags.length > 0 ? (
          <ul className="note note-wait">
            {item.flags.map((f) => (
              <li key={f.rule}>{either(f.zh, f.en)}</li>
            ))}
          </ul>
        ) : null}
        <ClaimFacts claim={item.claim} />
        <h3>{w.result}</h3>
        {item.result ? (
          <div>
            <blockquote>{item.result.text || '—'}</blockquote>
            {item.result.count === null ? null : <p>{w.count(item.result.count)}</p>}
            <Media tenant={tenant} voice={null} photos={item.result.photos} />
          </div>
        ) : (
          <p className="quiet">{w.noResult}</p>
        )}
        <h3>{w.events}</h3>
        <ul className="lines">
          {item.events.map((e, i) => (
            <li key={`${e.at}${i}`}>
              <span>
                {e.kind === 'in' ? w.in : w.out} {format.moment(e.at)} · {labelOf(presenceProofs, e.method)}{' '}
                {e.valid ? null : <Mark tone="act">{w.invalid}</Mark>}
              </span>
              <span className="quiet">
                {[
                  e.distance_m === null ? '' : w.distance(format.distance(e.distance_m)),
                  e.accuracy_m === null ? '' : w.accuracy(format.distance(e.accuracy_m)),
                  e.provisional ? w.provisional : '',
                  e.captured_at ? w.captured(format.moment(e.captured_at)) : '',
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </li>
          ))}
        </ul>
        {item.confirmations.length > 0 ? (
          <>
            <h3>{w.confirmations}</h3>
            <ul className="lines">
              {item.confirmations.map((c) => (
                <li key={c.kind + c.at}>
                  <span>
                    {c.by} · {labelOf(presenceProofs, c.kind)}
                  </span>
                  <span className="quiet">{format.moment(c.at)}</span>
                </li>
              ))}
            </ul>
          </>
        ) : null}
        <p>
          {w.pointsFormula} <strong>{format.points(item.points.hundredths)}</strong>{' '}
          <span className="quiet">{item.points.formula}</span>
        </p>
      </div>
    </Panel>
  );
}

export function useEvidenceColumns(
  onOpen: (id: string) => void,
  refused: ReadonlyMap<string, string>,
): Column<Evidence>[] {
  const w = useWords(verifyWords);
  return [
    {
      title: w.member,
      render: (e) => (
        <button type="button" className="link-button nowrap" onClick={() => onOpen(e.claim.id)}>
          {e.claim.person?.name ?? '—'}
        </button>
      ),
      text: (e) => personText(e.claim.person),
    },
    { title: w.task, render: (e) => <span className="clip">{e.claim.title}</span>, text: (e) => e.claim.title },
    {
      title: w.time,
      render: (e) => <span className="nowrap">{format.span(e.claim.start, e.claim.end)}</span>,
      text: (e) => `${e.claim.start}–${e.claim.end}`,
    },
    {
      title: w.minutes,
      render: (e) => <span className="nowrap">{format.minutes(e.minutes)}</span>,
      text: (e) => e.minutes,
      end: true,
    },
    {
      title: w.points,
      render: (e) => format.points(e.points.hundredths),
      text: (e) => format.points(e.points.hundredths),
      end: true,
    },
    {
      title: w.proofs,
      render: (e) => <Mark tone={e.independent_proofs >= 2 ? 'done' : 'act'}>{e.independent_proofs}</Mark>,
      text: (e) => e.independent_proofs,
    },
    {
      title: w.flags,
      render: (e) => (
        <>
          {e.flags.length > 0 ? (
            <Mark tone="act">{either(e.flags[0]!.zh, e.flags[0]!.en)}</Mark>
          ) : e.batchable ? (
            <Mark tone="done">{w.batchable}</Mark>
          ) : (
            <span className="quiet">{w.noFlags}</span>
          )}
          {refused.has(e.claim.id) ? (
            <p className="field-error">
              {w.refusedRow} {refused.get(e.claim.id)}
            </p>
          ) : null}
        </>
      ),
      text: (e) => e.flags.map((f) => either(f.zh, f.en)).join(' '),
    },
    {
      title: w.due,
      render: (e) =>
        e.due_at ? (
          <span className={e.overdue ? 'late nowrap' : 'nowrap'}>
            {format.day(e.due_at)}
            {e.overdue ? ` ${w.overdue}` : ''}
          </span>
        ) : (
          '—'
        ),
      text: (e) => e.due_at ?? '',
    },
  ];
}
