/** Items of the counter: prices and states, deliveries, stock-taking with its difference. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { goodsItemStates, goodsKinds } from '../../../contract/goods-codes.ts';
import { format, labelOf, lang, type Reply, useCall, useWords } from '../../kit/index.ts';
import {
  AreaField,
  DataTable,
  Empty,
  Mark,
  optionsOf,
  Panel,
  Refusal,
  say,
  SelectField,
  TextField,
} from '../ui/index.ts';
import { goodsWords } from './words-goods.ts';

type Counter = Reply<'goods.counter'>;
type Item = Counter['items'][number];
type Opened = { readonly what: 'add' } | { readonly what: 'edit' | 'deliver' | 'count'; readonly item: Item };

/** Points as a person writes them, in hundredths; null when it is no such number. */
function hundredthsOf(text: string): number | null {
  return /^\d{1,5}([.．]\d{1,2})?$/.test(text.trim()) ? Math.round(Number(text.trim().replace('．', '.')) * 100) : null;
}
const wholeOf = (text: string): number | null => (/^-?\d{1,6}$/.test(text.trim()) ? Number(text.trim()) : null);

export function GoodsStock({ tenant, data }: { tenant: number; data: Counter }) {
  const w = useWords(goodsWords);
  const [opened, setOpened] = useState<Opened | null>(null);
  const close = () => setOpened(null);
  const sponsors = data.sponsors.filter((s) => s.state === 'active');
  return (
    <>
      {opened?.what === 'add' ? <ItemForm tenant={tenant} sponsors={sponsors} onClose={close} /> : null}
      {opened?.what === 'edit' ? (
        <ItemForm key={opened.item.id} tenant={tenant} sponsors={sponsors} item={opened.item} onClose={close} />
      ) : null}
      {opened?.what === 'deliver' || opened?.what === 'count' ? (
        <StockForm
          key={`${opened.what}${opened.item.id}`}
          tenant={tenant}
          item={opened.item}
          what={opened.what}
          onClose={close}
        />
      ) : null}
      <DataTable
        name={w.tabs.stock}
        rows={data.items}
        keyOf={(i) => i.id}
        empty={<Empty title={w.noItems} />}
        tools={
          <Button type="primary" disabled={sponsors.length === 0} onClick={() => setOpened({ what: 'add' })}>
            {w.addItem}
          </Button>
        }
        columns={[
          { title: w.itemTitle, render: (i) => <strong>{i.title}</strong>, text: (i) => i.title },
          { title: w.kind, render: (i) => labelOf(goodsKinds, i.kind), text: (i) => labelOf(goodsKinds, i.kind) },
          { title: w.sponsor, render: (i) => i.sponsor, text: (i) => i.sponsor },
          {
            title: w.price,
            render: (i) => format.points(i.price_hundredths),
            text: (i) => i.price_hundredths / 100,
            end: true,
          },
          { title: w.stock, render: (i) => i.stock, text: (i) => i.stock, end: true },
          { title: w.reserved, render: (i) => i.reserved, text: (i) => i.reserved, end: true },
          {
            title: w.state,
            render: (i) => (
              <Mark tone={i.state === 'open' ? 'done' : i.state === 'paused' ? 'wait' : 'still'}>
                {labelOf(goodsItemStates, i.state)}
              </Mark>
            ),
            text: (i) => labelOf(goodsItemStates, i.state),
          },
          {
            title: '',
            render: (item) => (
              <span className="nowrap">
                {(['deliver', 'count', 'edit'] as const).map((what) => (
                  <Button key={what} size="small" type="link" onClick={() => setOpened({ what, item })}>
                    {w[what]}
                  </Button>
                ))}
              </span>
            ),
          },
        ]}
      />
    </>
  );
}

