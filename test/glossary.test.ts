/**
 * The words of the product are those of the glossary: its refusal sentences to the letter, its terms on every page.
 * The glossary lies beside the project where requirements are kept; without it there is nothing to compare with.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { join } from 'node:path';
import { refusals, type RefusalText } from '../contract/refusals/index.ts';
import { readSources } from '../tools/house-rules.ts';
import { realInputs } from './replay/inputs.ts';
import { pageWords, sentencesOf, serverWords } from './words.ts';

const path = join(realInputs, '../spec/GLOSSARY.md');
const glossary = existsSync(path) ? readFileSync(path, 'utf8') : null;
const ours = new Map<string, RefusalText>(Object.entries(refusals));

/** Codes of systems that are not built: nothing can answer them yet, and a code without a route is refused by a test. */
const notBuilt: Readonly<Record<string, string>> = {
  'assessment, appraisal and appeals': `DUPLICATE_ASSESSMENT EVALUATOR_NO_CONTACT
    COMMUNITY_EVALUATION_REQUIRED SATISFACTION_MUST_LEAD VANITY_INDICATOR TARGET_NOT_ATTAINABLE REVIEWER_NOT_INDEPENDENT`,
  'reports, responsibilities and what is sent down': `NOT_FIRST_RESPONSIBLE GOVERNANCE_SLOT_EMPTY NOT_ADMITTED
    DUPLICATE_REPORT DOCUMENT_WITHOUT_ACTION`,
  'emergencies, publicity and deliberation': `EMERGENCY_END_REQUIRED
    PUBLICITY_NOT_CLEARED OBJECTIONS_NOT_HEARD OUT_OF_SCOPE NOT_INDEPENDENT`,
  'the hall, merchants and projects': `DIGNITY_RULE DATA_STALE IDENTITY_MISMATCH BUDGET_EXHAUSTED
    MILESTONE_NOT_EVALUATED OUTSIDE_WINDOW`,
  'joint communities and stations': `OVERSTEP_VILLAGE_AUTONOMY STEP_SKIPPED NOT_RIPE VILLAGE_RESOLUTION_REQUIRED
    STATION_STAFF_LIMIT STATION_JOINT_LEVEL ROLE_CONFLICT ADMIN_COMMITTEE_NOT_ALLOWED DIRECTOR_MUST_BE_SOCIAL_WORKER
    SECRETARY_MUST_BE_TOWNSHIP_CADRE`,
  'grid duty, evaluation and urban management': `RECHECK_REQUIRED DUAL_COMMAND_CONFLICT CROSS_INSPECTION_REQUIRED
    DISQUALIFIED EDUCATION_FIRST PERSUADE_FIRST SETTLEMENT_FIRST BEYOND_POWERS ONE_PER_MONTH SHORTCOMINGS_REQUIRED`,
};

/** Marks in half and full width are the same marks. */
const plain = (sentence: string): string =>
  sentence
    .normalize('NFKC')
    .replaceAll(/[“”‘’]/g, '"')
    .replaceAll('。', '.')
    .replaceAll('、', ',')
    .replaceAll(/\s/g, '');

