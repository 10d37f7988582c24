/** Language, single keys, own roles and signed-in devices. */
import Button from 'antd/es/button';
import { roles } from '../../../contract/codes.ts';
import { call, labelOf, type Lang, setLang, useCall, useLang, useWords } from '../../kit/index.ts';
import { useMe } from '../session.ts';
import {
  CheckField,
  Choices,
  DataTable,
  Loaded,
  Page,
  Panel,
  Refusal,
  say,
  setKeysOn,
  useKeysOn,
  useRead,
  When,
} from '../ui/index.ts';
import { ruleWords } from './words-rules.ts';

export default function Settings() {
  const w = useWords(ruleWords);
  const language = useLang();
  const keysOn = useKeysOn();
  const me = useMe();
  const sessions = useRead('accounts.sessions', {});
  const revoke = useCall('accounts.revokeSession');
  const choose = (next: string) => {
    setLang(next as Lang);
    void call('accounts.preferences', { body: { locale: next as Lang } });
  };
  return (
    <Page title={w.settings} lead={w.settingsLead}>
      <Panel title={w.language}>
        <Choices
          hideLegend
          legend={w.language}
          options={[
            { value: 'zh', text: w.zh },
            { value: 'en', text: w.en },
          ]}
          value={language}
          onChange={choose}
        />
      </Panel>
      <Panel title={w.keys}>
        <CheckField label={w.keysOn} hint={w.keysHint} checked={keysOn} onChange={setKeysOn} />
      </Panel>
      <Panel title={w.roles}>
        <ul className="lines">
          {(me?.grants ?? []).map((g) => (
            <li key={g.role + g.tenant + (g.place ?? '')}>
              {labelOf(roles, g.role)} <span className="quiet">{g.tenant_name}</span>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={w.sessions}>
        <Refusal refused={revoke.refused} />
        <Loaded query={sessions} rows={2}>
          {(data) => (
            <DataTable
              name={w.sessions}
              bare
              rows={data.items}
              keyOf={(s) => s.id}
              columns={[
                {
                  title: w.device,
                  render: (s) => (
                    <>
                      {s.device} {s.current ? <span className="tag">{w.thisOne}</span> : null}
                    </>
                  ),
                },
                { title: w.lastSeen, render: (s) => <When at={s.last_seen_at} /> },
                {
                  title: '',
                  render: (s) =>
                    s.current ? null : (
                      <Button
                        size="small"
                        loading={revoke.busy}
                        onClick={() => void revoke.run({ params: { id: s.id } }).then((o) => o.ok && say(w.revoked))}
                      >
                        {w.revoke}
                      </Button>
                    ),
                },
              ]}
            />
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}