function ItemForm(props: { tenant: number; sponsors: Counter['sponsors']; item?: Item; onClose: () => void }) {
  const { item } = props;
  const w = useWords(goodsWords);
  const add = useCall('goods.addItem');
  const edit = useCall('goods.editItem');
  const call = item ? edit : add;
  const [title, setTitle] = useState(item?.title ?? '');
  const [description, setDescription] = useState(item?.description ?? '');
  const [kind, setKind] = useState<string>(item?.kind ?? 'daily');
  const [price, setPrice] = useState(item ? String(item.price_hundredths / 100) : '');
  const [perYear, setPerYear] = useState(item?.per_person_year ? String(item.per_person_year) : '');
  const [sponsor, setSponsor] = useState(item?.sponsor_id ?? props.sponsors[0]?.id ?? '');
  const [stock, setStock] = useState('0');
  const [state, setState] = useState<string>(item?.state ?? 'open');
  const [tried, setTried] = useState(false);
  const hundredths = hundredthsOf(price);
  const limit = perYear.trim() === '' ? null : wholeOf(perYear);
  const limitWrong = perYear.trim() !== '' && (limit === null || limit < 1);
  const count = wholeOf(stock);
  const submit = async () => {
    setTried(true);
    if (hundredths === null || hundredths < 1 || limitWrong || (!item && (count === null || count < 0))) return;
    const body = {
      title,
      description,
      kind: kind as Item['kind'],
      price_hundredths: hundredths,
      per_person_year: limit,
    };
    const params = { community: props.tenant };
    const outcome = item
      ? await edit.run({ params: { ...params, id: item.id }, body: { ...body, state: state as Item['state'] } })
      : await add.run({ params, body: { ...body, sponsor, stock: count ?? 0 } });
    if (!outcome.ok) return;
    say(w.saved);
    props.onClose();
  };
  return (
    <Panel title={item ? item.title : w.addItem}>
      <TextField label={w.itemTitle} value={title} onChange={setTitle} error={call.errorOf('title')} />
      <AreaField
        label={w.description}
        optional
        value={description}
        onChange={setDescription}
        error={call.errorOf('description')}
      />
      <SelectField label={w.kind} value={kind} onChange={setKind} options={optionsOf(goodsKinds, lang())} />
      <TextField
        label={w.price}
        short
        value={price}
        onChange={setPrice}
        error={tried && !(hundredths !== null && hundredths > 0) ? w.priceError : call.errorOf('price_hundredths')}
      />
      <TextField
        label={w.perYear}
        hint={w.perYearHint}
        optional
        short
        value={perYear}
        onChange={setPerYear}
        error={tried && limitWrong ? w.wholeError : null}
      />
      {item ? (
        <SelectField label={w.state} value={state} onChange={setState} options={optionsOf(goodsItemStates, lang())} />
      ) : (
        <>
          <SelectField
            label={w.sponsor}
            value={sponsor}
            onChange={setSponsor}
            options={props.sponsors.map((s) => ({ value: s.id, text: s.name }))}
          />
          <TextField
            label={w.stock}
            short
            value={stock}
            onChange={setStock}
            error={tried && (count === null || count < 0) ? w.wholeError : null}
          />
        </>
      )}
      <Refusal refused={call.refused} />
      <p className="row">
        <Button type="primary" loading={call.busy} onClick={() => void submit()}>
          {w.save}
        </Button>
        <Button onClick={props.onClose}>{w.close}</Button>
      </p>
    </Panel>
  );
}

function StockForm(props: { tenant: number; item: Item; what: 'deliver' | 'count'; onClose: () => void }) {
  const { item, what } = props;
  const w = useWords(goodsWords);
  const deliver = useCall('goods.deliver');
  const take = useCall('goods.count');
  const call = what === 'deliver' ? deliver : take;
  const [number, setNumber] = useState(what === 'count' ? String(item.stock) : '');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const whole = wholeOf(number);
  const wrong = whole === null || (what === 'count' && whole < 0);
  const submit = async () => {
    setTried(true);
    if (wrong) return;
    const params = { community: props.tenant, id: item.id };
    if (what === 'deliver') {
      const outcome = await deliver.run({ params, body: { change: whole, reason } });
      if (!outcome.ok) return;
      say(w.stocked(outcome.value.stock));
    } else {
      const outcome = await take.run({ params, body: { counted: whole, reason } });
      if (!outcome.ok) return;
      say(w.counting(outcome.value.difference, outcome.value.cancelled));
    }
    props.onClose();
  };
  return (
    <Panel title={`${item.title} · ${w[what]}`}>
      <TextField
        label={what === 'deliver' ? w.change : w.counted}
        short
        value={number}
        onChange={setNumber}
        error={tried && wrong ? w.wholeError : (call.errorOf('change') ?? call.errorOf('counted'))}
      />
      <TextField
        label={what === 'deliver' ? w.reason : w.countReason}
        value={reason}
        onChange={setReason}
        error={call.errorOf('reason')}
      />
      <Refusal refused={call.refused} />
      <p className="row">
        <Button type="primary" loading={call.busy} onClick={() => void submit()}>
          {w.save}
        </Button>
        <Button onClick={props.onClose}>{w.close}</Button>
      </p>
    </Panel>
  );
}
