/** A row becomes an order, through the channel that its source suggests (DSP-02, LST-02). */
import type { Case } from './cases.ts';
import { here, iso, type Scene } from './scene.ts';
import type { Neighbour, Person } from './town.ts';
import { expertiseOf } from './words.ts';

/** Places the order at this very second. Throws when the platform does not take it: an order is never turned away. */
export async function place(scene: Scene, one: Case): Promise<void> {
  const receipt =
    one.row.way === 'page' || one.row.way === 'voice'
      ? await byPage(scene, one)
      : one.row.way === 'proxy'
        ? await byProxy(scene, one)
        : await byIntake(scene, one);
  one.order = receipt.order;
  one.need = receipt.need;
  one.receipt = receipt.receipt;
}

interface Receipt {
  readonly order: string;
  readonly need: string;
  readonly receipt: string;
}

function wordsOf(scene: Scene, one: Case) {
  const { row } = one;
  const text = scene.words.of(one.family, one.sameAs?.row.id ?? row.id).text;
  // A good third of the askers name what the helper should know; the form offers it from the words.
  const names = one.family === 'volunteer' && scene.draws.chance(`names:${row.id}`, 0.35);
  return {
    // Two rows about the same thing use the same words, as two neighbours before the same broken lamp would nearly do.
    text,
    tag: names ? expertiseOf(text) : null,
    place: one.home.place,
    wanted_by: row.dueAt === null ? null : iso(row.dueAt),
    severity: scene.draws.weighted(`severity:${row.id}`, [
      ['concern', 60],
      ['annoyance', 30],
      ['worry', 10],
    ] as const),
  };
}

async function byPage(scene: Scene, one: Case): Promise<Receipt> {
  const photos = one.row.photo ? [await upload(scene, one.asker, one, 'image/jpeg', jpeg)] : [];
  const voice = one.row.way === 'voice' ? await upload(scene, one.asker, one, 'audio/wav', wav()) : null;
  const words = wordsOf(scene, one);
  return taken(
    await scene.client.call(one.asker, 'orders.place', {
      params: here(one),
      body: { ...words, ...(voice ? { text: '', voice } : {}), photos },
    }),
    one,
  );
}

/** A relative orders; staff record the resident's spoken consent once before. */
async function byProxy(scene: Scene, one: Case): Promise<Receipt> {
  const principal = one.asker;
  const relatives = one.community.residents.filter((r) => r.id !== principal.id);
  const relative = scene.draws.pick(`relative:${principal.id}`, relatives);
  if (!consented.get(scene)?.has(principal.id)) {
    const answer = await scene.client.call(one.community.operator, 'accounts.recordProxyConsent', {
      params: here(one),
      body: {
        principal: principal.id,
        proxy_name: relative.name,
        proxy_phone: relative.phone,
        relation: '子女',
        consent: 'spoken',
        note: '电话中本人口头同意',
      },
    });
    if (!answer.ok) throw new Error(`The consent to a proxy was refused: ${answer.code}`);
    consented.set(scene, (consented.get(scene) ?? new Set()).add(principal.id));
  }
  return taken(
    await scene.client.call(relative, 'orders.place', {
      params: here(one),
      body: { ...wordsOf(scene, one), on_behalf_of: principal.id },
    }),
    one,
  );
}
const consented = new WeakMap<Scene, Set<string>>();

async function byIntake(scene: Scene, one: Case): Promise<Receipt> {
  const { row, community } = one;
  const words = wordsOf(scene, one);
  if (row.way === 'hotline') {
    const who = await caller(scene, one);
    const body = { ...words, channel: 'hotline', who, consent: 'spoken', call_record: `HJ${row.id}`.slice(0, 60) };
    return taken(await scene.client.call(community.operator, 'orders.intake', { params: here(one), body }), one);
  }
  const finder = one.asker;
  const who =
    row.way === 'staff' ? { person: finder.id } : { name: finder.name, phone: finder.phone, place: one.home.place };
  return taken(
    await scene.client.call(finder, 'orders.intake', {
      params: here(one),
      body: { ...words, channel: 'staff', who, consent: 'not_needed' },
    }),
    one,
  );
}

/** The operator finds the caller by digits of the number; one in twelve is new and gives name and number. */
async function caller(scene: Scene, one: Case): Promise<Record<string, unknown>> {
  if (scene.draws.chance(`stranger:${one.row.id}`, 0.08)) {
    const stranger: Person = {
      id: '',
      name: `新${one.asker.name}`,
      phone: `101${String(scene.draws.whole(`number:${one.row.id}`, 10_000_000, 99_999_999))}`,
      account: null,
      address: one.asker.address,
    };
    one.asker = stranger;
    return { name: stranger.name, phone: stranger.phone, place: one.home.place };
  }
  const digits = (one.asker.phone ?? '').slice(-5);
  const found = await scene.client.call(one.community.operator, 'orders.findPerson', {
    params: here(one),
    query: { q: digits },
  });
  const hit = found.ok ? found.value.items.find((p) => p.id === one.asker.id) : undefined;
  return { person: hit?.id ?? one.asker.id };
}

function taken(answer: { ok: true; value: Receipt } | { ok: false; code: string }, one: Case): Receipt {
  if (!answer.ok) throw new Error(`Row ${one.row.id} (${one.row.way}) could not place its order: ${answer.code}`);
  return answer.value;
}

async function upload(
  scene: Scene,
  who: Person | Neighbour,
  one: Case,
  media_type: string,
  bytes: Buffer,
): Promise<string> {
  const answer = await scene.client.call(who, 'files.upload', {
    params: here(one),
    body: { media_type, base64: bytes.toString('base64') },
  });
  if (!answer.ok) throw new Error(`A file was refused: ${answer.code}`);
  return answer.value.id;
}

/** The smallest picture. */
const jpeg = Buffer.concat([
  Buffer.from(
    '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxD/2Q==',
    'base64',
  ),
  Buffer.from([0xff, 0xd9]),
]);

/** A tenth of a second of silence, 8 kHz. */
function wav(): Buffer {
  const samples = Buffer.alloc(800, 128);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}
