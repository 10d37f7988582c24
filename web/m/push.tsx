/**
 * Messages pushed to this phone: off until the person switches it on. Nothing asks for it anywhere else, and where the
 * deployment or the browser cannot push there is nothing to see.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Check, reading, RefusalNotice, toast, useCall, useWords } from '../kit/index.ts';
import { meWords } from './words-me.ts';

const canPush = () => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
/** The service worker of the pages once it is there; while developing there is none. */
const worker = async () => (await navigator.serviceWorker.getRegistration('/m/')) ?? null;

export function PushSwitch() {
  const offer = useQuery(reading('me.push', {})).data;
  const here = useQuery({
    queryKey: ['push.here'],
    enabled: canPush(),
    queryFn: async () => {
      const registration = await worker();
      const subscription = await registration?.pushManager.getSubscription();
      return { ready: registration !== null, endpoint: subscription?.endpoint ?? null };
    },
  }).data;
  if (!offer?.key || !here?.ready) return null;
  return <Switch serverKey={offer.key} on={here.endpoint !== null && here.endpoint === offer.endpoint} />;
}

function Switch({ serverKey, on }: { serverKey: string; on: boolean }) {
  const w = useWords(meWords);
  const client = useQueryClient();
  const set = useCall('me.setPush');
  const remove = useCall('me.removePush');
  const [busy, setBusy] = useState(false);
  const blocked = Notification.permission === 'denied';
  const turnOn = async () => {
    if ((await Notification.requestPermission()) !== 'granted') return toast(w.pushBlocked);
    const body = await subscribed(serverKey);
    if (!body) return toast(w.pushFailed);
    const outcome = await set.run({ body });
    if (outcome.ok) toast(w.pushOn);
  };
  const turnOff = async () => {
    const outcome = await remove.run({});
    if (!outcome.ok) return;
    await (await (await worker())?.pushManager.getSubscription())?.unsubscribe();
    await client.invalidateQueries({ queryKey: ['push.here'] });
    toast(w.pushOff);
  };
  const change = async (wanted: boolean) => {
    if (busy) return;
    setBusy(true);
    await (wanted ? turnOn() : turnOff());
    setBusy(false);
  };
  return (
    <>
      <Check
        label={w.push}
        hint={blocked && !on ? w.pushBlocked : w.pushText}
        checked={on}
        onChange={(wanted) => void change(wanted)}
      />
      <RefusalNotice refused={set.refused ?? remove.refused} />
    </>
  );
}

/** Subscribes this browser with the deployment's key; null when its push service cannot be reached. */
async function subscribed(serverKey: string): Promise<{ endpoint: string; p256dh: string; auth: string } | null> {
  const manager = (await worker())?.pushManager;
  if (!manager) return null;
  try {
    // An older subscription may belong to another key or to somebody who used this phone before.
    await (await manager.getSubscription())?.unsubscribe();
    const { endpoint, keys } = (
      await manager.subscribe({ userVisibleOnly: true, applicationServerKey: serverKey })
    ).toJSON();
    const { p256dh, auth } = keys ?? {};
    return endpoint && p256dh && auth ? { endpoint, p256dh, auth } : null;
  } catch {
    return null;
  }
}
