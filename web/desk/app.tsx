/** The routes of the workbench, each page loaded when first opened, behind the door and inside one frame. */
import { Component, lazy, type ComponentType, type ReactNode, Suspense } from 'react';
import { Redirect, Route, Switch, useLocation, useParams, Link } from 'wouter';
import { useWords, wordsNow } from '../kit/index.ts';
import { homeOf, placesOf, useMe } from './session.ts';
import { Bars, Frame } from './shell.tsx';
import { shellWords } from './shell-words.ts';
import { SignIn } from './sign-in.tsx';
import { Loading } from './ui/index.ts';

export interface AtDesk {
  /** The community, unit or node of the address. */
  readonly tenant: number;
}
type PageModule = { default: ComponentType<AtDesk> };
const page = (load: () => Promise<PageModule>) => lazy(load);

const pages = {
  '/c/:tenant/today': page(() => import('./pages/today.tsx')),
  '/c/:tenant/needs': page(() => import('./pages/needs.tsx')),
  '/c/:tenant/needs/:id': page(() => import('./pages/need.tsx')),
  '/c/:tenant/needs/:id/task': page(() => import('./pages/task-form.tsx')),
  '/c/:tenant/orders/:id': page(() => import('./pages/order.tsx')),
  '/c/:tenant/intake': page(() => import('./pages/intake.tsx')),
  '/c/:tenant/paper': page(() => import('./pages/paper.tsx')),
  '/c/:tenant/handovers': page(() => import('./pages/handovers.tsx')),
  '/c/:tenant/tasks': page(() => import('./pages/tasks.tsx')),
  '/c/:tenant/plan': page(() => import('./pages/plan.tsx')),
  '/c/:tenant/tasks/new': page(() => import('./pages/task-form.tsx')),
  '/c/:tenant/tasks/:id': page(() => import('./pages/task.tsx')),
  '/c/:tenant/claims/:id': page(() => import('./pages/claim.tsx')),
  '/c/:tenant/live': page(() => import('./pages/live.tsx')),
  '/c/:tenant/activities': page(() => import('./pages/activities.tsx')),
  '/c/:tenant/audits': page(() => import('./pages/audits.tsx')),
  '/c/:tenant/confirmations': page(() => import('./pages/confirmations.tsx')),
  '/c/:tenant/calls': page(() => import('./pages/calls.tsx')),
  '/c/:tenant/notices': page(() => import('./pages/notices.tsx')),
  '/c/:tenant/roster': page(() => import('./pages/roster.tsx')),
  '/c/:tenant/bank': page(() => import('./pages/bank.tsx')),
  '/c/:tenant/registrations': page(() => import('./pages/registrations.tsx')),
  '/c/:tenant/branches': page(() => import('./pages/branches.tsx')),
  '/c/:tenant/pairings': page(() => import('./pages/pairings.tsx')),
  '/c/:tenant/engagements': page(() => import('./pages/engagements.tsx')),
  '/c/:tenant/staffing': page(() => import('./pages/staffing.tsx')),
  '/c/:tenant/places': page(() => import('./pages/places.tsx')),
  '/c/:tenant/lists': page(() => import('./pages/lists.tsx')),
  '/c/:tenant/rules': page(() => import('./pages/rules.tsx')),
  '/c/:tenant/board': page(() => import('./pages/board.tsx')),
  '/c/:tenant/guards': page(() => import('./pages/guards.tsx')),
  '/c/:tenant/board/:key': page(() => import('./pages/board-rows.tsx')),
  '/c/:tenant/gaps': page(() => import('./pages/gaps.tsx')),
  '/c/:tenant/books': page(() => import('./pages/books.tsx')),
  '/c/:tenant/reversals': page(() => import('./pages/reversals.tsx')),
  '/c/:tenant/time-orders': page(() => import('./pages/time-orders.tsx')),
  '/c/:tenant/time-grants': page(() => import('./pages/time-grants.tsx')),
  '/c/:tenant/time-desk': page(() => import('./pages/time-desk.tsx')),
  '/c/:tenant/time-model': page(() => import('./pages/time-model.tsx')),
  '/c/:tenant/goods': page(() => import('./pages/goods.tsx')),
  '/c/:tenant/goods/:id': page(() => import('./pages/goods-report.tsx')),
  '/c/:tenant/certificates': page(() => import('./pages/certificates.tsx')),
  '/c/:tenant/certificates/:id': page(() => import('./pages/certificate.tsx')),
  '/c/:tenant/people/:id': page(() => import('./pages/person.tsx')),
  '/c/:tenant/search': page(() => import('./pages/search.tsx')),
  '/u/:tenant/filings': page(() => import('./pages/filings.tsx')),
  '/u/:tenant/unit-board': page(() => import('./pages/unit-board.tsx')),
  '/u/:tenant/pairing': page(() => import('./pages/pairing.tsx')),
  '/n/:tenant/overview': page(() => import('./pages/overview.tsx')),
  '/:face/:tenant/coverage': page(() => import('./pages/coverage.tsx')),
  '/:face/:tenant/attempts': page(() => import('./pages/attempts.tsx')),
  '/:face/:tenant/parameters': page(() => import('./pages/parameters.tsx')),
  '/:face/:tenant/policy': page(() => import('./pages/policy.tsx')),
  '/:face/:tenant/calendar': page(() => import('./pages/calendar.tsx')),
  '/:face/:tenant/honours': page(() => import('./pages/honours.tsx')),
  '/:face/:tenant/standard': page(() => import('./pages/standard.tsx')),
  '/:face/:tenant/consequences': page(() => import('./pages/consequences.tsx')),
};
/** Links in notices name the subject alone; they open at the reader's own desk. */
const short = ['needs', 'orders', 'tasks', 'claims'] as const;
const Settings = lazy(() => import('./pages/settings.tsx'));
const Inbox = lazy(() => import('./pages/inbox.tsx'));

