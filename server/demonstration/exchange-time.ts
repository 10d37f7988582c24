/** The last week in the time bank: gifts to the pool, an exchange from request to ratings, one that waits, a grant before the committee. */
import { addMs, day_ms, hour_ms, iso, minute_ms, startOfDay, civilDate } from '../platform/clock.ts';
import { castId } from './accounts.ts';
import type { Stage } from './stage.ts';

export function planTimeBank(stage: Stage): void {
  const params = { community: stage.community };
  const [teacher, member, leader] = [castId('teacher'), castId('member'), castId('leader')];
  const lastDay = startOfDay(civilDate(stage.until));
  const at = (days: number, hours: number): Date => addMs(lastDay, days * day_ms + hours * hour_ms);
  const on = (id: string) => ({ ...params, id });
  for (const [n, giver] of [leader, teacher, member].entries())
    stage.at(at(-6, 19 + n), async () => {
      const body = { receiver: { to: 'pool' }, minutes: 30, words: '' };
      await stage.as(giver, 'timeBank.give', { params, body });
    });
  stage.at(at(-5, 20), async () => {
    const start = at(-2, 19);
    const body = {
      title: '帮忙修阳台的晾衣架',
      body: '手摇的，摇不动了，工具我这里有。',
      kind: 'repair',
      place: '柏庄小区',
      start: iso(start),
      plan_minutes: 45,
    };
    const posted = await stage.as(teacher, 'timeBank.post', { params, body });
    if (posted) await planOffer(stage, posted.id, { asker: teacher, helper: member, start, served_min: 40 });
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

interface Served {
  readonly asker: string;
  readonly helper: string;
  readonly start: Date;
  readonly served_min: number;
}
async function planOffer(stage: Stage, id: string, s: Served): Promise<void> {
  const params = { community: stage.community, id };
  const offer = await stage.as(s.helper, 'timeBank.offer', { params, body: { words: '我会修，晚饭后过来' } });
  if (!offer) return;
  await stage.as(s.asker, 'timeBank.choose', { params, body: { offer: offer.id } });
  await stage.as(s.helper, 'timeBank.agree', { params, body: {} });
  const ended = addMs(s.start, s.served_min * minute_ms);
  stage.at(s.start, async () => void (await stage.as(s.helper, 'timeBank.start', { params, body: {} })));
  stage.at(ended, async () => void (await stage.as(s.helper, 'timeBank.finish', { params, body: {} })));
  stage.at(addMs(ended, hour_ms), async () => {
    await stage.as(s.asker, 'timeBank.confirm', { params, body: {} });
    await stage.as(s.asker, 'timeBank.rate', { params, body: { score: 10, text: '手艺好，还收拾干净了' } });
    await stage.as(s.helper, 'timeBank.rate', { params, body: { score: 10, text: '工具齐全，很客气' } });
  });
}
