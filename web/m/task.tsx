/** A task: whom it serves, what counts as done, what protects those who come, and the times to choose from. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { physicalLimits, serviceForms, slotRoles, uncountedKinds, workContents } from '../../contract/codes.ts';
import {
  ActionRow,
  Button,
  Card,
  Check,
  Empty,
  Facts,
  format,
  labelOf,
  Loaded,
  Notice,
  Page,
  reading,
  RefusalNotice,
  type Reply,
  Section,
  Tag,
  toast,
  useCall,
  useLang,
  useWords,
} from '../kit/index.ts';
import { Thread, useAddress } from './common.tsx';
import { alternativesOf } from './times.tsx';
import { taskWords } from './words-service.ts';

type Task = Reply<'tasks.read'>;

export default function TaskPage() {
  const w = useWords(taskWords);
  const { tenant, id } = useAddress();
  const query = useQuery(reading('tasks.read', { params: { community: tenant, id } }));
  return (
    <Page title={query.data?.title ?? w.taskTitle} lead={query.data?.description} back="/square">
      <Loaded query={query}>{(task) => <Whole task={task} />}</Loaded>
    </Page>
  );
}

function Whole({ task }: { task: Task }) {
  const w = useWords(taskWords);
  const language = useLang();
  const g = task.guarantees;
  return (
    <>
      <p className="state-line">
        {task.urgent ? <Tag tone="act">{w.urgent}</Tag> : null}
        {task.ad_hoc ? <Tag tone="still">{w.adHoc}</Tag> : null}
        <Tag tone="still">{labelOf(serviceForms, task.form)}</Tag>
      </p>
      {task.why.length > 0 ? (
        <Section title={w.why}>
          <ul className="bullets">
            {task.why.map((x) => (
              <li key={x.key}>{x[language]}</li>
            ))}
          </ul>
        </Section>
      ) : null}
      <Section title={w.slots}>
        {task.slots.length === 0 ? (
          <Empty title={w.noSlots} />
        ) : (
          task.slots.map((s) => <Slot key={s.id} task={task} slot={s} />)
        )}
      </Section>
      <Section title={w.serves}>
        {task.need_sentences.map((s) => (
          <blockquote key={s} className="original">
            {s}
          </blockquote>
        ))}
        <Facts
          items={[
            [w.content, labelOf(workContents, task.work_content)],
            task.place_name ? [w.place, task.place_name] : null,
            [w.result, task.deliverable],
            [w.boundary, task.boundary_sentence],
            task.responsible
              ? [w.responsible, [task.responsible.name, task.responsible.phone].filter(Boolean).join(' ')]
              : null,
            task.team_leader
              ? [w.leader, [task.team_leader.name, task.team_leader.phone].filter(Boolean).join(' ')]
              : null,
          ]}
        />
      </Section>
      {g ? (
        <Section title={w.guarantees}>
          <Facts
            items={[
              [w.insurance, g.insurance],
              [w.equipment, g.equipment],
              [w.briefing, g.briefing],
              g.meals ? [w.meals, g.meals] : null,
            ]}
          />
        </Section>
      ) : null}
      {task.allowed.includes('threads.say') ? <Thread community={task.tenant} kind="task" id={task.id} /> : null}
    </>
  );
}

function Slot({ task, slot }: { task: Task; slot: Task['slots'][number] }) {
  const w = useWords(taskWords);
  const [, navigate] = useLocation();
  const claim = useCall('tasks.claim');
  const [lead, setLead] = useState(false);
  const left = Math.max(0, slot.capacity - slot.taken);
  const take = async (willing_to_try: boolean) => {
    const outcome = await claim.run({
      params: { community: task.tenant, id: slot.id },
      body: { willing_to_try, lead },
    });
    if (!outcome.ok) return;
    toast(w.claimed);
    navigate(`/services/${task.tenant}/${outcome.value.id}`);
  };
  const alternatives = alternativesOf(claim.refused);
  return (
    <Card>
      <h3>{format.span(slot.start, slot.end)}</h3>
      <p className="small">
        {labelOf(slotRoles, slot.role)} ·{' '}
        {w.slotLine(format.minutes(slot.minutes), format.points(slot.points_estimate.hundredths))}
      </p>
      {task.uncounted ? (
        <p>
          <strong>{w.uncounted(labelOf(uncountedKinds, task.uncounted))}</strong>
        </p>
      ) : null}
      <details className="formula">
        <summary>{w.standard}</summary>
        <p className="small">{slot.points_estimate.formula}</p>
      </details>
      {slot.skills.length + slot.demands.length > 0 ? (
        <Facts
          items={[
            slot.skills.length > 0 ? [w.skills, format.list(slot.skills)] : null,
            slot.demands.length > 0
              ? [w.demands, format.list(slot.demands.map((d) => labelOf(physicalLimits, d)))]
              : null,
          ]}
        />
      ) : null}
      <p className="state-line">
        {left > 0 ? <Tag tone="wait">{w.placesLeft(left)}</Tag> : <Tag tone="done">{w.full}</Tag>}
      </p>
      {slot.allowed.includes('tasks.claim') ? (
        <>
          {task.headcount.asked >= 3 && !task.team_leader ? (
            <Check label={w.lead} checked={lead} onChange={setLead} />
          ) : null}
          <ActionRow>
            <Button weight="act" busy={claim.busy} onClick={() => void take(false)}>
              {w.claim}
            </Button>
          </ActionRow>
        </>
      ) : null}
      <RefusalNotice refused={claim.refused}>
        {claim.refused?.code === 'SKILL_MISMATCH' ? (
          <ActionRow>
            <Button busy={claim.busy} onClick={() => void take(true)}>
              {w.claimTry}
            </Button>
          </ActionRow>
        ) : null}
      </RefusalNotice>
      {alternatives.length > 0 ? (
        <Notice tone="still" title={w.clash}>
          <ul className="bullets">
            {alternatives.map((a) => (
              <li key={a.start}>{format.span(a.start, a.end)}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
    </Card>
  );
}