export function App() {
  const me = useMe();
  const [path] = useLocation();
  const w = useWords(shellWords);
  if (me === null) return <SignIn />;
  if (me === undefined) {
    return (
      <div className="frame">
        <Bars />
        <main className="page" aria-label={w.checking}>
          <Loading />
        </main>
      </div>
    );
  }
  const places = placesOf(me);
  if (places.length === 0) return <NoDesk />;
  return (
    <Frame me={me}>
      <Catch at={path}>
        <Suspense fallback={<Waiting />}>
          <Switch>
            <Route path="/">
              <Redirect to={homeOf(places[0]!)} replace />
            </Route>
            {short.map((kind) => (
              <Route key={kind} path={`/${kind}/:id`}>
                {({ id }) => (
                  <Redirect
                    to={`/c/${(places.find((p) => p.face === 'c') ?? places[0]!).tenant}/${kind}/${id}`}
                    replace
                  />
                )}
              </Route>
            ))}
            <Route path="/unit/:page">
              {({ page }) => (
                <Redirect to={`/u/${(places.find((p) => p.face === 'u') ?? places[0]!).tenant}/${page}`} replace />
              )}
            </Route>
            <Route path="/settings" component={Settings} />
            <Route path="/inbox" component={Inbox} />
            {Object.entries(pages).map(([path, Page]) => (
              <Route key={path} path={path}>
                <At page={Page} />
              </Route>
            ))}
            <Route>
              <NotFound />
            </Route>
          </Switch>
        </Suspense>
      </Catch>
    </Frame>
  );
}

/** Gives a page its territory; another territory or subject is another page, with nothing left over. */
function At({ page: Page }: { page: ComponentType<AtDesk> }) {
  const params = useParams();
  const tenant = Number(params['tenant']);
  if (!Number.isSafeInteger(tenant) || tenant <= 0) return <NotFound />;
  return <Page key={`${tenant}/${params['id'] ?? params['key'] ?? ''}`} tenant={tenant} />;
}
const Waiting = () => (
  <main className="page">
    <Loading />
  </main>
);
function NotFound() {
  const w = useWords(shellWords);
  return (
    <main id="main" className="page">
      <h1>{w.notFound}</h1>
      <p className="lead">{w.notFoundText}</p>
      <p>
        <Link href="/">{w.toHome}</Link>
      </p>
    </main>
  );
}
function NoDesk() {
  const w = useWords(shellWords);
  return (
    <div className="frame">
      <Bars />
      <main id="main" className="page">
        <h1>{w.noDesk}</h1>
        <p className="lead">{w.noDeskText}</p>
        <p>
          <a href="/m/">{w.toPhone}</a>
        </p>
      </main>
    </div>
  );
}

/** A fault on one page, or a part that could not be fetched, never leaves a white screen. */
class Catch extends Component<{ at: string; children: ReactNode }, { failed: boolean; at: string }> {
  override state = { failed: false, at: this.props.at };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  /** Another page is another chance. */
  static getDerivedStateFromProps(props: { at: string }, state: { at: string }) {
    return props.at === state.at ? null : { failed: false, at: props.at };
  }
  override render() {
    if (!this.state.failed) return this.props.children;
    const w = wordsNow(shellWords);
    return (
      <main id="main" className="page">
        <h1>{w.crashed}</h1>
        <p className="lead">{w.crashedText}</p>
        <p>
          <button type="button" className="plain-button" onClick={() => location.reload()}>
            {w.reload}
          </button>
        </p>
      </main>
    );
  }
}
