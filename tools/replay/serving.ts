/** A member comes, is seen to have come, goes, and says what was done (CHK-01, CHK-03, CHK-04). */
import type { Case } from './cases.ts';
import { hour_ms, inside, iso, minute_ms, type Scene } from './scene.ts';
import type { Point } from './town.ts';

type Proof = 'code' | 'pin' | 'page' | 'call';

/** Plans the service of the claim that the case has now. */
export function planService(scene: Scene, one: Case): void {
  const claim = one.claim!;
  const slot = one.slot!;
  const key = `${one.row.id}:${one.replies}`;
  const early = scene.draws.whole(`comes:${key}`, -9, 6) * minute_ms;
  if (scene.draws.chance(`stays-away:${key}`, 0.015)) return;
  scene.loop.plan(slot.start + early, () => comes(scene, one, claim.id));
}

const isStill = (one: Case, claim: string) => !one.closed && one.claim?.id === claim;

async function comes(scene: Scene, one: Case, claim: string): Promise<void> {
  if (!isStill(one, claim)) return;
  const proof = proofOf(scene, one);
  if (scene.draws.chance(`wrong-door:${one.row.id}`, 0.03))
    await checkIn(scene, one, claim, proof, { lat: one.home.point.lat + 0.018, lng: one.home.point.lng });
  const inAnswer = await checkIn(scene, one, claim, proof, near(scene, one, 'in'));
  if (!inAnswer) return;
  const slot = one.slot!;
  const last = (one.row.closeAt ?? Number.MAX_SAFE_INTEGER) - 2 * minute_ms;
  // A forgotten check-out needs the helped person's word, and that can only come when the slot is over.
  const forgets =
    proof === 'page' && slot.end + 5 * minute_ms < last && scene.draws.chance(`forgets:${one.row.id}`, 0.06);
  const wish = slot.end + scene.draws.whole(`goes:${one.row.id}`, forgets ? 2 : -6, 12) * minute_ms;
  const goes = Math.max(scene.loop.now() + 10 * minute_ms, Math.min(wish, last));
  scene.loop.plan(goes, () => leaves(scene, one, claim, proof, forgets));
}

/** What the second proof will be: the digits on site, the helped person's PIN or page, or a call by staff. */
function proofOf(scene: Scene, one: Case): Proof {
  const hasPage = one.asker.account === null && one.asker.phone !== null && one.row.way !== 'property';
  if (!hasPage)
    return scene.draws.weighted(`proof:${one.row.id}`, [
      ['code', 70],
      ['call', 30],
    ] as const);
  return scene.draws.weighted(`proof:${one.row.id}`, [
    ['code', 35],
    ['pin', 25],
    ['page', 28],
    ['call', 12],
  ] as const);
}

/** Up to about fifty metres beside the door. */
function near(scene: Scene, one: Case, when: string): Point {
  const shift = (axis: string) => (scene.draws.at(`${axis}:${when}:${one.row.id}`) - 0.5) * 0.0008;
  return { lat: one.home.point.lat + shift('lat'), lng: one.home.point.lng + shift('lng') };
}

async function checkIn(scene: Scene, one: Case, claim: string, proof: Proof, point: Point): Promise<boolean> {
  const now = scene.loop.now();
  const blind = scene.draws.chance(`no-fix:${one.row.id}`, 0.05);
  // The digits change every half minute, so an act that waited on the phone goes by the other proofs.
  const offline = proof !== 'code' && scene.draws.chance(`offline:${one.row.id}`, 0.03);
  const position = blind
    ? null
    : {
        point,
        accuracy_m: scene.draws.whole(`accuracy:${one.row.id}`, 5, 60),
        datum: 'wgs84',
        fix_at: iso(now - 5000),
      };
  const body = {
    position,
    on_site_code: proof === 'code' ? await onSiteCode(scene, one) : null,
    pin: proof === 'pin' ? await pinOf(scene, one) : null,
    captured_at: offline ? iso(now - minute_ms) : null,
  };
  const member = one.claim!.member;
  const answer = await scene.client.call(member, 'claims.checkIn', { params: inside(one, claim), body });
  if (answer.ok) return true;
  if (answer.code !== 'CONSENT_MISSING') return false;
  // Without consent to a position the phone sends none, and the fallback chain holds.
  return (
    await scene.client.call(member, 'claims.checkIn', {
      params: inside(one, claim),
      body: { ...body, position: null, on_site_code: body.on_site_code ?? (await onSiteCode(scene, one)) },
    })
  ).ok;
}

