/** Figures of a board: value with its unit, how it is computed, a mark when it needs attention, and the way to its rows. */
import { Link } from 'wouter';
import { format, type Reply, useLang, useWords } from '../../kit/index.ts';
import { DataTable, either, Empty, Mark } from '../ui/index.ts';
import { ruleWords } from './words-rules.ts';

export type Figure = Reply<'boards.guards'>['figures'][number];

/** The value as people read it: percentages with one place, minutes as time, nothing when nothing was counted. */
export function figureText(f: Figure): string {
  if (f.value === null) return '—';
  if (/^(min|minutes|分钟)$/.test(f.unit)) return format.minutes(Math.round(f.value));
  const value = Number.isInteger(f.value) ? format.number(f.value) : format.number(Math.round(f.value * 100) / 100);
  if (f.unit === '%') return `${value}%`;
  return f.unit === '' || f.unit === 'n' ? value : `${value} ${f.unit}`;
}

export function Figures({
  tenant,
  name,
  figures,
  from,
}: {
  tenant: number;
  name: string;
  figures: readonly Figure[];
  from: 'board' | 'guards';
}) {
  const w = useWords(ruleWords);
  useLang();
  return (
    <DataTable<Figure>
      name={name}
      rows={figures}
      keyOf={(f) => f.key}
      empty={<Empty />}
      columns={[
        {
          title: w.figure,
          render: (f) => (
            <>
              <strong>{either(f.zh, f.en)}</strong> {f.flagged ? <Mark tone="act">{w.flagged}</Mark> : null}
            </>
          ),
          text: (f) => either(f.zh, f.en),
        },
        {
          title: w.value,
          render: (f) => <span className="figure nowrap">{figureText(f)}</span>,
          text: (f) => f.value,
          end: true,
        },
        {
          title: '',
          render: (f) => (
            <span className="quiet nowrap">
              {f.numerator !== null && f.denominator !== null
                ? `${format.number(f.numerator)} / ${format.number(f.denominator)}`
                : ''}
            </span>
          ),
          text: (f) => (f.denominator === null ? '' : `${f.numerator}/${f.denominator}`),
        },
        {
          title: w.formula,
          render: (f) => <span className="quiet">{either(f.formula_zh, f.formula_en)}</span>,
          text: (f) => either(f.formula_zh, f.formula_en),
        },
        { title: w.guard, render: (f) => <span className="quiet">{f.guard ?? ''}</span>, text: (f) => f.guard ?? '' },
        {
          title: ' ',
          render: (f) => (
            <Link className="nowrap" href={`/c/${tenant}/board/${f.key}?from=${from}`}>
              {w.rows}
            </Link>
          ),
        },
      ]}
    />
  );
}
