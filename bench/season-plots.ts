/** The pictures of the season: plain SVG, readable on paper and in grey, labelled in Chinese and English. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figures, Outcome } from './season-figures.ts';

export interface Played {
  readonly size: number;
  readonly outcomes: readonly Outcome[];
}

interface Look {
  readonly rule: string;
  readonly words: string;
  readonly colour: string;
  readonly dash: string;
}
const looks: readonly Look[] = [
  { rule: 'engine', words: '派单引擎 Engine', colour: '#b3361f', dash: '' },
  { rule: 'first come', words: '先到先得 First come', colour: '#4a5560', dash: '7 4' },
  { rule: 'nearest first', words: '就近优先 Nearest first', colour: '#8a7a4a', dash: '2 3' },
];
const ink = '#22262b';
const quiet = '#6b7178';
const line = '#d9d5cc';

interface Shown {
  readonly key: keyof Figures;
  readonly zh: string;
  readonly en: string;
  readonly scale: number;
  readonly unit: string;
  readonly digits: number;
  /** Where the goal lies, given the outcomes of one community; null: no goal in figures. */
  readonly goal: ((outcomes: readonly Outcome[]) => number) | null;
  readonly goalWords: string;
}
const halfOfTelling = (outcomes: readonly Outcome[]): number =>
  mean(outcomes.filter((one) => one.rule === 'first come').map((one) => one.figures.messages)) / 2;
const percent = { scale: 100, unit: '%', digits: 1 } as const;
const shown: readonly Shown[] = [
  { key: 'served', zh: '服务率', en: 'Orders served', ...percent, goal: null, goalWords: '' },
  { key: 'fit', zh: '技能相符', en: 'Skill fits', ...percent, goal: () => 95, goalWords: '目标 goal 95%' },
  {
    key: 'fitOfPossible',
    zh: '技能相符（有人愿来时）',
    en: 'Skill fits, where one would come',
    ...percent,
    goal: () => 95,
    goalWords: '95%',
  },
  { key: 'gini', zh: '负担基尼系数', en: 'Gini of load', scale: 1, unit: '', digits: 3, goal: null, goalWords: '' },
  { key: 'neverAsked', zh: '从未被问到', en: 'Never asked', ...percent, goal: null, goalWords: '' },
  {
    key: 'messages',
    zh: '每单消息数',
    en: 'Messages per served order',
    scale: 1,
    unit: '',
    digits: 1,
    goal: halfOfTelling,
    goalWords: '一半 half',
  },
];

export function drawSeason(folder: string, played: readonly Played[], seeds: number): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'season-figures.svg'), figures(played, seeds));
  writeFileSync(join(folder, 'season-load.svg'), lorenz(played, seeds));
}

const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;

const text = (x: number, y: number, words: string, more = ''): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${words}</text>`;

function frame(width: number, height: number, title: string, body: string): string {
  const family = "'Noto Sans CJK SC','PingFang SC','HarmonyOS Sans SC','Microsoft YaHei',system-ui,sans-serif";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${title}</title>`,
    `<rect width="${width}" height="${height}" fill="#fdfbf6"/>`,
    `<g font-family="${family}" font-size="13" fill="${ink}">`,
    body,
    '</g></svg>\n',
  ].join('\n');
}

function legend(x: number, y: number): string {
  return looks
    .map(({ words, colour, dash }, n) => {
      const at = x + n * 210;
      return (
        `<line x1="${at}" x2="${at + 34}" y1="${y - 4}" y2="${y - 4}" stroke="${colour}" stroke-width="2.5" stroke-dasharray="${dash}"/>` +
        `<circle cx="${at + 17}" cy="${y - 4}" r="4.5" fill="${colour}"/>${text(at + 42, y, words)}`
      );
    })
    .join('\n');
}

const left = 230;
const columnWidth = 390;
const laneHeight = 19;
const rowHeight = 92;

function figures(played: readonly Played[], seeds: number): string {
  const top = 138;
  const width = left + played.length * columnWidth + 10;
  const height = top + shown.length * rowHeight + 16;
  const heads = played.map(({ size }, c) =>
    text(left + c * columnWidth, top - 14, `${size} 人社区 · ${size} members`, 'font-weight="600"'),
  );
  const rows = shown.map((figure, r) => {
    const y = top + r * rowHeight;
    const cells = played.map(({ outcomes }, c) =>
      cell(figure, outcomes, widest(figure, played), left + c * columnWidth, y),
    );
    return [
      `<line x1="24" x2="${width - 24}" y1="${y}" y2="${y}" stroke="${line}"/>`,
      text(24, y + 36, figure.zh, 'font-size="15" font-weight="600"'),
      text(24, y + 56, figure.en, `fill="${quiet}" font-size="12"`),
      ...cells,
    ].join('\n');
  });
  const head = [
    text(24, 34, '一季三种办法 · One season, three rules', 'font-size="19" font-weight="600"'),
    text(
      24,
      58,
      `点为均值，线为 ${seeds} 个种子的范围 · dot: mean, bar: range of ${seeds} seeds`,
      `fill="${quiet}" font-size="12"`,
    ),
    legend(24, 88),
  ];
  return frame(width, height, 'One season under three rules', [...head, ...heads, ...rows].join('\n'));
}

