/** The frame of every page: demonstration mark, name, large-text switch, navigation, live refresh, waiting check-ins. */
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { Link, useLocation } from 'wouter';
import {
  call,
  OfflineBar,
  openLive,
  sendWaiting,
  type SentAct,
  setElder,
  toast,
  useElder,
  useLang,
  useWords,
  whenSignedOut,
} from '../kit/index.ts';
import { becomes, homeOf, type Me, useDeployment, useMe } from './session.ts';
import { shellWords } from './words-shell.ts';

export function Frame({ children }: { children: ReactNode }) {
  const me = useMe();
  const deployment = useDeployment();
  const w = useWords(shellWords);
  const home = homeOf(me, deployment);
  useLive(me);
  useWaitingActs(me);
  return (
    <div className="frame">
      <header>
        {deployment?.kind === 'demonstration' ? <p className="demo-bar">{w.demo}</p> : null}
        <OfflineBar />
        <div className="top screen-only">
          <Link href="/" className="brand">
            <span className="seal">{w.brand}</span>
            {home ? <span className="brand-place">{home.name}</span> : null}
          </Link>
          <ElderSwitch signedIn={Boolean(me)} />
        </div>
      </header>
      {children}
      <Navigation me={me} />
    </div>
  );
}

/** One tap for large text, on every page. The step chosen under settings is used again. */
function ElderSwitch({ signedIn }: { signedIn: boolean }) {
  const step = useElder();
  const w = useWords(shellWords);
  const flip = () => {
    const next = step === 0 ? 1 : 0;
    setElder(next);
    if (signedIn) void call('accounts.preferences', { body: { elder_mode: next > 0 } });
  };
  return (
    <button type="button" className="elder-switch" onClick={flip}>
      {step === 0 ? w.elderOn : w.elderOff}
    </button>
  );
}

function Navigation({ me }: { me: Me | null | undefined }) {
  const w = useWords(shellWords);
  const [path] = useLocation();
  const items = me
    ? ([
        ['/', w.home],
        ['/orders', w.orders],
        ['/services', w.services],
        ['/me', w.mine],
      ] as const)
    : ([
        ['/', w.home],
        ['/look-up', w.lookUp],
        ['/lists', w.lists],
        ['/sign-in', w.signIn],
      ] as const);
  const current = (href: string) => (href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`));
  return (
    <nav className="bottom-nav screen-only" aria-label={w.nav}>
      {items.map(([href, label]) => (
        <Link key={href} href={href} {...(current(href) ? { 'aria-current': 'page' as const } : {})}>
          {label}
          {href === '/me' && me && me.unread > 0 ? (
            <span className="unseen">
              <span aria-hidden="true">{me.unread > 99 ? '99+' : me.unread}</span>
              <span className="visually-hidden">{w.unseen(me.unread)}</span>
            </span>
          ) : null}
        </Link>
      ))}
    </nav>
  );
}

/** What changed elsewhere is read again; many events in one second cost one reading. */
function useLive(me: Me | null | undefined) {
  const client = useQueryClient();
  const id = me?.id;
  useEffect(() => {
    whenSignedOut(() => becomes(client, null));
    if (!id) return;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const refresh = () => {
      timer ??= setTimeout(() => {
        timer = null;
        void client.invalidateQueries();
      }, 800);
    };
    let opened = false;
    const live = openLive(refresh, () => {
      // The first opening follows the page's own reading; later ones follow a break.
      if (opened) refresh();
      opened = true;
    });
    live.restart();
    return () => {
      if (timer) clearTimeout(timer);
      live.close();
    };
  }, [client, id]);
}

/** Check-ins that waited for the network are sent when it is back, and the person is told what became of them. */
function useWaitingActs(me: Me | null | undefined) {
  const client = useQueryClient();
  const w = useWords(shellWords);
  const language = useLang();
  const id = me?.id;
  useEffect(() => {
    if (!id) return;
    const tell = (sent: readonly SentAct[]) => {
      for (const { act, refused } of sent) {
        toast(refused ? `${refused.message}${refused.next}` : act.kind === 'in' ? w.sentLaterIn : w.sentLaterOut);
      }
      if (sent.length > 0) void client.invalidateQueries();
    };
    const send = () => void sendWaiting(id, language === 'zh' ? 'zh-CN' : 'en').then(tell, () => undefined);
    // The service worker may have sent them while no page was looking.
    const hear = (event: MessageEvent) => {
      const message = event.data as { type?: string; sent?: readonly SentAct[] };
      if (message.type === 'check-ins-sent' && message.sent) tell(message.sent);
    };
    send();
    addEventListener('online', send);
    navigator.serviceWorker?.addEventListener('message', hear);
    return () => {
      removeEventListener('online', send);
      navigator.serviceWorker?.removeEventListener('message', hear);
    };
  }, [client, id, language, w]);
}
