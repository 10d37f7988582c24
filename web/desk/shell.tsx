/** The frame of every page: demonstration mark, whose desk this is, the rail of pages, search, live refresh. */
import { useQueryClient } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { call, openLive, setLang, useLang, useOnline, useWords, whenSignedOut } from '../kit/index.ts';
import { navigation } from './navigation.ts';
import { homeOf, type Me, type Place, placeAt, placesOf, useDeployment } from './session.ts';
import { shellWords } from './shell-words.ts';
import { Said, useKeys } from './ui/index.ts';

export function Frame({ me, children }: { me: Me; children: ReactNode }) {
  const w = useWords(shellWords);
  const [path] = useLocation();
  const place = placeAt(me, path) ?? placesOf(me)[0] ?? null;
  useLive(me.id);
  return (
    <div className="frame">
      <a className="skip" href="#main">
        {w.skip}
      </a>
      <Bars />
      <TopBar me={me} place={place} />
      <div className="body">
        {place ? <Rail place={place} /> : null}
        <div className="sheet">{children}</div>
      </div>
      <Said />
    </div>
  );
}

/** What holds for every page: this is the demonstration, or there is no network. */
export function Bars() {
  const w = useWords(shellWords);
  const deployment = useDeployment();
  const online = useOnline();
  return (
    <aside aria-label={w.notice}>
      {deployment?.kind === 'demonstration' ? <p className="demo-bar">{w.demo}</p> : null}
      <div role="status">{online ? null : <p className="offline-bar">{w.offline}</p>}</div>
    </aside>
  );
}

function TopBar({ me, place }: { me: Me; place: Place | null }) {
  const w = useWords(shellWords);
  const language = useLang();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const places = placesOf(me);
  const leave = async () => {
    await call('accounts.signOut', {});
    client.clear();
    client.setQueryData(['accounts.me', {}], null);
    navigate('/');
  };
  return (
    <header className="top screen-only">
      <Link href="/" className="brand">
        <span className="seal" aria-hidden="true">
          哨
        </span>
        <span>{w.brand}</span>
      </Link>
      {places.length > 1 ? (
        <label className="desk-choice">
          <span className="visually-hidden">{w.chooseDesk}</span>
          <select
            value={place ? `${place.face}${place.tenant}` : ''}
            onChange={(e) => {
              const chosen = places.find((p) => `${p.face}${p.tenant}` === e.target.value);
              if (chosen) navigate(homeOf(chosen));
            }}
          >
            {place && !places.some((p) => p.face === place.face && p.tenant === place.tenant) ? (
              <option value={`${place.face}${place.tenant}`}>{w.elsewhere}</option>
            ) : null}
            {places.map((p) => (
              <option key={`${p.face}${p.tenant}`} value={`${p.face}${p.tenant}`}>
                {p.name}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <span className="desk-name">{place?.name}</span>
      )}
      {place && place.face === 'c' && place.roles.some((r) => searchers.includes(r)) ? (
        <SearchBox tenant={place.tenant} />
      ) : (
        <span className="grow" />
      )}
      <Link href="/inbox" className="top-link">
        {me.unread > 0 ? w.inboxUnread(me.unread) : w.inbox}
      </Link>
      <Button
        size="small"
        type="text"
        lang={language === 'zh' ? 'en' : 'zh-CN'}
        onClick={() => setLang(language === 'zh' ? 'en' : 'zh')}
      >
        {w.otherLanguage}
      </Button>
      <Link href="/settings" className="top-link">
        {me.name}
      </Link>
      <Button size="small" type="text" onClick={() => void leave()}>
        {w.signOut}
      </Button>
    </header>
  );
}
const searchers: readonly string[] = ['community_secretary', 'community_worker', 'hotline_operator'];

function SearchBox({ tenant }: { tenant: number }) {
  const w = useWords(shellWords);
  const [, navigate] = useLocation();
  const [q, setQ] = useState('');
  const box = useRef<HTMLInputElement>(null);
  useKeys([{ key: '/', says: w.search, act: () => box.current?.focus(), hidden: true }]);
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (q.trim()) navigate(`/c/${tenant}/search?q=${encodeURIComponent(q.trim())}`);
  };
  return (
    <search className="grow">
      <form onSubmit={go} className="search-box">
        <label htmlFor="search-all" className="visually-hidden">
          {w.search}
        </label>
        <input
          id="search-all"
          ref={box}
          type="search"
          value={q}
          placeholder={w.searchHint}
          onChange={(e) => setQ(e.target.value)}
          maxLength={60}
          autoComplete="off"
        />
        <kbd aria-hidden="true">/</kbd>
      </form>
    </search>
  );
}

function Rail({ place }: { place: Place }) {
  const w = useWords(shellWords);
  const [path] = useLocation();
  const base = `/${place.face}/${place.tenant}`;
  const groups = navigation(place);
  return (
    <nav className="rail screen-only" aria-label={w.nav}>
      {groups.map((group) => (
        <div key={group.key} className="rail-group">
          <p className="rail-title" id={`rail-${group.key}`}>
            {w.groups[group.key]}
          </p>
          <ul aria-labelledby={`rail-${group.key}`}>
            {group.pages.map((page) => {
              const href = `${base}/${page}`;
              const here = path === href || path.startsWith(`${href}/`);
              return (
                <li key={page}>
                  <Link href={href} className="rail-link" {...(here ? { 'aria-current': 'page' as const } : {})}>
                    {w.pages[page]}
                  </Link>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </nav>
  );
}

/** What changed elsewhere is read again; many events in one second cost one reading. */
function useLive(id: string) {
  const client = useQueryClient();
  useEffect(() => {
    whenSignedOut(() => client.setQueryData(['accounts.me', {}], null));
    let timer: ReturnType<typeof setTimeout> | null = null;
    const refresh = () => {
      timer ??= setTimeout(() => {
        timer = null;
        void client.invalidateQueries();
      }, 800);
    };
    if (!id) return;
    const live = openLive(refresh, () => undefined);
    live.restart();
    return () => {
      if (timer) clearTimeout(timer);
      live.close();
    };
  }, [client, id]);
}
