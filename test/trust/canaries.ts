/** Personal values that stand nowhere else, planted in one community, so that any of them in the wrong place is a leak. */
import { good } from '../service-world.ts';
import type { Someone, World } from '../world.ts';

/** Characters that no ordinary word of the platform holds. */
const rare = [...'龘靐齉爩鱻麤龗灪吁龖厵滟爨癵驫麣纞虋讟钃'];
const name = (n: number): string => `${rare[n % rare.length]}${rare[Math.floor(n / rare.length) % rare.length]}鑫`;
interface Planted extends Someone {
  readonly name: string;
  readonly phone: string;
  readonly door: string;
  readonly identity: string;
  readonly words: string;
}
/** So many residents of the home community, each with an order: name, phone, door, ID number and words of the heart. */
export async function plant(w: World, many: number): Promise<string[]> {
  const out: string[] = [];
  // The fuzz sends the first thirty numbers itself.
  while ((await w.resident('先来的人')).phone < '13900000040');
  for (let n = 0; n < many; n += 1) {
    const who = await w.resident(name(n + 1));
    const one: Planted = {
      ...who,
      door: `柏庄小区3号楼2单元${7001 + n}室`,
      identity: `34020719430${100000 + n * 7}X`.slice(0, 18),
      words: `心里话-${rare[n % rare.length]}${n}-老伴走后我常常睡不着`,
    };
    good(
      await w.call(one.token, 'orders.place', {
        params: { community: w.community },
        body: {
          text: `${one.words}，身份证${one.identity}，想找人聊聊`,
          address: one.door,
          place: w.home,
          private: true,
        },
        key: `plant-${String(n).padStart(6, '0')}`,
      }),
    );
    out.push(one.name, one.phone, one.door, one.identity, one.words);
  }
  await w.settle();
  return out;
}
