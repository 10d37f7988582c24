/** Who gives goods, and which units supervise them (C-32). */
import Button from 'antd/es/button';
import { useState } from 'react';
import { Link } from 'wouter';
import { sponsorKinds } from '../../../contract/goods-codes.ts';
import { labelOf, lang, type Reply, useCall, useWords } from '../../kit/index.ts';
import { comma, DataTable, Empty, Mark, optionsOf, Panel, Refusal, say, SelectField, TextField } from '../ui/index.ts';
import { goodsWords } from './words-goods.ts';

type Sponsor = Reply<'goods.counter'>['sponsors'][number];

export function GoodsSponsors({ tenant, data }: { tenant: number; data: Reply<'goods.counter'> }) {
  const w = useWords(goodsWords);
  const [opened, setOpened] = useState<Sponsor | 'new' | null>(null);
  return (
    <>
      {opened ? (
        <SponsorForm
          key={opened === 'new' ? 'new' : opened.id}
          tenant={tenant}
          {...(opened === 'new' ? {} : { sponsor: opened })}
          onClose={() => setOpened(null)}
        />
      ) : null}
      <DataTable
        name={w.tabs.sponsors}
        rows={data.sponsors}
        keyOf={(s) => s.id}
        empty={<Empty title={w.noSponsors} />}
        tools={
          <Button type="primary" onClick={() => setOpened('new')}>
            {w.addSponsor}
          </Button>
        }
        columns={[
          { title: w.name, render: (s) => <strong>{s.name}</strong>, text: (s) => s.name },
          { title: w.kind, render: (s) => labelOf(sponsorKinds, s.kind), text: (s) => labelOf(sponsorKinds, s.kind) },
          {
            title: w.supervisors,
            render: (s) => s.supervisor_names.join(comma()) || '—',
            text: (s) => s.supervisor_names.join(' '),
          },
          { title: w.contact, render: (s) => s.contact || '—', text: (s) => s.contact },
          {
            title: w.state,
            render: (s) => <Mark tone={s.state === 'active' ? 'done' : 'still'}>{w[s.state]}</Mark>,
            text: (s) => w[s.state],
          },
          {
            title: '',
            render: (s) => (
              <span className="nowrap">
                <Link href={`/c/${tenant}/goods/${s.id}`}>{w.report}</Link>{' '}
                <Button size="small" type="link" onClick={() => setOpened(s)}>
                  {w.edit}
                </Button>
              </span>
            ),
          },
        ]}
      />
    </>
  );
}

function SponsorForm({ tenant, sponsor, onClose }: { tenant: number; sponsor?: Sponsor; onClose: () => void }) {
  const w = useWords(goodsWords);
  const add = useCall('goods.addSponsor');
  const edit = useCall('goods.editSponsor');
  const call = sponsor ? edit : add;
  const [name, setName] = useState(sponsor?.name ?? '');
  const [kind, setKind] = useState<string>(sponsor?.kind ?? 'merchant');
  const [unit, setUnit] = useState(sponsor?.unit ? String(sponsor.unit) : '');
  const [supervisors, setSupervisors] = useState(sponsor?.supervisors.join(', ') ?? '');
  const [contact, setContact] = useState(sponsor?.contact ?? '');
  const [tried, setTried] = useState(false);
  const numbers = supervisors.split(/[,，、\s]+/).filter(Boolean);
  const isNumber = (text: string) => /^[1-9]\d{0,8}$/.test(text.trim());
  const unitWrong = unit.trim() !== '' && !isNumber(unit);
  const supervisorsWrong = !numbers.every(isNumber);
  const submit = async (state: 'active' | 'ended') => {
    setTried(true);
    if (unitWrong || supervisorsWrong) return;
    const body = {
      name,
      kind: kind as Sponsor['kind'],
      unit: unit.trim() === '' ? null : Number(unit),
      supervisors: numbers.map(Number),
      contact,
    };
    const outcome = sponsor
      ? await edit.run({ params: { community: tenant, id: sponsor.id }, body: { ...body, state } })
      : await add.run({ params: { community: tenant }, body });
    if (!outcome.ok) return;
    say(w.saved);
    onClose();
  };
  return (
    <Panel title={sponsor?.name ?? w.addSponsor}>
      <TextField label={w.name} value={name} onChange={setName} error={call.errorOf('name')} />
      <SelectField label={w.kind} value={kind} onChange={setKind} options={optionsOf(sponsorKinds, lang())} />
      <TextField
        label={w.unit}
        hint={w.unitHint}
        optional
        short
        value={unit}
        onChange={setUnit}
        error={tried && unitWrong ? w.wholeError : call.errorOf('unit')}
      />
      <TextField
        label={w.supervisors}
        hint={w.supervisorsHint}
        optional
        value={supervisors}
        onChange={setSupervisors}
        error={tried && supervisorsWrong ? w.wholeError : call.errorOf('supervisors')}
      />
      <TextField label={w.contact} optional value={contact} onChange={setContact} error={call.errorOf('contact')} />
      <Refusal refused={call.refused} />
      <p className="row">
        <Button type="primary" loading={call.busy} onClick={() => void submit('active')}>
          {w.save}
        </Button>
        {sponsor?.state === 'active' ? (
          <Button danger loading={call.busy} onClick={() => void submit('ended')}>
            {w.end}
          </Button>
        ) : null}
        <Button onClick={onClose}>{w.close}</Button>
      </p>
    </Panel>
  );
}
