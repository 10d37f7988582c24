/** What one can offer (LST-01): the own items of the service list, written, changed, paused and withdrawn here. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { codesOf, serviceForms, workContents } from '../../contract/codes.ts';
import {
  Button,
  Choice,
  ConfirmButton,
  Empty,
  Form,
  format,
  labelOf,
  LinkButton,
  List,
  Loaded,
  Page,
  reading,
  RefusalNotice,
  type Reply,
  Row,
  Section,
  Select,
  Tag,
  TextArea,
  TextField,
  toast,
  useCall,
  useWords,
} from '../kit/index.ts';
import { homeOf, useMe } from './session.ts';
import { offerWords } from './words-open.ts';

type Offer = Reply<'lists.read'>['services'][number];

export default function OffersPage() {
  const w = useWords(offerWords);
  const me = useMe();
  const community = homeOf(me, undefined)?.tenant ?? me?.grants[0]?.tenant ?? 0;
  const query = useQuery({ ...reading('lists.read', { params: { community } }), enabled: community > 0 });
  const [writing, setWriting] = useState<Offer | 'new' | null>(null);
  const done = () => setWriting(null);
  if (community === 0) {
    return (
      <Page title={w.title} lead={w.lead} back="/lists">
        <Empty title={w.noHome}>
          <LinkButton href="/registration">{w.register}</LinkButton>
        </Empty>
      </Page>
    );
  }
  return (
    <Page title={w.title} lead={w.lead} back="/lists">
      <Loaded query={query}>
        {({ services }) =>
          writing ? (
            <OfferForm community={community} offer={writing === 'new' ? null : writing} onDone={done} />
          ) : (
            <Own community={community} offers={services.filter((s) => s.mine)} onWrite={setWriting} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Own({
  community,
  offers,
  onWrite,
}: {
  community: number;
  offers: readonly Offer[];
  onWrite: (offer: Offer | 'new') => void;
}) {
  const w = useWords(offerWords);
  const add = (
    <Button weight="act" onClick={() => onWrite('new')}>
      {w.add}
    </Button>
  );
  if (offers.length === 0)
    return (
      <Empty title={w.none}>
        <p>{w.noneText}</p>
        {add}
      </Empty>
    );
  return (
    <>
      <List>
        {offers.map((o) => (
          <One key={o.id} community={community} offer={o} onEdit={() => onWrite(o)} />
        ))}
      </List>
      <div className="actions">{add}</div>
    </>
  );
}

function One({ community, offer: o, onEdit }: { community: number; offer: Offer; onEdit: () => void }) {
  const w = useWords(offerWords);
  const set = useCall('lists.setOffer');
  const to = async (state: 'open' | 'paused' | 'closed') => {
    const outcome = await set.run({ params: { community, id: o.id }, body: { state } });
    if (outcome.ok && state === 'closed') toast(w.withdrawn);
  };
  return (
    <Row
      title={o.title}
      sub={[
        labelOf(workContents, o.work_content),
        labelOf(serviceForms, o.form),
        format.minutes(o.minutes),
        w.left(o.remaining, o.capacity),
      ].join(' · ')}
      mark={<Tag tone={o.state === 'open' ? 'done' : 'still'}>{w.states[o.state]}</Tag>}
    >
      {o.description ? <p className="small">{o.description}</p> : null}
      <RefusalNotice refused={set.refused} />
      <div className="row-acts">
        <Button onClick={onEdit}>{w.edit}</Button>
        <Button busy={set.busy} onClick={() => void to(o.state === 'open' ? 'paused' : 'open')}>
          {o.state === 'open' ? w.pause : w.resume}
        </Button>
        <ConfirmButton label={w.withdraw} title={w.withdrawAsk} onYes={() => to('closed')} busy={set.busy}>
          <p>{w.withdrawText}</p>
        </ConfirmButton>
      </div>
    </Row>
  );
}

function OfferForm({ community, offer, onDone }: { community: number; offer: Offer | null; onDone: () => void }) {
  const w = useWords(offerWords);
  const save = useCall('lists.saveOffer');
  const edit = useCall('lists.editOffer');
  const [title, setTitle] = useState(offer?.title ?? '');
  const [content, setContent] = useState<Offer['work_content']>(offer?.work_content ?? 'volunteer_service');
  const [form, setForm] = useState<Offer['form']>(offer?.form ?? 'on_site');
  const [minutes, setMinutes] = useState(String(offer?.minutes ?? 60));
  const [capacity, setCapacity] = useState(String(offer?.capacity ?? 2));
  const [skills, setSkills] = useState(format.list(offer?.skills ?? []));
  const [description, setDescription] = useState(offer?.description ?? '');
  const [tried, setTried] = useState(false);
  const most = Number(capacity);
  const capacityOk = Number.isInteger(most) && most >= 1 && most <= 500;
  // A length that somebody set at the desk stays among the choices.
  const lengths = [...new Set([...Object.keys(w.minuteChoices), String(offer?.minutes ?? 60)])].toSorted(
    (a, b) => Number(a) - Number(b),
  );
  const submit = async () => {
    setTried(true);
    if (!title.trim() || !capacityOk) return;
    const body = {
      title: title.trim(),
      work_content: content,
      form,
      minutes: Number(minutes),
      capacity: most,
      skills: skills
        .split(/[、，,;；]\s*/)
        .map((s) => s.trim().slice(0, 30))
        .filter(Boolean)
        .slice(0, 6),
      description: description.trim(),
    };
    const outcome = offer
      ? await edit.run({ params: { community, id: offer.id }, body })
      : await save.run({ params: { community }, body });
    if (!outcome.ok) return;
    toast(offer ? w.changed : w.saved);
    onDone();
  };
  const call = offer ? edit : save;
  return (
    <Section title={offer ? w.formEdit : w.formNew}>
      <Form onSubmit={() => void submit()}>
        <TextField
          label={w.name}
          hint={w.nameHint}
          value={title}
          maxLength={60}
          onChange={setTitle}
          error={tried && !title.trim() ? w.nameMissing : call.errorOf('title')}
        />
        <Choice
          legend={w.content}
          columns={2}
          options={codesOf(workContents).map((value) => ({ value, label: labelOf(workContents, value) }))}
          value={content}
          onChange={setContent}
        />
        <Choice
          legend={w.form}
          columns={2}
          options={codesOf(serviceForms).map((value) => ({ value, label: labelOf(serviceForms, value) }))}
          value={form}
          onChange={setForm}
        />
        <Select
          label={w.minutes}
          value={minutes}
          onChange={setMinutes}
          options={lengths.map((value) => ({ value, label: w.minuteChoices[value] ?? w.ownMinutes(Number(value)) }))}
        />
        <TextField
          label={w.capacity}
          inputMode="numeric"
          value={capacity}
          maxLength={3}
          onChange={setCapacity}
          error={tried && !capacityOk ? w.capacityMissing : call.errorOf('capacity')}
        />
        <TextField label={w.skills} hint={w.skillsHint} optional value={skills} maxLength={120} onChange={setSkills} />
        <TextArea
          label={w.description}
          hint={w.descriptionHint}
          optional
          rows={3}
          maxLength={400}
          value={description}
          onChange={setDescription}
        />
        <RefusalNotice refused={call.refused} />
        <div className="actions">
          <Button type="submit" weight="act" busy={call.busy}>
            {offer ? w.saveEdit : w.save}
          </Button>
          <Button weight="quiet" onClick={onDone}>
            {w.cancel}
          </Button>
        </div>
      </Form>
    </Section>
  );
}
