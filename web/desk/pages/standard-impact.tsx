/** What a draft of the standard would have made of real records: no names, nothing posted (PTS-01). */
import { useState } from 'react';
import { slotRoles, workContents } from '../../../contract/codes.ts';
import { format, labelOf, type Reply, useLang, useWords } from '../../kit/index.ts';
import { Choices, DataTable, Facts, Loaded, Panel, useRead } from '../ui/index.ts';
import { ruleWords } from './words-rules.ts';
import { standardWords } from './words-standard.ts';

type Impact = Reply<'points.tryStandard'>;
type Days = '30' | '90' | '365';

export function StandardImpact({
  tenant,
  draft,
}: {
  tenant: number;
  draft: Pick<Reply<'points.standard'>['active'], 'id' | 'version' | 'title' | 'change_log'>;
}) {
  const s = useWords(standardWords);
  const w = useWords(ruleWords);
  useLang();
  const [days, setDays] = useState<Days>('90');
  const impact = useRead('points.tryStandard', { params: { tenant, id: draft.id }, query: { days } });
  return (
    <Panel title={s.impactTitle(w.version(draft.version))} tone="wait">
      <p className="quiet">{draft.change_log}</p>
      <Choices
        legend={s.period}
        options={(['30', '90', '365'] as const).map((value) => ({ value, text: s.lastDays(Number(value)) }))}
        value={days}
        onChange={(value) => setDays(value as Days)}
      />
      <Loaded query={impact}>{(i) => <Result impact={i} />}</Loaded>
    </Panel>
  );
}

const signed = (hundredths: number): string => `${hundredths > 0 ? '+' : ''}${format.points(hundredths)}`;

function Result({ impact }: { impact: Impact }) {
  const s = useWords(standardWords);
  const w = useWords(ruleWords);
  if (impact.records === 0) return <p>{s.noRecords}</p>;
  const groups = (name: string, first: string, rows: Impact['by_content']) => (
    <DataTable
      name={name}
      rows={rows}
      keyOf={(g) => g.name}
      columns={[
        { title: first, render: (g) => g.name, text: (g) => g.name },
        { title: s.records, render: (g) => g.records, text: (g) => g.records, end: true },
        { title: s.changed, render: (g) => g.changed, text: (g) => g.changed, end: true },
        {
          title: s.difference,
          render: (g) => signed(g.after_hundredths - g.before_hundredths),
          text: (g) => signed(g.after_hundredths - g.before_hundredths),
          end: true,
        },
      ]}
    />
  );
  const cases = [...impact.most_more, ...impact.most_less];
  return (
    <>
      <p className="formula">{s.wouldChange(impact.changed, impact.records)}</p>
      <Facts
        items={[
          [s.before, `${format.points(impact.before_hundredths)} ${w.points}`],
          [s.after, `${format.points(impact.after_hundredths)} ${w.points}`],
          [s.difference, signed(impact.after_hundredths - impact.before_hundredths)],
        ]}
      />
      {impact.truncated ? <p className="quiet">{s.truncated}</p> : null}
      <p className="quiet">{s.nothingPosted}</p>
      {groups(s.byContent, w.content, impact.by_content)}
      {groups(s.byCommunity, s.community, impact.by_community)}
      <DataTable
        name={s.spread}
        rows={impact.distribution}
        keyOf={(d) => String(d.from_hundredths)}
        columns={[
          {
            title: s.changeBy,
            render: (d) => s.step(signed(d.from_hundredths), signed(d.from_hundredths + 100)),
            text: (d) => s.step(signed(d.from_hundredths), signed(d.from_hundredths + 100)),
          },
          { title: s.records, render: (d) => d.records, text: (d) => d.records, end: true },
        ]}
      />
      {cases.length > 0 ? (
        <DataTable
          name={s.examples}
          rows={cases.map((c, n) => ({ ...c, n }))}
          keyOf={(c) => String(c.n)}
          columns={[
            {
              title: w.content,
              render: (c) => `${labelOf(workContents, c.content)} · ${labelOf(slotRoles, c.role)}`,
              text: (c) => labelOf(workContents, c.content),
            },
            { title: s.community, render: (c) => c.community, text: (c) => c.community },
            {
              title: s.before,
              render: (c) => format.points(c.before_hundredths),
              text: (c) => format.points(c.before_hundredths),
              end: true,
            },
            {
              title: s.after,
              render: (c) => format.points(c.after_hundredths),
              text: (c) => format.points(c.after_hundredths),
              end: true,
            },
            { title: w.formula, render: (c) => <span className="quiet">{c.formula}</span>, text: (c) => c.formula },
          ]}
        />
      ) : null}
    </>
  );
}
