/**
 * A month of the community, lived by its people through the real routes with a driven clock: they order in several
 * ways, staff decide, the property company repairs, members accept, decline or let lapse, serve, are audited and rated.
 */
import type pg from 'pg';
import { buildApp } from '../app.ts';
import { addMs, civilDate, day_ms, hour_ms, minute_ms, startOfDay, type DrivenClock } from '../platform/clock.ts';
import type { Deps } from '../platform/context.ts';
import { clauseId, workdays } from '../engines/policy/index.ts';
import { castId } from './accounts.ts';
import { dice, wishes, type Dice, type Wish } from './cast.ts';
import { serveDay } from './serve.ts';
import { planTimeBank } from './exchange-time.ts';
import { stageOf, type Stage } from './stage.ts';
import type { Ground } from './write-ground.ts';

export interface MonthOptions {
  readonly pool: pg.Pool;
  readonly clock: DrivenClock;
  readonly ground: Ground;
  readonly until: Date;
  readonly orders: number;
  readonly say: (line: string) => void;
  /** Told how often each route agreed, and refused with which code. */
  readonly counted?: (counts: ReadonlyMap<string, number>) => void;
}
/** Who plays which part; ids only, the routes know the rest. */
export interface Town {
  readonly residents: readonly { id: string; place: string | null }[];
  readonly proxies: ReadonlyMap<string, string>;
  readonly workers: readonly string[];
  readonly managers: readonly string[];
  readonly leaders: readonly string[];
  readonly estatePoint: { lat: number; lng: number };
}
/** What the story remembers of a need, to act in its sense later. */
export interface Memory {
  readonly wishOf: Map<string, Wish>;
  /** Claims that already have their day planned. */
  readonly planned: Set<string>;
  readonly d: Dice;
}

export async function simulateMonth(deps: Deps, o: MonthOptions): Promise<void> {
  const app = await buildApp(deps, { pool: o.pool, secureCookies: false });
  await app.server.app.ready();
  const stage = stageOf(app, deps, o.clock, o.ground.community, o.until);
  const town = await readTown(stage);
  const memory: Memory = { wishOf: new Map(), planned: new Set(), d: dice('month') };
  const first = startOfDay(civilDate(addMs(stage.now(), day_ms)));
  const days = Math.max(1, Math.ceil((o.until.getTime() - first.getTime()) / day_ms));
  stage.at(addMs(first, 9 * hour_ms), () => openingDay(stage));
  for (let day = 0; day < days; day += 1) {
    const morning = addMs(first, day * day_ms);
    const rest = (await workdays(deps)).kindOf(civilDate(addMs(morning, hour_ms)));
    serveDay(stage, town, memory, morning, rest === 'workday' || rest === 'unknown');
    if (day > 0 && day % 10 === 0) stage.at(morning, async () => o.say(`  第 ${day}/${days} 天 day ${day} of ${days}`));
  }
  for (let i = 0; i < o.orders; i += 1) planOrder(stage, town, memory, first, days, i);
  planAttempts(stage, o.ground, first);
  planTimeBank(stage);
  await stage.play();
  await app.relay.stop();
  await app.server.app.close();
  o.counted?.(stage.counts);
  const count = (route: string) => stage.counts.get(route) ?? 0;
  o.say(
    `  一个月的往来已生成 a month of history: ${count('orders.place') + count('orders.intake')} 单 orders, ${count('tasks.create')} 项任务 tasks, ${count('claims.submit')} 次服务 services`,
  );
}

async function readTown(stage: Stage): Promise<Town> {
  return stage.read(async (tx) => {
    const t = stage.community;
    const residents = await tx
      .selectFrom('membership')
      .select(['person_id as id', 'place_id as place'])
      .where('tenant_id', '=', t)
      .where('state', '=', 'active')
      .orderBy('person_id')
      .execute();
    const grants = await tx
      .selectFrom('role_grant')
      .select(['person_id', 'role'])
      .where('tenant_id', '=', t)
      .orderBy('person_id')
      .execute();
    const by = (...roles: string[]) => [
      ...new Set(grants.filter((g) => roles.includes(g.role)).map((g) => g.person_id)),
    ];
    const estate = await tx
      .selectFrom('place')
      .select(['lat', 'lng'])
      .where('tenant_id', '=', t)
      .where('kind', '=', 'estate')
      .limit(1)
      .executeTakeFirst();
    const proxies = new Map<string, string>([[castId('elder'), castId('daughter')]]);
    return {
      residents,
      proxies,
      workers: by('community_worker'),
      managers: by('property_manager'),
      leaders: by('group_leader'),
      estatePoint: { lat: estate?.lat ?? 0, lng: estate?.lng ?? 0 },
    };
  });
}