/** The digits are shown to the helped person, or read out by the worker where the helped person has no page. */
async function onSiteCode(scene: Scene, one: Case): Promise<string | null> {
  const answer = await scene.client.call(one.worker, 'slots.onSiteCode', { params: inside(one, one.slot!.id) });
  return answer.ok ? answer.value.code : null;
}

async function pinOf(scene: Scene, one: Case): Promise<string | null> {
  const answer = await scene.client.call(one.asker, 'accounts.me', {});
  return answer.ok ? answer.value.pin : null;
}

async function leaves(scene: Scene, one: Case, claim: string, proof: Proof, forgets: boolean): Promise<void> {
  if (!isStill(one, claim)) return;
  const now = scene.loop.now();
  if (!forgets) {
    const position = scene.draws.chance(`no-fix:${one.row.id}`, 0.05)
      ? null
      : { point: near(scene, one, 'out'), accuracy_m: 20, datum: 'wgs84', fix_at: iso(now - 3000) };
    const body = {
      position,
      on_site_code: position === null ? await onSiteCode(scene, one) : null,
      pin: null,
      captured_at: null,
    };
    let out = await scene.client.call(one.claim!.member, 'claims.checkOut', { params: inside(one, claim), body });
    if (!out.ok && out.code === 'CONSENT_MISSING')
      out = await scene.client.call(one.claim!.member, 'claims.checkOut', {
        params: inside(one, claim),
        body: { ...body, position: null, on_site_code: await onSiteCode(scene, one) },
      });
  }
  if (proof === 'page')
    await scene.client.call(one.asker, 'claims.confirmPresence', {
      params: inside(one, claim),
      body: { as: 'helped_person', left_at: forgets ? iso(now) : null },
    });
  await submit(scene, one, claim);
  if (proof === 'call') scene.loop.plan(now + 20 * minute_ms, () => callBack(scene, one, claim));
  if (one.served) planEarlyRating(scene, one);
}

async function submit(scene: Scene, one: Case, claim: string): Promise<void> {
  const text = scene.draws.pick(`result:${one.row.id}`, [
    '已到居民家中了解情况并提供帮助，居民当面确认。',
    '按约定时间上门，问题已说明并协助办理。',
    '陪同办理完毕，居民表示满意。',
  ]);
  const answer = await scene.client.call(one.claim!.member, 'claims.submit', {
    params: inside(one, claim),
    body: { text },
  });
  if (!answer.ok) return;
  one.served = true;
  one.answered = true;
  scene.reviews.submitted(one);
}

/** A worker rings the helped person and asks whether the helper came. */
async function callBack(scene: Scene, one: Case, claim: string): Promise<void> {
  await scene.client.call(one.worker, 'claims.callBack', {
    params: inside(one, claim),
    body: { confirmed: true, note: '电话回访，居民确认志愿者到场' },
  });
}

/** A few are not content and say so before the row's end: the need comes back to another owner, who answers anew. */
function planEarlyRating(scene: Scene, one: Case): void {
  const { row } = one;
  if (
    row.closeAt === null ||
    row.closeAt - scene.loop.now() < 3 * hour_ms ||
    one.asker.phone === null ||
    row.way === 'property'
  )
    return;
  if (!scene.draws.chance(`unhappy:${row.id}`, 0.05)) return;
  const half = scene.loop.now() + Math.floor(Math.min(row.closeAt - scene.loop.now(), 48 * hour_ms) / 2);
  scene.loop.plan(half, async () => {
    if (one.closed) return;
    const score = scene.draws.whole(`low:${row.id}`, 2, 5);
    const answer = await scene.client.call(one.asker, 'orders.rate', {
      params: inside(one, one.order!),
      body: { score, solved: false, text: '问题还没有完全解决' },
    });
    if (!answer.ok || !answer.value.reopened) return;
    one.reopened = true;
    one.decided = false;
    one.answered = false;
    scene.loop.plan(scene.loop.now() + 30 * minute_ms, () => secondRound(scene, one));
  });
}

async function secondRound(scene: Scene, one: Case): Promise<void> {
  if (one.closed || one.row.closeAt === null) return;
  const { workers } = one.community;
  one.worker = workers.find((w) => w.id !== one.worker.id) ?? one.worker;
  const body = { result: 'community', rule: null, reason: '由社区工作人员再次办理。' };
  const answer = await scene.client.call(one.worker, 'needs.decideBoundary', { params: inside(one, one.need!), body });
  if (!answer.ok) return;
  one.decided = true;
  const told = await scene.client.call(one.worker, 'needs.answer', {
    params: inside(one, one.need!),
    body: { answer: '社区工作人员已再次上门，问题已解决。' },
  });
  one.answered = told.ok;
}
