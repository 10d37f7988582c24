/** The door of the workbench: account, password and one-time password; in the demonstration the accounts to try it with. */
import { useQueryClient } from '@tanstack/react-query';
import Button from 'antd/es/button';
import { type FormEvent, useState } from 'react';
import { setLang, useCall, useLang, useWords } from '../kit/index.ts';
import { useDeployment } from './session.ts';
import { Bars } from './shell.tsx';
import { shellWords } from './shell-words.ts';
import { Refusal, TextField } from './ui/index.ts';

/** Splits "password / 123456" of a demonstration account into its two parts. */
function partsOf(secret: string): { password: string; totp: string } {
  const totp = /(\d{6})\s*$/.exec(secret)?.[1] ?? '';
  const password = (totp ? secret.slice(0, secret.lastIndexOf(totp)) : secret)
    .replace(/[\s·/|,,+]+(TOTP|动态口令)?[\s::]*$/i, '')
    .trim();
  return { password: password || secret, totp };
}

export function SignIn() {
  const w = useWords(shellWords);
  const language = useLang();
  const client = useQueryClient();
  const deployment = useDeployment(15_000);
  const accounts = (deployment?.demonstration ?? []).filter((a) => a.face === 'desk');
  const [account, setAccount] = useState('');
  const [password, setPassword] = useState('');
  const [totp, setTotp] = useState('');
  const [missing, setMissing] = useState<'account' | 'password' | null>(null);
  const enter = useCall('accounts.signInByPassword');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const gap = account.trim() === '' ? 'account' : password === '' ? 'password' : null;
    setMissing(gap);
    if (gap) return;
    const code = totp.replace(/\D/g, '');
    const outcome = await enter.run({ body: { account: account.trim(), password, ...(code ? { totp: code } : {}) } });
    if (outcome.ok) client.setQueryData(['accounts.me', {}], outcome.value.me);
  };
  return (
    <div className="frame">
      <Bars />
      <main id="main" className="door">
        <section className="door-form">
          <p className="door-brand">
            <span className="seal seal-large" aria-hidden="true">
              哨
            </span>
            <span className="door-name">{w.brand}</span>
            <Button
              size="small"
              type="text"
              lang={language === 'zh' ? 'en' : 'zh-CN'}
              onClick={() => setLang(language === 'zh' ? 'en' : 'zh')}
            >
              {w.otherLanguage}
            </Button>
          </p>
          <h1>{w.signIn}</h1>
          <p className="lead">{w.signInLead}</p>
          <form onSubmit={(e) => void submit(e)} noValidate>
            <TextField
              label={w.account}
              value={account}
              onChange={setAccount}
              autoComplete="username"
              error={missing === 'account' ? w.accountMissing : enter.errorOf('account')}
            />
            <TextField
              label={w.password}
              type="password"
              value={password}
              onChange={setPassword}
              autoComplete="current-password"
              error={missing === 'password' ? w.passwordMissing : enter.errorOf('password')}
            />
            <TextField
              label={w.totp}
              hint={w.totpHint}
              value={totp}
              onChange={setTotp}
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={7}
              error={enter.errorOf('totp')}
            />
            <Refusal refused={enter.refused} />
            <Button type="primary" htmlType="submit" size="large" block loading={enter.busy}>
              {w.enter}
            </Button>
          </form>
          <p className="door-motto">{w.motto}</p>
        </section>
        {accounts.length > 0 ? (
          <section className="door-accounts" aria-labelledby="demo-accounts">
            <h2 id="demo-accounts">{w.demoAccounts}</h2>
            <p className="quiet">{w.demoAccountsText}</p>
            <ul>
              {accounts.map((a) => {
                const title = language === 'zh' ? a.title : a.title_en;
                return (
                  <li key={a.account}>
                    <button
                      type="button"
                      className="account"
                      onClick={() => {
                        const secret = partsOf(a.secret);
                        setAccount(a.account);
                        setPassword(secret.password);
                        setTotp(secret.totp);
                        setMissing(null);
                        enter.clear();
                      }}
                    >
                      <span className="account-title">{title}</span>
                      <span className="account-id">{a.account}</span>
                      <code>{a.secret}</code>
                      {a.note ? <span className="quiet">{a.note}</span> : null}
                    </button>
                  </li>
                );
              })}
            </ul>
          </section>
        ) : null}
      </main>
    </div>
  );
}