/** Posts of the service list that the bank suggests, accepted by the secretary. */
async function openingDay(stage: Stage): Promise<void> {
  const params = { community: stage.community };
  const bank = await stage.as(castId('secretary'), 'members.bank', { params }, true);
  for (const s of (bank?.suggestions ?? []).slice(0, 6))
    await stage.as(castId('secretary'), 'members.createPost', { params, body: { tag: s.tag, title: s.title } }, true);
}

/** Hours at which people write or call: few early, most before noon and in the evening. */
const hours = [7, 8, 8, 9, 9, 9, 10, 10, 10, 11, 11, 14, 15, 15, 16, 17, 18, 19, 19, 19, 20, 20, 21] as const;

function planOrder(stage: Stage, town: Town, memory: Memory, first: Date, days: number, i: number): void {
  const { d } = memory;
  const at = addMs(first, d.below(days) * day_ms + d.pick(hours) * hour_ms + d.below(60) * minute_ms + d.below(60_000));
  const wish = d.chance(46)
    ? d.pick(wishes.filter((w) => w.boundary === 'volunteer'))
    : d.pick(wishes.filter((w) => w.boundary !== 'volunteer'));
  // Every twelfth order is the grandmother's, placed by her daughter.
  const asker = i % 12 === 0 ? { id: castId('elder'), place: null } : d.pick(town.residents);
  const channel =
    i % 12 === 0
      ? 'proxy'
      : d.pick(['page', 'page', 'page', 'page', 'hotline', 'hotline', 'paper', 'wish_box'] as const);
  stage.at(at, async () => {
    const params = { community: stage.community };
    const order = {
      text: wish.text,
      severity: wish.severity,
      category: wish.content,
      tag: wish.skill,
      ...(asker.place ? { place: asker.place } : {}),
    };
    const placed =
      channel === 'proxy'
        ? await stage.as(town.proxies.get(asker.id) ?? asker.id, 'orders.place', {
            params,
            body: { ...order, on_behalf_of: asker.id },
          })
        : channel === 'page'
          ? await stage.as(asker.id, 'orders.place', { params, body: order })
          : await stage.as(
              castId('hotline'),
              'orders.intake',
              {
                params,
                body: {
                  ...order,
                  channel,
                  who: { person: asker.id },
                  consent: channel === 'hotline' ? 'spoken' : 'signature',
                },
              },
              true,
            );
    if (placed?.need) memory.wishOf.set(placed.need, wish);
  });
}

/** A few of the attempts that the platform refuses and keeps, so that the ledger of them is not empty. */
function planAttempts(stage: Stage, ground: Ground, first: Date): void {
  const clause = clauseId('hubei.18');
  const unit = ground.units[0] ?? 0;
  stage.at(
    addMs(first, 4 * day_ms + 10 * hour_ms),
    async () =>
      void (await stage.as(
        castId('unit'),
        'policy.setParameter',
        { params: { tenant: unit, key: 'annual_goal_min' }, body: { value: 1800, clause, reason: '单位考核需要' } },
        true,
      )),
  );
  stage.at(
    addMs(first, 8 * day_ms + 11 * hour_ms),
    async () =>
      void (await stage.as(
        castId('unit'),
        'policy.addConsequence',
        { params: { tenant: unit }, body: { purpose: '职称评审', class: 'ordinary_member', clause } },
        true,
      )),
  );
  stage.at(addMs(first, 11 * day_ms + 15 * hour_ms), async () => {
    const start = addMs(startOfDay(civilDate(addMs(stage.now(), 5 * day_ms))), 19 * hour_ms);
    const body = {
      title: '社区台账录入',
      description: '帮助录入社区台账',
      work_content: 'volunteer_service',
      deliverable_type: 'count',
      deliverable: '录入200条',
      plan_item: '年度计划',
      responsible: castId('worker'),
      estimate_minutes: 120,
      place_name: '社区服务站',
      slots: [{ start: start.toISOString(), end: addMs(start, 2 * hour_ms).toISOString(), capacity: 1 }],
    };
    await stage.as(castId('worker'), 'tasks.create', { params: { community: stage.community }, body }, true);
  });
}
