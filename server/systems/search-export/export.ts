/** Tables as CSV: UTF-8 with a byte-order mark so that spreadsheets read Chinese, cells safe from formulas, persons masked. */
import {
  boundaryResults,
  channels,
  claimStates,
  handoverStates,
  needStates,
  severities,
  taskStates,
  workContents,
  type Label,
} from '../../../contract/codes.ts';
import { grantFor, snapshot, type Ctx } from '../../platform/context.ts';
import type { Tx } from '../../platform/database.ts';
import { directory, maskName } from '../../engines/people/index.ts';

export type Table = 'needs' | 'tasks' | 'services' | 'handovers' | 'figures';
type Cell = string | number | null | undefined;
const maxRows = 50_000;

/** A spreadsheet must not run what a resident typed: such a cell begins with an apostrophe. */
export function cell(value: Cell): string {
  if (value === null || value === undefined) return '';
  const text = String(value).replaceAll('\u0000', '');
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
export const csv = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  `\uFEFF${[head, ...rows].map((r) => r.map(cell).join(',')).join('\r\n')}\r\n`;
const local = (at: Date | null) =>
  at ? new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ') : '';

export async function exportTable(ctx: Ctx, tenant: number, table: Table): Promise<string> {
  const people = await directory(ctx, tenant);
  // Streets and above read aggregates of a community; names go only to its own staff.
  const own = grantFor(ctx, tenant, ['community_secretary', 'community_worker']) !== null;
  const name = (id: string | null) => {
    const known = id ? people.get(id)?.name : null;
    return known ? (own ? known : maskName(known)) : '';
  };
  const say = (list: Readonly<Record<string, Label>>, code: string | null) =>
    code ? (list[code]?.[ctx.locale] ?? code) : '';
  return snapshot(ctx, { tenant }, (tx) => tables[table](tx, tenant, { name, say, zh: ctx.locale === 'zh' }));
}

interface Words {
  name(id: string | null): string;
  say(list: Readonly<Record<string, Label>>, code: string | null): string;
  zh: boolean;
}
const heads = (w: Words, zh: string, en: string) => (w.zh ? zh : en).split('|');

const tables: Readonly<Record<Table, (tx: Tx, tenant: number, w: Words) => Promise<string>>> = {
  async needs(tx, tenant, w) {
    const rows = await tx
      .selectFrom('demand_order')
      .innerJoin('need', (j) =>
        j.onRef('need.tenant_id', '=', 'demand_order.tenant_id').onRef('need.need_id', '=', 'demand_order.need_id'),
      )
      .select([
        'receipt',
        'body',
        'channel',
        'demand_order.severity',
        'asker_id',
        'need.state',
        'boundary',
        'placed_at',
        'boundary_at',
        'served_at',
        'need.closed_at',
        'need.closed_by',
        'answer',
      ])
      .where('demand_order.tenant_id', '=', tenant)
      .orderBy('order_id')
      .limit(maxRows)
      .execute();
    return csv(
      heads(
        w,
        '编号|原话|渠道|轻重|点单人|状态|由谁负责|点单时间|分诊时间|办理时间|办结时间|办结方式|答复',
        'Receipt|Original words|Channel|Weight|Asker|State|Responsible|Placed|Triaged|Served|Closed|Closed by|Answer',
      ),
      rows.map((r) => [
        r.receipt,
        r.body,
        w.say(channels, r.channel),
        w.say(severities, r.severity),
        w.name(r.asker_id),
        w.say(needStates, r.state),
        w.say(boundaryResults, r.boundary),
        local(r.placed_at),
        local(r.boundary_at),
        local(r.served_at),
        local(r.closed_at),
        r.closed_by,
        r.answer,
      ]),
    );
  },
  async tasks(tx, tenant, w) {
    const rows = await tx
      .selectFrom('task')
      .innerJoin('slot', (j) =>
        j.onRef('slot.tenant_id', '=', 'task.tenant_id').onRef('slot.task_id', '=', 'task.task_id'),
      )
      .select([
        'title',
        'work_content',
        'task.state',
        'starts_at',
        'ends_at',
        'capacity',
        'taken',
        'place_name',
        'responsible_id',
        'slot.deliverable',
        'published_at',
      ])
      .where('task.tenant_id', '=', tenant)
      .orderBy('slot_id')
      .limit(maxRows)
      .execute();
    return csv(
      heads(
        w,
        '任务|内容|状态|开始|结束|名额|已接|地点|负责人|成果|发布时间',
        'Task|Content|State|Start|End|Places|Taken|Place|Responsible|Result|Published',
      ),
      rows.map((r) => [
        r.title,
        w.say(workContents, r.work_content),
        w.say(taskStates, r.state),
        local(r.starts_at),
        local(r.ends_at),
        r.capacity,
        r.taken,
        r.place_name,
        w.name(r.responsible_id),
        r.deliverable,
        local(r.published_at),
      ]),
    );
  },
  // In the order of the services, never ranked by hours (C-14).
  async services(tx, tenant, w) {
    const rows = await tx
      .selectFrom('claim')
      .innerJoin('task', (j) =>
        j.onRef('task.tenant_id', '=', 'claim.tenant_id').onRef('task.task_id', '=', 'claim.task_id'),
      )
      .select([
        'title',
        'person_id',
        'claim.state',
        'checked_in_at',
        'checked_out_at',
        'credited_minutes',
        'points_hundredths',
        'passed_at',
        'result_text',
      ])
      .where('claim.tenant_id', '=', tenant)
      .orderBy('claim_id')
      .limit(maxRows)
      .execute();
    return csv(
      heads(
        w,
        '任务|服务者|状态|签到|签退|认定分钟|积分|审核通过|成果',
        'Task|Member|State|In|Out|Minutes|Points|Passed|Result',
      ),
      rows.map((r) => [
        r.title,
        w.name(r.person_id),
        w.say(claimStates, r.state),
        local(r.checked_in_at),
        local(r.checked_out_at),
        r.credited_minutes,
        r.points_hundredths === null ? null : r.points_hundredths / 100,
        local(r.passed_at),
        r.result_text,
      ]),
    );
  },
  async handovers(tx, tenant, w) {
    const rows = await tx
      .selectFrom('handover')
      .innerJoin('need', (j) =>
        j.onRef('need.tenant_id', '=', 'handover.tenant_id').onRef('need.need_id', '=', 'handover.need_id'),
      )
      .leftJoin('unit', 'unit.tenant_id', 'handover.to_org')
      .select([
        'title',
        'to_kind',
        'unit.name as org',
        'to_person',
        'handover.state',
        'sent_at',
        'due_at',
        'handover.answered_at',
        'handover.closed_at',
        'handover.answer',
        'reason',
      ])
      .where('handover.tenant_id', '=', tenant)
      .orderBy('handover_id')
      .limit(maxRows)
      .execute();
    return csv(
      heads(
        w,
        '事项|责任方|状态|转交时间|期限|接收时间|办结时间|结果|退回理由',
        'Matter|Responsible|State|Sent|Due|Received|Closed|Result|Reason of return',
      ),
      rows.map((r) => [
        r.title,
        r.org ?? w.name(r.to_person),
        w.say(handoverStates, r.state),
        local(r.sent_at),
        local(r.due_at),
        local(r.answered_at),
        local(r.closed_at),
        r.answer,
        r.reason,
      ]),
    );
  },
  async figures(tx, tenant, w) {
    const rows = await tx
      .selectFrom('need')
      .select((e) => ['state', e.fn.countAll<number>().as('n')])
      .where('tenant_id', '=', tenant)
      .groupBy('state')
      .orderBy('state')
      .execute();
    return csv(
      heads(w, '状态|件数', 'State|Count'),
      rows.map((r) => [w.say(needStates, r.state), Number(r.n)]),
    );
  },
};
