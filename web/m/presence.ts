/** The position of this moment, and what happens to a check-in when there is no network. */
import { addressOf, type Body, keepAct, now } from '../kit/index.ts';

export type Presence = Body<'claims.checkIn'>;
export interface Fix {
  readonly lat: number;
  readonly lng: number;
  readonly accuracy_m: number;
  readonly fix_at: string;
}
export type Located =
  | { readonly ok: true; readonly fix: Fix }
  | { readonly ok: false; readonly why: 'denied' | 'insecure' };

/** Asks the phone once. Browsers give a position only over HTTPS; that case is told apart, since nobody can grant it. */
export function locate(): Promise<Located> {
  if (!('geolocation' in navigator) || !isSecureContext) return Promise.resolve({ ok: false, why: 'insecure' });
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      (p) =>
        resolve({
          ok: true,
          fix: {
            lat: p.coords.latitude,
            lng: p.coords.longitude,
            accuracy_m: Math.round(p.coords.accuracy),
            fix_at: now().toISOString(),
          },
        }),
      () => resolve({ ok: false, why: 'denied' }),
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 15_000 },
    );
  });
}

export function presenceOf(fix: Fix | null, proof: { readonly code: string; readonly pin: string }): Presence {
  return {
    position: fix ? { point: { lat: fix.lat, lng: fix.lng }, accuracy_m: fix.accuracy_m, fix_at: fix.fix_at } : null,
    on_site_code: proof.code || null,
    pin: proof.pin || null,
  };
}

export interface Act {
  readonly kind: 'in' | 'out';
  readonly person: string;
  readonly community: number;
  readonly claim: string;
  /** The key under which it was already tried: should that try have arrived, the later send is known to be the same. */
  readonly key: string;
}
/** Keeps a check-in on the phone with the moment of the act, and asks the browser to wake the service worker later. */
export async function keepForLater({ kind, person, community, claim, key }: Act, presence: Presence): Promise<void> {
  const captured_at = now().toISOString();
  const url = addressOf(kind === 'in' ? 'claims.checkIn' : 'claims.checkOut', { params: { community, id: claim } });
  await keepAct({ key, person, claim, kind, url, body: { ...presence, captured_at }, captured_at });
  try {
    const registration = (await navigator.serviceWorker?.ready) as unknown as
      | { sync?: { register(tag: string): Promise<void> } }
      | undefined;
    await registration?.sync?.register('check-ins');
  } catch {
    // Without background sync the page itself sends when it is opened online again.
  }
}
