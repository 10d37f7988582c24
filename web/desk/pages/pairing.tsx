/** A unit registers its Party organisation with the community it is paired with. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import {
  AreaField,
  Choices,
  Mark,
  Page,
  Panel,
  Refusal,
  say,
  TextField,
  uiWords,
  Unread,
  useRead,
} from '../ui/index.ts';
import { peopleWords } from './words-people.ts';

export default function Pairing({ tenant }: AtDesk) {
  const w = useWords(peopleWords);
  const u = useWords(uiWords);
  const language = useLang();
  const board = useRead('registration.unitBoard', { params: { unit: tenant } });
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState('');
  const found = useRead('places.findNode', { query: { q: asked, opened: 'true' } }, { enabled: asked !== '' });
  const communities = asked === '' ? [] : (found.data?.items ?? []).filter((n) => n.level === 'community');
  const [community, setCommunity] = useState('');
  const [resources, setResources] = useState('');
  const [liaison, setLiaison] = useState('');
  const propose = useCall('registration.proposePairing');
  const send = async () => {
    const outcome = await propose.run({
      params: { unit: tenant },
      body: {
        community: Number(community),
        resources: resources
          .split('\n')
          .map((r) => r.trim())
          .filter(Boolean)
          .slice(0, 20),
        liaison: liaison.trim(),
      },
    });
    if (outcome.ok) say(w.pairDone);
  };
  return (
    <Page title={w.pairing} lead={w.pairingLead}>
      <div className="columns">
        <div className="form">
          <TextField
            label={w.findCommunity}
            type="search"
            value={typed}
            maxLength={60}
            onChange={setTyped}
            onEnter={() => setAsked(typed.trim())}
            error={propose.errorOf('community')}
          />
          <div className="form-acts">
            <Button onClick={() => setAsked(typed.trim())}>{u.search}</Button>
          </div>
          {communities.length > 0 ? (
            <Choices
              legend={w.choose}
              options={communities
                .slice(0, 20)
                .map((n) => ({ value: String(n.tenant), text: `${n.name} ${n.code ?? ''}` }))}
              value={community}
              onChange={setCommunity}
            />
          ) : null}
          <AreaField
            label={w.resources}
            hint={w.resourcesHint}
            value={resources}
            onChange={setResources}
            error={propose.errorOf('resources')}
          />
          <TextField
            label={w.liaison}
            value={liaison}
            maxLength={40}
            onChange={setLiaison}
            error={propose.errorOf('liaison')}
          />
          <Unread queries={[found]} />
          <Refusal refused={propose.refused} />
          <div className="form-acts">
            <Button
              type="primary"
              disabled={community === '' || liaison.trim() === ''}
              loading={propose.busy}
              onClick={() => void send()}
            >
              {w.register}
            </Button>
          </div>
        </div>
        <Panel title={w.yourPairings}>
          <Unread queries={[board]} />
          {board.data && board.data.pairings.length === 0 ? <p className="quiet">{w.pairEmpty}</p> : null}
          <ul className="lines">
            {(board.data?.pairings ?? []).map((p) => (
              <li key={p.id}>
                <span>
                  <strong>{p.community}</strong>{' '}
                  <Mark tone={p.state === 'active' ? 'done' : 'wait'}>{w.pStates[p.state]}</Mark>
                </span>
                <span className="quiet">{p.resources.join(language === 'zh' ? '、' : ', ')}</span>
              </li>
            ))}
          </ul>
        </Panel>
      </div>
    </Page>
  );
}
