/** The service profile (IDN-02, IDN-04): what one can do, when, how far, and what not; no proof is ever asked. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { languages, memberMotives, physicalLimits, workContents } from '../../contract/codes.ts';
import {
  type Body,
  Button,
  Check,
  Choice,
  Choices,
  either,
  Form,
  type Label,
  Loaded,
  Notice,
  Page,
  reading,
  RefusalNotice,
  type Reply,
  Section,
  TextField,
  toast,
  useCall,
  useWords,
} from '../kit/index.ts';
import { joinTimes, type Preset, readShifts, shifts, splitTimes } from './week.ts';
import { registerWords } from './words-register.ts';

type Profile = Body<'registration.saveProfile'>;
const distances = { near: 500, walk: 1_000, ride: 3_000, far: 10_000, any: null } as const;
type Distance = keyof typeof distances;
const optionsOf = <V extends string>(labels: Readonly<Record<V, Label>>) =>
  (Object.keys(labels) as V[]).map((value) => ({ value, label: either(labels[value]) }));
const listOf = (text: string) => [
  ...new Set(
    text
      .split(/[,,、;;\n]/)
      .map((s) => s.trim())
      .filter(Boolean),
  ),
];

export default function ProfilePage() {
  const w = useWords(registerWords);
  const query = useQuery({ ...reading('registration.profile', {}), refetchOnWindowFocus: false });
  return (
    <Page title={w.profileTitle} lead={w.profileLead} back="/me">
      <Loaded query={query}>{(profile) => <ProfileForm stored={profile} />}</Loaded>
    </Page>
  );
}

function ProfileForm({ stored }: { stored: Reply<'registration.profile'> }) {
  const w = useWords(registerWords);
  const { complete: _complete, home: _home, ...body } = stored;
  const [profile, setProfile] = useState<Profile>(body);
  const [texts, setTexts] = useState({
    expertise: body.expertise.join('、'),
    interests: body.interests.join('、'),
    certificates: body.certificates.join('、'),
  });
  const save = useCall('registration.saveProfile');
  const change = (part: Partial<Profile>) => setProfile((p) => ({ ...p, ...part }));
  const submit = async () => {
    const lists = {
      expertise: listOf(texts.expertise),
      interests: listOf(texts.interests),
      certificates: listOf(texts.certificates),
    };
    const outcome = await save.run({ body: { ...profile, ...lists } });
    if (outcome.ok) toast(outcome.value.complete ? w.completeNow : w.saved);
  };
  return (
    <Form onSubmit={() => void submit()}>
      <TextField
        label={w.expertise}
        hint={w.listHint}
        value={texts.expertise}
        onChange={(expertise) => setTexts({ ...texts, expertise })}
        error={save.errorOf('expertise')}
      />
      <TextField
        label={w.interests}
        hint={w.listHint}
        value={texts.interests}
        onChange={(interests) => setTexts({ ...texts, interests })}
        error={save.errorOf('interests')}
      />
      <Choices
        legend={w.intentions}
        hint={w.intentionsHint}
        options={optionsOf(workContents)}
        value={profile.intentions}
        onChange={(intentions) => change({ intentions })}
        error={save.errorOf('intentions')}
      />
      <Times profile={profile} change={change} />
      <Work profile={profile} change={change} />
      <Choice
        legend={w.distance}
        options={(Object.keys(distances) as Distance[]).map((value) => ({ value, label: w.distances[value] }))}
        value={(Object.keys(distances) as Distance[]).find((d) => distances[d] === profile.max_distance_m) ?? null}
        onChange={(d) => change({ max_distance_m: distances[d] })}
      />
      <Choices
        legend={w.limits}
        hint={w.limitsHint}
        optional
        options={optionsOf(physicalLimits)}
        value={profile.limits}
        onChange={(limits) => change({ limits })}
      />
      <Choices
        legend={w.motives}
        hint={w.motivesHint}
        optional
        options={optionsOf(memberMotives)}
        value={profile.motives}
        onChange={(motives) => change({ motives })}
      />
      <Choices
        legend={w.languages}
        optional
        options={optionsOf(languages)}
        value={profile.languages}
        onChange={(spoken) => change({ languages: spoken })}
      />
      <Blackout profile={profile} change={change} />
      <TextField
        label={w.profession}
        optional
        maxLength={60}
        value={profile.profession}
        onChange={(profession) => change({ profession })}
      />
      <TextField
        label={w.certificates}
        hint={w.listHint}
        optional
        value={texts.certificates}
        onChange={(certificates) => setTexts({ ...texts, certificates })}
      />
      <TextField
        label={w.resources}
        optional
        maxLength={200}
        value={profile.resources}
        onChange={(resources) => change({ resources })}
      />
      <div>
        <Check
          label={w.tryOut}
          checked={profile.willing_to_try}
          onChange={(willing_to_try) => change({ willing_to_try })}
        />
        <Check label={w.more} checked={profile.accepts_more} onChange={(accepts_more) => change({ accepts_more })} />
        <Check label={w.paused} checked={profile.paused} onChange={(paused) => change({ paused })} />
      </div>
      <RefusalNotice refused={save.refused} />
      <Button type="submit" weight="act" wide busy={save.busy}>
        {w.save}
      </Button>
    </Form>
  );
}

interface PartProps {
  readonly profile: Profile;
  readonly change: (part: Partial<Profile>) => void;
}
function Times({ profile, change }: PartProps) {
  const w = useWords(registerWords);
  const { chosen, rest } = splitTimes(profile.availability);
  return (
    <>
      <Choices
        legend={w.availability}
        options={(Object.keys(w.times) as Preset[]).map((value) => ({ value, label: w.times[value] }))}
        value={chosen}
        onChange={(next) => change({ availability: joinTimes(next, rest) })}
      />
      {rest.length > 0 ? <p className="small">{w.otherTimes(rest.length)}</p> : null}
    </>
  );
}

function Work({ profile, change }: PartProps) {
  const w = useWords(registerWords);
  const pattern = profile.work_pattern;
  const kind = pattern === null ? 'usual' : pattern.length === 0 ? 'none' : 'own';
  const shift = (pattern && readShifts(pattern)) ?? { days: [0, 1, 2, 3, 4], from: '20:00', to: '08:00' };
  const set = (part: Partial<typeof shift>) => {
    const next = { ...shift, ...part };
    change({ work_pattern: shifts(next.days, next.from, next.to) });
  };
  return (
    <>
      <Choice
        legend={w.work}
        hint={w.workHint}
        options={(Object.keys(w.workOptions) as (keyof typeof w.workOptions)[]).map((value) => ({
          value,
          label: w.workOptions[value],
        }))}
        value={kind}
        onChange={(k) =>
          change({ work_pattern: k === 'usual' ? null : k === 'none' ? [] : shifts(shift.days, shift.from, shift.to) })
        }
      />
      {kind === 'own' ? (
        <>
          <Choices
            legend={w.workDays}
            columns={2}
            options={w.days.map((label, i) => ({ value: String(i), label }))}
            value={shift.days.map(String)}
            onChange={(days) => (days.length > 0 ? set({ days: days.map(Number).sort() }) : undefined)}
          />
          <div className="time-pair">
            <TextField
              label={w.workFrom}
              type="time"
              value={shift.from}
              onChange={(from) => (from ? set({ from }) : undefined)}
            />
            <TextField
              label={w.workTo}
              hint={w.workToHint}
              type="time"
              value={shift.to}
              onChange={(to) => (to ? set({ to }) : undefined)}
            />
          </div>
        </>
      ) : null}
    </>
  );
}

function Blackout({ profile, change }: PartProps) {
  const w = useWords(registerWords);
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const ready = from !== '' && to !== '' && from <= to;
  const add = () => {
    if (!ready) return;
    change({ blackout: [...profile.blackout, { from, to }] });
    setFrom('');
    setTo('');
  };
  return (
    <Section title={w.blackout}>
      <ul>
        {profile.blackout.map((b, i) => (
          <li key={`${b.from}${b.to}`} className="row">
            <span>
              {b.from} – {b.to}
            </span>
            <Button weight="quiet" onClick={() => change({ blackout: profile.blackout.filter((_, n) => n !== i) })}>
              {w.removeBlackout}
            </Button>
          </li>
        ))}
      </ul>
      <div className="time-pair">
        <TextField label={w.from} type="date" value={from} onChange={setFrom} />
        <TextField label={w.to} type="date" value={to} min={from} onChange={setTo} />
      </div>
      <div className="actions">
        <Button onClick={add} disabled={!ready}>
          {w.addBlackout}
        </Button>
      </div>
      {profile.paused ? <Notice tone="still" title={w.paused} /> : null}
    </Section>
  );
}
