/** The last week in the time bank: gifts to the pool, an exchange from request to ratings, one that waits, a grant before the committee. */
import { addMs, day_ms, hour_ms, iso, minute_ms, startOfDay, civilDate } from '../platform/clock.ts';
import { castId } from './accounts.ts';
import type { Stage } from './stage.ts';

/** So many of those who have served most give to the pool; the first of them also asks for help. */
const givers = 4;

export function planTimeBank(stage: Stage): void {
  const params = { community: stage.community };
  const [teacher, member] = [castId('teacher'), castId('member')];
  const lastDay = startOfDay(civilDate(stage.until));
  const at = (days: number, hours: number): Date => addMs(lastDay, days * day_ms + hours * hour_ms);
  const on = (id: string) => ({ ...params, id });
  stage.at(at(-6, 19), async () => {
    for (const giver of await richest(stage)) {
      const body = { receiver: { to: 'pool' }, minutes: 30, words: '' };
      await stage.as(giver, 'timeBank.give', { params, body });
    }
  });
  stage.at(at(-5, 20), async () => {
    const start = at(-2, 19);
    const [asker] = await richest(stage);
    if (asker === undefined) return;
    const body = {
      title: '教我看懂药品说明书',
      body: '字太小，成分也看不明白，想请人讲一讲。',
      kind: 'other',
      place: '社区活动室',
      start: iso(start),
      plan_minutes: 45,
    };
    const posted = await stage.as(asker, 'timeBank.post', { params, body });
    if (posted) await planOffer(stage, posted.id, { asker, helper: teacher, start, served_min: 40 });
  });
  // One that waits for the asker's choice when the demonstration opens.
  stage.at(at(-1, 20), async () => {
    const body = {
      title: '教我用手机拍照存照片',
      body: '想给外孙拍照，照片总是找不到。',
      kind: 'phone_help',
      place: '社区活动室',
      start: iso(at(3, 19)),
      plan_minutes: 30,
    };
    const posted = await stage.as(member, 'timeBank.post', { params, body });
    if (posted) await stage.as(teacher, 'timeBank.offer', { params: on(posted.id), body: { words: '周末晚上都可以' } });
  });
  stage.at(at(-1, 10), async () => {
    const body = { person: castId('elder'), minutes: 60, reason: '独居，复诊需要有人陪' };
    const grant = await stage.as(castId('worker'), 'timeBank.propose', { params, body }, true);
    if (!grant) return;
    const decision = { params: on(grant.id), body: { approve: true, reason: '' } };
    await stage.as(castId('welfare'), 'timeBank.decide', decision, true);
  });
}

/** Who has most time coins, most first. */
async function richest(stage: Stage): Promise<string[]> {
  const rows = await stage.read((tx) =>
    tx
      .selectFrom('ledger_account')
      .select('owner_id')
      .where('tenant_id', '=', stage.community)
      .where('owner_kind', '=', 'person')
      .where('asset', '=', 'time_minutes')
      .where('balance', '>=', 60)
      .orderBy('balance', 'desc')
      .orderBy('owner_id')
      .limit(givers)
      .execute(),
  );
  return rows.map((r) => r.owner_id);
}

interface Served {
  readonly asker: string;
  readonly helper: string;
  readonly start: Date;
  readonly served_min: number;
}
async function planOffer(stage: Stage, id: string, s: Served): Promise<void> {
  const params = { community: stage.community, id };
  const offer = await stage.as(s.helper, 'timeBank.offer', { params, body: { words: '晚饭后我过来' } });
  if (!offer) return;
  await stage.as(s.asker, 'timeBank.choose', { params, body: { offer: offer.id } });
  await stage.as(s.helper, 'timeBank.agree', { params, body: {} });
  const ended = addMs(s.start, s.served_min * minute_ms);
  stage.at(s.start, async () => void (await stage.as(s.helper, 'timeBank.start', { params, body: {} })));
  stage.at(ended, async () => void (await stage.as(s.helper, 'timeBank.finish', { params, body: {} })));
  stage.at(addMs(ended, hour_ms), async () => {
    await stage.as(s.asker, 'timeBank.confirm', { params, body: {} });
    await stage.as(s.asker, 'timeBank.rate', { params, body: { score: 10, text: '讲得耐心，还写成大字留给我' } });
    await stage.as(s.helper, 'timeBank.rate', { params, body: { score: 10, text: '准备得很周到' } });
  });
}
