/** What the platform knows of how likely an invitation is accepted, weight by weight, and what it does not know (APL-04). */
import { useState } from 'react';
import { workContents } from '../../../contract/codes.ts';
import { format, type Reply, useWords } from '../../kit/index.ts';
import { DataTable, either, Empty, Loaded, useRead } from '../ui/index.ts';
import { planWords } from './words-plan.ts';

type Level = NonNullable<Reply<'plans.acceptance'>['model']>['levels'][number];

export function Acceptance({ tenant }: { tenant: number }) {
  const w = useWords(planWords);
  const [open, setOpen] = useState(false);
  return (
    <details className="plan-compared" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{w.chance}</summary>
      <p className="quiet">{w.chanceText}</p>
      {open ? <Weights tenant={tenant} /> : null}
    </details>
  );
}

function Weights({ tenant }: { tenant: number }) {
  const w = useWords(planWords);
  const read = useRead('plans.acceptance', { params: { community: tenant } });
  return (
    <Loaded query={read}>
      {({ on, least, model }) =>
        !on ? (
          <Empty title={w.chanceOff} />
        ) : !model ? (
          <Empty title={w.chanceNone}>
            <p>{w.chanceLeast(least)}</p>
          </Empty>
        ) : (
          <>
            <p>{w.chanceBase(model.base_pct, model.count, format.moment(model.fitted_at))}</p>
            <DataTable<Level>
              name={w.chance}
              bare
              rows={model.levels.toSorted((a, b) => (a.key < b.key ? -1 : 1))}
              keyOf={(l) => l.key}
              columns={[
                { title: w.chanceWhat, render: (l) => nameOf(l.key), text: (l) => nameOf(l.key) },
                { title: w.chanceThen, render: (l) => `${l.pct}%`, text: (l) => l.pct },
                { title: w.chanceWeight, render: (l) => String(l.weight), text: (l) => l.weight },
              ]}
            />
          </>
        )
      }
    </Loaded>
  );
}

/** The words of each level; their limits are those of `dispatch/rings/acceptance.ts`. */
const levels: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  'distance:none': ['路程：远程或未知', 'Way: remote or unknown'],
  'distance:0': ['路程：不到300米', 'Way: below 300 m'],
  'distance:1': ['路程：300米至1公里', 'Way: 300 m to 1 km'],
  'distance:2': ['路程：1至2公里', 'Way: 1 to 2 km'],
  'distance:3': ['路程：2至4公里', 'Way: 2 to 4 km'],
  'distance:4': ['路程：4公里以上', 'Way: 4 km and more'],
  'hour:0': ['开始时间：8点以前', 'Begins: before 8:00'],
  'hour:1': ['开始时间：8点至12点', 'Begins: 8:00 to 12:00'],
  'hour:2': ['开始时间：12点至18点', 'Begins: 12:00 to 18:00'],
  'hour:3': ['开始时间：18点至21点', 'Begins: 18:00 to 21:00'],
  'hour:4': ['开始时间：21点以后', 'Begins: 21:00 and later'],
  'asks:0': ['本周此前没有问过', 'Not asked before this week'],
  'asks:1': ['本周此前问过1至2次', 'Asked once or twice before this week'],
  'asks:2': ['本周此前问过3次以上', 'Asked three times or more this week'],
};
function nameOf(key: string): string {
  const known = levels[key];
  if (known) return either(...known);
  const content = (workContents as Record<string, { zh: string; en: string }>)[key.replace(/^kind:/, '')];
  return content ? either(`内容：${content.zh}`, `Content: ${content.en}`) : key;
}
