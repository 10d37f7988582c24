/** The door that pages with a session stand behind. */
import { lazy, type ReactNode } from 'react';
import { Failure, kitWords, Loading, type Refused, useOnline, useWords } from '../kit/index.ts';
import { useMe } from './session.ts';

const SignInHere = lazy(() => import('./sign-in.tsx').then((m) => ({ default: m.SignInHere })));

/** Shows its content to a signed-in person and the sign-in form to anyone else, at the same address. */
export function SignedIn({ children }: { children: ReactNode }) {
  const me = useMe();
  const online = useOnline();
  const k = useWords(kitWords);
  if (me) return children;
  if (me === null) return <SignInHere />;
  if (online) {
    return (
      <main className="page">
        <Loading />
      </main>
    );
  }
  const refused: Refused = {
    ok: false,
    kind: 'offline',
    code: 'OFFLINE',
    message: k.offline,
    next: '',
    fields: [],
    details: {},
  };
  return (
    <main className="page">
      <h1>{k.failedTitle}</h1>
      <Failure refused={refused} retry={() => location.reload()} />
    </main>
  );
}
