/** Text size in four steps, language, push to this phone, leaving. */
import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import {
  Button,
  call,
  Choice,
  type ElderStep,
  type Lang,
  Page,
  setElder,
  setLang,
  toast,
  useCall,
  useElder,
  useLang,
  useWords,
} from '../kit/index.ts';
import { PushSwitch } from './push.tsx';
import { becomes, useMe } from './session.ts';
import { meWords } from './words-me.ts';

export default function Settings() {
  const w = useWords(meWords);
  const me = useMe();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const step = useElder();
  const language = useLang();
  const leave = useCall('accounts.signOut');
  const size = (value: string) => {
    const next = Number(value) as ElderStep;
    setElder(next);
    void call('accounts.preferences', { body: { elder_mode: next > 0 } });
  };
  const speak = (value: Lang) => {
    setLang(value);
    void call('accounts.preferences', { body: { locale: value } });
  };
  const out = async () => {
    const outcome = await leave.run({});
    if (!outcome.ok) return;
    becomes(client, null);
    toast(w.signedOut);
    navigate('/');
  };
  return (
    <Page title={w.settingsTitle} lead={me ? w.signedInAs(me.name) : undefined} back="/me">
      <div className="form">
        <Choice
          legend={w.textSize}
          options={w.sizes.map((label, i) => ({ value: String(i), label }))}
          value={String(step)}
          onChange={size}
        />
        <Choice
          legend={w.language}
          columns={2}
          options={[
            { value: 'zh', label: <span lang="zh-CN">中文</span> },
            { value: 'en', label: <span lang="en">English</span> },
          ]}
          value={language}
          onChange={speak}
        />
        <PushSwitch />
        <Button busy={leave.busy} onClick={() => void out()}>
          {w.signOut}
        </Button>
      </div>
    </Page>
  );
}
