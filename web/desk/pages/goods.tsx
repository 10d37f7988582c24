/** The goods counter at the desk: handing out by code, items and stock, sponsors (PTS-06, C-32). */
import Button from 'antd/es/button';
import { useState } from 'react';
import { format, type Reply, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import {
  AreaField,
  DataTable,
  Empty,
  Facts,
  Loaded,
  Page,
  Panel,
  Refusal,
  say,
  TextField,
  useParam,
  useRead,
} from '../ui/index.ts';
import { GoodsSponsors } from './goods-sponsors.tsx';
import { GoodsStock } from './goods-stock.tsx';
import { goodsWords } from './words-goods.ts';

const tabs = ['counter', 'stock', 'sponsors'] as const;
type Counter = Reply<'goods.counter'>;

export default function Goods({ tenant }: AtDesk) {
  const w = useWords(goodsWords);
  useLang();
  const [tab, setTab] = useParam('tab', 'counter');
  const query = useRead('goods.counter', { params: { community: tenant } });
  return (
    <Page
      title={w.title}
      lead={w.lead}
      wide
      side={
        <a className="plain-button" href={`/m/goods-ledger/${tenant}`}>
          {w.publicLedger}
        </a>
      }
    >
      <div className="filters" role="group" aria-label={w.title}>
        {tabs.map((t) => (
          <button key={t} type="button" className="filter" aria-pressed={tab === t} onClick={() => setTab(t)}>
            {w.tabs[t]}
          </button>
        ))}
      </div>
      <Loaded query={query}>
        {(data) =>
          tab === 'stock' ? (
            <GoodsStock tenant={tenant} data={data} />
          ) : tab === 'sponsors' ? (
            <GoodsSponsors tenant={tenant} data={data} />
          ) : (
            <>
              <ByCode tenant={tenant} />
              <Waiting tenant={tenant} data={data} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function ByCode({ tenant }: { tenant: number }) {
  const w = useWords(goodsWords);
  const find = useCall('goods.find');
  const collect = useCall('goods.collect');
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const [found, setFound] = useState<Reply<'goods.find'> | null>(null);
  const digits = code.replaceAll(/\s/g, '');
  const wrong = tried && !/^\d{8}$/.test(digits);
  const look = async () => {
    setTried(true);
    setFound(null);
    if (!/^\d{8}$/.test(digits)) return;
    const outcome = await find.run({ params: { community: tenant }, body: { code: digits } });
    setFound(outcome.ok ? outcome.value : null);
  };
  const handOut = async (id: string) => {
    const outcome = await collect.run({ params: { community: tenant, id }, body: { code: digits } });
    if (!outcome.ok) return;
    say(w.handedOut);
    setFound(null);
    setCode('');
    setTried(false);
  };
  return (
    <Panel title={w.tabs.counter}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          void look();
        }}
      >
        <TextField
          label={w.code}
          hint={w.codeHint}
          short
          value={code}
          onChange={setCode}
          autoComplete="off"
          error={wrong ? w.codeError : null}
        />
        <p className="row">
          <Button htmlType="submit" type={found ? 'default' : 'primary'} loading={find.busy}>
            {w.find}
          </Button>
        </p>
      </form>
      <Refusal refused={find.refused} />
      <div aria-live="polite">
        {found ? (
          <>
            <Facts
              items={[
                [w.item, w.found(found.title, found.quantity)],
                [w.person, found.person],
                [w.points, format.points(found.total_hundredths)],
                [w.until, format.moment(found.collect_until)],
              ]}
            />
            <Refusal refused={collect.refused} />
            <p className="row">
              <Button type="primary" loading={collect.busy} onClick={() => void handOut(found.id)}>
                {w.handOut}
              </Button>
            </p>
          </>
        ) : null}
      </div>
    </Panel>
  );
}

function Waiting({ tenant, data }: { tenant: number; data: Counter }) {
  const w = useWords(goodsWords);
  const cancel = useCall('goods.cancel');
  const [ending, setEnding] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const end = async (id: string) => {
    const outcome = await cancel.run({ params: { community: tenant, id }, body: { reason } });
    if (!outcome.ok) return;
    say(w.cancelled);
    setEnding(null);
    setReason('');
  };
  const chosen = data.waiting.find((o) => o.id === ending);
  return (
    <Panel title={w.waiting}>
      {chosen ? (
        <>
          <p>
            <strong>{w.found(chosen.title, chosen.quantity)}</strong> {chosen.person}
          </p>
          <AreaField label={w.cancelReason} value={reason} onChange={setReason} error={cancel.errorOf('reason')} />
          <Refusal refused={cancel.refused} />
          <p className="row">
            <Button danger loading={cancel.busy} onClick={() => void end(chosen.id)}>
              {w.cancel}
            </Button>
            <Button onClick={() => setEnding(null)}>{w.close}</Button>
          </p>
        </>
      ) : null}
      <DataTable
        name={w.waiting}
        rows={data.waiting}
        keyOf={(o) => o.id}
        empty={<Empty title={w.noWaiting} />}
        columns={[
          { title: w.item, render: (o) => w.found(o.title, o.quantity), text: (o) => o.title },
          { title: w.quantity, text: (o) => o.quantity },
          { title: w.person, render: (o) => o.person, text: (o) => o.person },
          {
            title: w.points,
            render: (o) => format.points(o.total_hundredths),
            text: (o) => o.total_hundredths / 100,
            end: true,
          },
          { title: w.ordered, render: (o) => format.moment(o.ordered), text: (o) => o.ordered },
          { title: w.until, render: (o) => format.moment(o.collect_until), text: (o) => o.collect_until },
          {
            title: '',
            render: (o) => (
              <Button size="small" onClick={() => setEnding(o.id)}>
                {w.cancel}
              </Button>
            ),
          },
        ]}
      />
    </Panel>
  );
}
