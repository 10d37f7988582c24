/** The routes of the phone face, each loaded when first opened, inside one frame. */
import { Component, lazy, type ReactNode, Suspense } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { Button, LinkButton, Loading, Page, Toasts, useWords, wordsNow } from '../kit/index.ts';
import { Home } from './home.tsx';
import { SignedIn } from './door.tsx';
import { Frame } from './shell.tsx';
import { shellWords } from './words-shell.ts';

/** Pages that need a session stand behind the door; the others are open to everyone. */
const open = {
  '/sign-in': lazy(() => import('./sign-in.tsx')),
  '/look-up': lazy(() => import('./look-up.tsx')),
  '/lists': lazy(() => import('./lists.tsx')),
  '/board': lazy(() => import('./board.tsx')),
  '/time-bank/pool': lazy(() => import('./time-pool.tsx')),
  '/goods-ledger/:tenant': lazy(() => import('./goods-ledger.tsx')),
  '/publicity/:tenant': lazy(() => import('./publicity.tsx')),
  '/verify': lazy(() => import('./verify.tsx')),
  '/verify/:number/:code': lazy(() => import('./verify.tsx')),
  '/commended': lazy(() => import('./commended.tsx')),
};
const own = {
  '/order': lazy(() => import('./order-form.tsx')),
  '/orders': lazy(() => import('./orders.tsx')),
  '/orders/:tenant/:id': lazy(() => import('./order.tsx')),
  '/receipt/:tenant/:id': lazy(() => import('./receipt.tsx')),
  '/proxies': lazy(() => import('./proxies.tsx')),
  '/square': lazy(() => import('./square.tsx')),
  '/tasks/:tenant/:id': lazy(() => import('./task.tsx')),
  '/invitations': lazy(() => import('./invitations.tsx')),
  '/services': lazy(() => import('./services.tsx')),
  '/services/:tenant/:id': lazy(() => import('./service.tsx')),
  '/services/:tenant/:id/check-in': lazy(() => import('./check-in.tsx')),
  '/services/:tenant/:id/result': lazy(() => import('./result.tsx')),
  '/code/:tenant/:id': lazy(() => import('./on-site-code.tsx')),
  '/lead/:tenant/:id': lazy(() => import('./lead.tsx')),
  '/offers': lazy(() => import('./offers.tsx')),
  '/goods': lazy(() => import('./goods.tsx')),
  '/certificates': lazy(() => import('./certificates.tsx')),
  '/exemptions': lazy(() => import('./exemptions.tsx')),
  '/passbook': lazy(() => import('./passbook.tsx')),
  '/time-bank': lazy(() => import('./time-bank.tsx')),
  '/time-bank/exchange': lazy(() => import('./time-exchange.tsx')),
  '/time-bank/ask': lazy(() => import('./time-ask.tsx')),
  '/time-bank/give': lazy(() => import('./time-give.tsx')),
  '/time-bank/gifts': lazy(() => import('./time-gifts.tsx')),
  '/time-bank/choices': lazy(() => import('./time-choices.tsx')),
  '/time-bank/orders/:tenant/:id': lazy(() => import('./time-order.tsx')),
  '/points': lazy(() => import('./points.tsx')),
  '/calendar': lazy(() => import('./calendar.tsx')),
  '/registration': lazy(() => import('./registration.tsx')),
  '/profile': lazy(() => import('./profile.tsx')),
  '/inbox': lazy(() => import('./inbox.tsx')),
  '/me': lazy(() => import('./mine.tsx')),
  '/my-data': lazy(() => import('./my-data.tsx')),
  '/settings': lazy(() => import('./settings.tsx')),
  '/activities': lazy(() => import('./activities.tsx')),
  '/field': lazy(() => import('./field.tsx')),
  '/confirmations': lazy(() => import('./confirmations.tsx')),
};

export function App() {
  const [path] = useLocation();
  return (
    <Frame>
      <Catch key={path}>
        <Suspense fallback={<Waiting />}>
          <Switch>
            <Route path="/" component={Home} />
            {Object.entries(open).map(([path, Component]) => (
              <Route key={path} path={path}>
                <Component />
              </Route>
            ))}
            {Object.entries(own).map(([path, Component]) => (
              <Route key={path} path={path}>
                <SignedIn>
                  <Component />
                </SignedIn>
              </Route>
            ))}
            <Route>
              <NotFound />
            </Route>
          </Switch>
        </Suspense>
      </Catch>
      <Toasts />
    </Frame>
  );
}
const Waiting = () => (
  <main className="page">
    <Loading />
  </main>
);
function NotFound() {
  const w = useWords(shellWords);
  return (
    <Page title={w.notFound} lead={w.notFoundText}>
      <LinkButton href="/">{w.toHome}</LinkButton>
    </Page>
  );
}

/** A fault on one page (or a chunk that could not be fetched) never leaves a white screen. */
class Catch extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };
  static getDerivedStateFromError() {
    return { failed: true };
  }
  override render() {
    if (!this.state.failed) return this.props.children;
    const w = wordsNow(shellWords);
    return (
      <main className="page">
        <h1>{w.crashed}</h1>
        <p className="lead">{w.crashedText}</p>
        <div className="actions">
          <Button onClick={() => location.reload()}>{w.reload}</Button>
        </div>
      </main>
    );
  }
}
