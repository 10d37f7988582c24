/** Policy basis and territory through HTTP: directions, attempts, closed list, calendar, tree, addresses, staffing. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { clauseId, defaultStandard, plainName, pointsOf, workdays } from '../../engines/policy/index.ts';
import { testWorld, type Someone, type World } from '../../../test/world.ts';

describe('policy basis', () => {
  let w: World;
  let secretary: Someone;
  let unitSecretary: Someone;
  let city: Someone;
  before(async () => {
    w = await testWorld();
    secretary = await w.staff('community_secretary');
    unitSecretary = await w.staff('unit_secretary', { tenant: w.unit, name: '孙书记' });
    city = await w.staff('organisation_department', { tenant: w.city, name: '组织部' });
  });
  after(() => w.close());
  const set = (
    who: Someone,
    tenant: number,
    key: string,
    value: number,
    clause: string | null = clauseId('eg2020.20h'),
  ) => w.call(who.token, 'policy.setParameter', { params: { tenant, key }, body: { value, clause, reason: '测试' } });

  it('shows each parameter with its clause', async () => {
    const answer = await w.call(null, 'policy.parameters', { params: { tenant: w.community } });
    const goal = answer.body.items.find((i: { key: string }) => i.key === 'annual_goal_min');
    assert.equal(goal.value, 1200);
    assert.match(goal.clause.document, /鄂直工发〔2020〕1号/);
    for (const item of answer.body.items) assert.ok(item.clause.text !== '', item.key);
  });

  it('refuses a unit that raises the goal from 20 to 30 hours, keeps the value and records the attempt', async () => {
    assert.equal((await set(unitSecretary, w.unit, 'annual_goal_min', 1800)).body.code, 'OVERREACH_TIGHTEN');
    assert.equal((await w.rows('select 1 from parameter')).length, 0);
    const read = await w.call(city.token, 'policy.attempts', {
      params: { tenant: w.city },
      query: { code: 'OVERREACH_TIGHTEN' },
    });
    const [row] = read.body.items;
    assert.deepEqual([row.asked, row.in_force], ['1800', '1200']);
    assert.match(row.who, /孙书记.*市第一中学/);
    assert.equal(read.body.counts['OVERREACH_TIGHTEN'], 1);
  });

  it('lets a lower level relax with a clause, and the city set both ways', async () => {
    assert.equal((await set(secretary, w.community, 'annual_goal_min', 900, null)).body.code, 'NO_POLICY_BASIS');
    const relaxed = await set(secretary, w.community, 'annual_goal_min', 900);
    assert.equal(relaxed.status, 200, JSON.stringify(relaxed.body));
    assert.deepEqual([relaxed.body.value, relaxed.body.set_at], [900, w.community]);
    assert.equal((await set(secretary, w.community, 'annual_goal_min', 1100)).body.value, 1100);
    assert.equal((await set(secretary, w.community, 'branch_min_members', 5)).body.code, 'OVERREACH_TIGHTEN');
    assert.equal(
      (await set(secretary, w.community, 'check_in_radius_m', 100, clauseId('default.check_in_radius_m'))).body.value,
      100,
    );
    assert.equal((await set(secretary, w.community, 'check_in_radius_m', 5)).body.code, 'INPUT_INVALID');
    assert.equal((await set(city, w.city, 'annual_goal_min', 600)).body.value, 600);
    const below = await w.call(null, 'policy.parameters', { params: { tenant: w.community } });
    assert.equal(
      below.body.items.find((i: { key: string }) => i.key === 'annual_goal_min').value,
      600,
      'the city has overtaken the lower value',
    );
  });

  it('keeps the list of consequences closed', async () => {
    const add = (purpose: string, cls: string, clause: string | null = clauseId('hubei.18')) =>
      w.call(unitSecretary.token, 'policy.addConsequence', {
        params: { tenant: w.unit },
        body: { purpose, class: cls, clause },
      });
    assert.equal((await add('职称评审', 'ordinary_member')).body.code, 'OVERREACH_CONSEQUENCE');
    assert.equal((await add('公派学习', 'leading_cadre')).body.code, 'OVERREACH_CONSEQUENCE');
    assert.equal((await add('晋级晋职', 'ordinary_member')).body.code, 'CONSEQUENCE_NOT_ALLOWED');
    assert.equal((await add('文明单位创建', 'unit', null)).body.code, 'NO_POLICY_BASIS');
    assert.equal((await w.rows('select 1 from consequence_rule')).length, 0);
    assert.equal((await add('文明单位创建', 'unit')).status, 200);
    assert.equal((await add('晋升', 'leading_cadre')).status, 200);
    const read = await w.call(city.token, 'policy.attempts', {
      params: { tenant: w.city },
      query: { code: 'OVERREACH_CONSEQUENCE' },
    });
    assert.equal(read.body.items.length, 2);
  });

  it('knows holidays, make-up days and what is not published yet', async () => {
    const read = await w.call(null, 'policy.calendar', { query: { from: '2026-10-01', to: '2027-01-05' } });
    const kind = (date: string) => read.body.days.find((d: { date: string }) => d.date === date).kind;
    assert.deepEqual(
      [kind('2026-10-01'), kind('2026-10-10'), kind('2026-10-11'), kind('2026-10-12'), kind('2027-01-04')],
      ['holiday', 'workday', 'weekend', 'workday', 'unknown'],
    );
    const calendar = await workdays(w.deps);
    assert.equal(
      calendar.addWorkdays(new Date('2026-09-30T10:00:00+08:00'), 2).toISOString(),
      '2026-10-09T02:00:00.000Z',
    );
  });

  it('finds clauses and documents', async () => {
    const read = await w.call(null, 'policy.documents', { query: { q: '强行指派' } });
    assert.deepEqual(
      read.body.items.map((d: { title: string }) => d.title),
      ['志愿服务条例'],
    );
    assert.equal(read.body.items[0].clauses[0].number, '第二十五条');
  });

  it('counts points by one formula, more for expertise, never below zero, capped by day', () => {
    const service = {
      minutes: 60,
      content: 'resident_service',
      role: 'professional',
      skilled: true,
      score: null,
      emergency: false,
      alreadyToday_hundredths: 0,
    };
    assert.equal(pointsOf(defaultStandard, service).hundredths, 750);
    assert.equal(pointsOf(defaultStandard, { ...service, skilled: false }).hundredths, 500);
    assert.ok(
      pointsOf(defaultStandard, { ...service, score: 1 }).hundredths >= pointsOf(defaultStandard, service).hundredths,
      'a low score deducts nothing',
    );
    assert.equal(pointsOf(defaultStandard, { ...service, score: 9 }).hundredths, 900);
    assert.equal(pointsOf(defaultStandard, { ...service, alreadyToday_hundredths: 3900 }).hundredths, 100);
    assert.match(pointsOf(defaultStandard, service).formula_zh, /专业系数1\.5/);
  });

  it('sums the street from its communities and resolves an address to one unit', async () => {
    const owner = w.deps.db;
    await owner
      .updateTable('tenant')
      .set({ population: 6200, households: 2400 })
      .where('tenant_id', '=', w.community)
      .execute();
    await owner
      .updateTable('tenant')
      .set({ population: 1800, households: 600 })
      .where('tenant_id', '=', w.elsewhere)
      .execute();
    await w.deps.territory.reload();
    const street = await w.call(null, 'places.node', { params: { tenant: w.street } });
    assert.equal(street.body.figures.population, 8000);
    assert.equal(
      street.body.node.population,
      street.body.children.reduce((n: number, c: { population: number }) => n + c.population, 0),
    );
    const resolve = async (q: string) =>
      (await w.call(null, 'places.resolve', { params: { community: w.community }, query: { q } })).body;
    assert.equal((await resolve('官陡街道柏庄小区三栋2单元301')).exact.id, w.home);
    assert.equal((await resolve('柏庄小区 3号楼 二单元')).exact.id, w.home);
    assert.equal((await resolve('柏庄小区3号楼')).exact, null);
    assert.ok((await resolve('柏庄小区3号楼')).candidates.some((c: { id: string }) => c.id === w.home));
    assert.equal(plainName('青锋社区居民委员会'), '青锋社区');
    assert.equal(plainName('青锋村村民委员会'), '青锋村');
    assert.equal(plainName('青锋村委会'), '青锋村');
  });

  it('saves a fourth building and marks the overload', async () => {
    const worker = await w.staff('community_worker', { name: '吴干事' });
    const buildings: string[] = [w.building];
    for (const n of [4, 5, 6])
      buildings.push(
        (
          await w.call(secretary.token, 'places.create', {
            params: { community: w.community },
            body: {
              kind: 'building',
              name: `${n}号楼`,
              parent: w.estate,
              point: null,
              households: 40,
              old_estate: false,
            },
          })
        ).body.id,
      );
    const put = (list: string[]) =>
      w.call(secretary.token, 'places.setStaffing', {
        params: { community: w.community, id: worker.id },
        body: { lines: ['民政'], buildings: list },
      });
    const seen = async () =>
      (await w.call(secretary.token, 'places.staffing', { params: { community: w.community } })).body.items.find(
        (i: { person: { id: string } }) => i.person.id === worker.id,
      );
    assert.equal((await put(buildings.slice(0, 3))).status, 200);
    assert.equal((await seen()).overloaded, false);
    assert.equal((await put(buildings)).status, 200);
    assert.equal((await seen()).overloaded, true);
    assert.equal(
      (
        await w.call(worker.token, 'places.setStaffing', {
          params: { community: w.community, id: worker.id },
          body: { lines: [], buildings: [] },
        })
      ).body.code,
      'FORBIDDEN',
    );
    const bad = await w.call(secretary.token, 'places.create', {
      params: { community: w.community },
      body: { kind: 'unit', name: '1单元', parent: w.estate, point: null, households: 10, old_estate: false },
    });
    assert.equal(bad.body.code, 'INPUT_INVALID');
  });
});