interface Row {
  readonly code: string;
  readonly sentence: string;
}
function refusalRows(text: string): Row[] {
  const section = text.split(/^## /m).find((part) => /^\d+\. Refusal codes/.test(part)) ?? '';
  return [...section.matchAll(/^\| `([A-Z_0-9]+)` \| (.*?) \|/gm)].map((m) => ({ code: m[1]!, sentence: m[2]! }));
}

/** Chinese words for which the glossary has its own; where they stand in its sentences or in a law they stay. */
const otherWords: Readonly<Record<string, string>> = {
  订单: '点单',
  下单: '点单',
  工单: '点单',
  分派: '派单',
  派活: '派单',
  抢单: '接单',
  打卡: '签到',
  换班: '对调',
  调班: '对调',
  替班: '对调',
  义务工: '志愿者',
  钱币: '时间币',
  注册: '报到',
  // Not the glossary's: what staff read out must be what the page asks for.
  回执号: '受理编号',
};
/** A term and what its English says. */
const terms: readonly { zh: string; en: RegExp }[] = [
  { zh: '派单', en: /dispatch/i },
  { zh: '点单', en: /\border|asker|\bplaced\b|for whom|receipt|accepted yet/i },
  { zh: '接单', en: /accept|helper|\btake|claim|declin|group/i },
  { zh: '认领', en: /claim/i },
  { zh: '签到', en: /check|^in$/i },
  { zh: '审核', en: /audit|review/i },
  { zh: '双报到', en: /double registration/i },
  { zh: '对调', en: /swap|substitut/i },
  { zh: '结对', en: /pair/i },
  { zh: '下派', en: /dispatch/i },
  { zh: '下沉', en: /deploy|member|under consultation/i },
  { zh: '台账', en: /ledger/i },
  { zh: '加码', en: /overreach/i },
  { zh: '时间币', en: /time coin/i },
  { zh: '时间银行', en: /time bank/i },
  { zh: '存折', en: /passbook/i },
  { zh: '党小组', en: /group/i },
  { zh: '网格党支部', en: /grid branch|postponed twice$/i },
  { zh: '服务清单', en: /service list/i },
  { zh: '需求清单', en: /need list/i },
  { zh: '任务清单', en: /task list/i },
  { zh: '边界清单', en: /boundary/i },
  { zh: '闭环', en: /loop/i },
  { zh: '双向评价', en: /mutual rating|both sides/i },
  { zh: '心愿箱', en: /wish box/i },
  { zh: '志愿者', en: /volunteer/i },
];
/** The column “Avoid” of the glossary. */
const avoided = /\bsinking|secondment|double report\b|clock-in|neighbou?rhood watch|restructuring|city cops/i;

describe('the glossary', { skip: glossary === null ? `there is no glossary at ${path}` : false }, () => {
  const rows = refusalRows(glossary ?? '');
  const known = new Set(rows.map((r) => r.code));

  it('has its refusal sentences to the letter, and names every code that is not built', () => {
    assert.ok(rows.length >= 80, `only ${rows.length} refusals were read`);
    const different = rows.flatMap(({ code, sentence }) => {
      const text = ours.get(code);
      return text && plain(text.zh) !== plain(sentence) ? [`${code}: “${text.zh}” is “${sentence}”`] : [];
    });
    assert.deepEqual(different, []);
    const lacking = rows.map((r) => r.code).filter((code) => !ours.has(code));
    assert.deepEqual(
      lacking.toSorted(),
      Object.values(notBuilt)
        .flatMap((codes) => codes.split(/\s+/))
        .toSorted(),
    );
  });

  it('does without the codes that the decisions name as ours', () => {
    const decisions = readFileSync(join(import.meta.dirname, '../docs/decisions/README.md'), 'utf8');
    const unnamed = [...ours.keys()].filter((code) => !known.has(code) && !decisions.includes(`\`${code}\``));
    assert.deepEqual(unnamed, []);
  });

  it('would be missed', () => {
    const [row] = refusalRows('## 5. Refusal codes\n\n| `SLOT_FULL` | 名额已满,请换一个。 | X-1 |\n');
    assert.deepEqual(row, { code: 'SLOT_FULL', sentence: '名额已满,请换一个。' });
    assert.equal(plain('名额已满，请换一个。'), plain(row!.sentence));
    assert.notEqual(plain('名额已满，请另选。'), plain(row!.sentence));
  });
});

describe('the terms of the glossary', () => {
  it('stand in every Chinese sentence, not other words for the same thing', () => {
    const wrong: string[] = [];
    for (const { path: file, text } of readSources()) {
      if (!/^(web|server|contract)\/.*\.tsx?$/.test(file) || /\.test\.ts$|demonstration|clauses\.ts$/.test(file))
        continue;
      for (const [n, line] of text.split('\n').entries())
        for (const [other, term] of Object.entries(otherWords))
          if (line.includes(other) && !line.includes('不能承接或评价自己的订单'))
            wrong.push(`${file}:${n + 1} ${other}: the glossary says ${term}`);
    }
    assert.deepEqual(wrong, []);
  });

  it('have one English word each, and none that the glossary avoids', async () => {
    const all = sentencesOf([...(await pageWords()), ...(await serverWords())]).filter(
      (s) => !s.path.includes('clauses.ts') && !s.path.includes('demonstration'),
    );
    assert.ok(all.length >= 2000, `only ${all.length} sentences were read`);
    const wrong = all.flatMap((s) => [
      ...terms.filter((t) => s.zh.includes(t.zh) && !t.en.test(s.en)).map((t) => `${t.zh}: ${s.path} “${s.en}”`),
      ...(avoided.test(s.en) ? [`avoided: ${s.path} “${s.en}”`] : []),
    ]);
    assert.deepEqual([...new Set(wrong)], []);
    for (const t of terms)
      assert.ok(all.some((s) => s.zh.includes(t.zh)) || /双报到|双向评价/.test(t.zh), `${t.zh} stands nowhere`);
  });
});
