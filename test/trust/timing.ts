/**
 * Do named look-ups tell by their time who exists? Known and unknown by turns on one server, which of the two comes
 * first drawn anew for each pair; Welch's t over the times without their slowest twentieth. Figures, not a test: a
 * machine that is busy otherwise moves them.
 */
import { randomInt } from 'node:crypto';
import { minute_ms } from '../../server/platform/clock.ts';
import { good, workWorld } from '../../server/engines/work/work-fixture.ts';

interface Timing {
  readonly lookup: string;
  readonly calls: number;
  readonly knownMedian_us: number;
  readonly unknownMedian_us: number;
  readonly t: number;
  /** Answers that differ in status or code between known and unknown: must be none. */
  readonly told: number;
}

export async function lookupTiming(calls: number): Promise<Timing[]> {
  const x = await workWorld();
  try {
    const { receipt } = good(
      await x.w.call(x.elder.token, 'orders.place', { params: x.c, body: { text: '楼道灯坏了' }, key: x.key() }),
    ) as { receipt: string };
    const invited = await x.w.member('受邀员');
    good(await x.invite(await x.slot(), invited));
    const [offer] = await x.offers(invited);
    const stranger = await x.w.member('路人员');
    const unknownReceipt = receipt.slice(0, -3) + (receipt.endsWith('222') ? '333' : '222');
    const lookups = {
      receipt: (known: boolean) =>
        x.w.call(null, 'orders.lookUp', { body: { receipt: known ? receipt : unknownReceipt, phone_tail: '0000' } }),
      phone: (known: boolean) =>
        x.w.call(null, 'accounts.requestCode', { body: { phone: known ? x.elder.phone : '13811112222' } }),
      invitation: (known: boolean) =>
        x.respond(stranger, known ? offer!.id : '01990000-0000-7000-8000-000000000001', { response: 'accept' }),
    };
    const out: Timing[] = [];
    for (const [lookup, ask] of Object.entries(lookups)) {
      const times = { known: [] as number[], unknown: [] as number[] };
      let told = 0;
      for (let n = -50; n < calls; n += 1) {
        const order = randomInt(2) === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const);
        const answers: string[] = [];
        // Limits on guessing would answer instead.
        x.w.clock.jump(new Date(x.w.clock.now().getTime() + 11 * minute_ms * (n % 4 === 0 ? 1 : 0) + 1100 * 60));
        for (const which of order) {
          const started = process.hrtime.bigint();
          const answer = await ask(which === 'known');
          if (n >= 0) times[which].push(Number(process.hrtime.bigint() - started) / 1000);
          answers.push(`${answer.status} ${answer.body.code ?? ''}`);
        }
        if (answers[0] !== answers[1]) told += 1;
      }
      out.push({
        lookup,
        calls,
        knownMedian_us: Math.round(median(times.known)),
        unknownMedian_us: Math.round(median(times.unknown)),
        t: Math.round(welch(trimmed(times.known), trimmed(times.unknown)) * 100) / 100,
        told,
      });
    }
    return out;
  } finally {
    await x.w.close();
  }
}

const sorted = (times: readonly number[]): number[] => times.toSorted((a, b) => a - b);
const median = (times: readonly number[]): number => sorted(times)[times.length >> 1]!;
const trimmed = (times: readonly number[]): number[] => sorted(times).slice(0, Math.floor(times.length * 0.95));
function welch(a: readonly number[], b: readonly number[]): number {
  const of = (xs: readonly number[]) => {
    const mean = xs.reduce((s, v) => s + v, 0) / xs.length;
    return { mean, error: xs.reduce((s, v) => s + (v - mean) ** 2, 0) / (xs.length - 1) / xs.length };
  };
  const [one, two] = [of(a), of(b)];
  return (one.mean - two.mean) / Math.sqrt(one.error + two.error);
}