function valuesOf(figure: Shown, rule: string, outcomes: readonly Outcome[]): number[] {
  return outcomes
    .filter((one) => one.rule === rule)
    .map((one) => one.figures[figure.key] * figure.scale)
    .filter((value) => !Number.isNaN(value));
}

function widest(figure: Shown, played: readonly Played[]): number {
  if (figure.unit === '%' && figure.key !== 'neverAsked') return 100;
  const all = played.flatMap(({ outcomes }) => looks.flatMap(({ rule }) => valuesOf(figure, rule, outcomes)));
  const most = Math.max(...all, figure.key === 'neverAsked' ? 10 : 0);
  return figure.key === 'gini' ? 1 : most;
}

function cell(figure: Shown, outcomes: readonly Outcome[], most: number, x: number, y: number): string {
  const room = columnWidth - 100;
  const at = (value: number): number => x + (value / most) * room;
  const parts = [`<line x1="${x}" x2="${x + room}" y1="${y + 78}" y2="${y + 78}" stroke="${line}"/>`];
  if (figure.goal) {
    const goal = at(figure.goal(outcomes));
    parts.push(
      `<line x1="${goal}" x2="${goal}" y1="${y + 12}" y2="${y + 78}" stroke="${quiet}" stroke-dasharray="3 3"/>`,
      text(goal, y + 89, figure.goalWords, `text-anchor="middle" font-size="10" fill="${quiet}"`),
    );
  }
  for (const [n, { rule, colour }] of looks.entries()) {
    const values = valuesOf(figure, rule, outcomes);
    if (values.length === 0) continue;
    const lane = y + 22 + n * laneHeight;
    const [low, high] = [at(Math.min(...values)), at(Math.max(...values))];
    parts.push(
      `<line x1="${low.toFixed(1)}" x2="${high.toFixed(1)}" y1="${lane}" y2="${lane}" stroke="${colour}" stroke-width="3" stroke-opacity="0.45" stroke-linecap="round"/>`,
      `<circle cx="${at(mean(values)).toFixed(1)}" cy="${lane}" r="5" fill="${colour}"/>`,
      text(
        high + 12,
        lane + 4.5,
        `${mean(values).toFixed(figure.digits)}${figure.unit}`,
        `fill="${colour}" font-size="12"`,
      ),
    );
  }
  return parts.join('\n');
}

/** Members from the least to the most loaded, and their share of all services. */
function lorenz(played: readonly Played[], seeds: number): string {
  const [side, gap, top] = [330, 90, 158];
  const width = 70 + played.length * (side + gap);
  const panels = played.map(({ size, outcomes }, c) => {
    const x = 70 + c * (side + gap);
    const [atX, atY] = [(share: number) => x + share * side, (share: number) => top + (1 - share) * side];
    const ticks = [0, 0.5, 1].flatMap((share) => [
      text(atX(share), top + side + 18, `${share * 100}%`, `text-anchor="middle" font-size="11" fill="${quiet}"`),
      text(x - 8, atY(share) + 4, `${share * 100}%`, `text-anchor="end" font-size="11" fill="${quiet}"`),
    ]);
    const curves = looks.map(({ rule, colour, dash }) => {
      const mine = outcomes.filter((one) => one.rule === rule);
      const points = Array.from({ length: 41 }, (_, n) => {
        const share = mean(mine.map(({ services }) => shareOfLeast(services, n / 40)));
        return `${atX(n / 40).toFixed(1)},${atY(share).toFixed(1)}`;
      });
      return `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="2.5" stroke-dasharray="${dash}"/>`;
    });
    return [
      `<rect x="${x}" y="${top}" width="${side}" height="${side}" fill="none" stroke="${line}"/>`,
      `<line x1="${x}" y1="${top + side}" x2="${x + side}" y2="${top}" stroke="${line}" stroke-width="1.5"/>`,
      text(x, top - 14, `${size} 人社区 · ${size} members`, 'font-weight="600"'),
      text(
        x + side / 2,
        top + side + 40,
        '成员，由少到多 · members, least loaded first',
        `text-anchor="middle" font-size="12" fill="${quiet}"`,
      ),
      ...ticks,
      ...curves,
    ].join('\n');
  });
  const head = [
    text(24, 34, '谁承担了服务 · Who carries the load', 'font-size="19" font-weight="600"'),
    text(24, 56, `纵轴：服务的累计份额，${seeds} 个种子的均值；对角线为人人相同`, `font-size="12" fill="${quiet}"`),
    text(
      24,
      74,
      `share of all services, mean of ${seeds} seeds; diagonal: all alike`,
      `font-size="12" fill="${quiet}"`,
    ),
    legend(24, 104),
  ];
  return frame(width, top + side + 62, 'Lorenz curves of the load', [...head, ...panels].join('\n'));
}

function shareOfLeast(services: readonly number[], share: number): number {
  const sorted = services.toSorted((a, b) => a - b);
  const whole = sorted.reduce((sum, value) => sum + value, 0);
  const count = share * sorted.length;
  const least = sorted.reduce((sum, value, at) => sum + value * Math.max(0, Math.min(1, count - at)), 0);
  return whole > 0 ? least / whole : 0;
}
