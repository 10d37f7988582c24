/** One task: its slots with candidates beside, the search, proposed times, moving, cancelling, the on-site code. */
import Button from 'antd/es/button';
import { lazy, Suspense, useState } from 'react';
import { Link, useParams } from 'wouter';
import {
  deliverableTypes,
  physicalLimits,
  serviceForms,
  slotRoles,
  taskStates,
  workContents,
} from '../../../contract/codes.ts';
import { format, labelOf, lang, type Reply, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import {
  either,
  Facts,
  Loaded,
  Mark,
  Page,
  Panel,
  personText,
  Refusal,
  say,
  Story,
  TextField,
  uiWords,
  useParam,
  useRead,
  comma,
} from '../ui/index.ts';
import { Candidates } from './candidates.tsx';
import { OnSiteCode } from './on-site-code.tsx';
import { Reschedule } from './reschedule.tsx';
import { SearchState } from './search-state.tsx';
import { taskTone } from './task-tone.ts';
import { Thread } from './thread.tsx';
import { taskWords } from './words-tasks.ts';

const FenceMap = lazy(() => import('./fence-map.tsx'));
export type Task = Reply<'tasks.read'>;

export default function TaskPage({ tenant }: AtDesk) {
  const id = useParams()['id'] ?? '';
  const w = useWords(taskWords);
  const task = useRead('tasks.read', { params: { community: tenant, id } });
  return (
    <Page
      title={task.data?.title ?? w.taskPage}
      back={{ href: `/c/${tenant}/tasks`, text: w.backTasks }}
      side={task.data ? <Publish tenant={tenant} task={task.data} /> : null}
      wide
    >
      <Loaded query={task} rows={8}>
        {(data) => <Task tenant={tenant} task={data} />}
      </Loaded>
    </Page>
  );
}

function Publish({ tenant, task }: { tenant: number; task: Task }) {
  const w = useWords(taskWords);
  const publish = useCall('tasks.publish');
  if (!task.allowed.includes('tasks.publish')) return null;
  return (
    <div>
      <Button
        type="primary"
        loading={publish.busy}
        onClick={() =>
          void publish.run({ params: { community: tenant, id: task.id } }).then((o) => o.ok && say(w.published))
        }
      >
        {w.publishDraft}
      </Button>
      <Refusal refused={publish.refused} />
    </div>
  );
}

function Task({ tenant, task }: { tenant: number; task: Task }) {
  const w = useWords(taskWords);
  useLang();
  const [slotId, setSlot] = useParam('slot', task.slots[0]?.id ?? '');
  const slot = task.slots.find((s) => s.id === slotId) ?? task.slots[0];
  // Candidates and the search are for those who may invite; others read the task.
  const mayInvite = (slot?.allowed.includes('tasks.invite') ?? false) || task.allowed.includes('tasks.invite');
  return (
    <div className="columns">
      <div>
        <Panel title={w.whenWhere}>
          <ul className="slots">
            {task.slots.map((s, i) => (
              <li key={s.id} className={s.id === slot?.id ? 'slot-line slot-here' : 'slot-line'}>
                <button
                  type="button"
                  className="link-button"
                  aria-pressed={s.id === slot?.id}
                  onClick={() => setSlot(s.id)}
                >
                  {task.slots.length > 1 ? `${w.slot(i + 1)} · ` : ''}
                  {format.span(s.start, s.end)}
                </button>
                <span>
                  {labelOf(slotRoles, s.role)} · <strong>{w.taken(s.taken, s.capacity)}</strong>
                </span>
                <span className="quiet">
                  {[s.skills.join(comma()), s.demands.map((d) => labelOf(physicalLimits, d)).join(comma())]
                    .filter(Boolean)
                    .join(' · ')}{' '}
                  {format.points(s.points_estimate.hundredths)}
                  {either('分', ' points')} <span className="quiet">({s.points_estimate.formula})</span>
                </span>
              </li>
            ))}
          </ul>
          {slot && (slot.allowed.includes('slots.onSiteCode') || task.allowed.includes('slots.onSiteCode')) ? (
            <OnSiteCode tenant={tenant} slot={slot.id} />
          ) : null}
        </Panel>
        {slot && mayInvite ? <Candidates key={slot.id} tenant={tenant} slot={slot.id} /> : null}
        {mayInvite || task.allowed.includes('tasks.invitations') ? (
          <SearchState tenant={tenant} task={task.id} />
        ) : null}
        <Thread tenant={tenant} kind="task" id={task.id} may={task.allowed.includes('threads.say')} />
      </div>
      <aside>
        <Panel
          title={<Mark tone={taskTone[task.state] ?? 'still'}>{labelOf(taskStates, task.state)}</Mark>}
          aside={task.urgent ? <Mark tone="act">{w.urgent}</Mark> : null}
        >
          <Facts
            items={[
              [w.description, task.description],
              [w.content, labelOf(workContents, task.work_content)],
              [w.form, labelOf(serviceForms, task.form)],
              [
                w.deliverable,
                `${labelOf(deliverableTypes, task.deliverable_type)}${lang() === 'zh' ? ':' : ': '}${task.deliverable}`,
              ],
              [w.responsible, personText(task.responsible)],
              [w.leader, task.team_leader ? personText(task.team_leader) : null],
              [w.place, task.place_name],
              [w.boundary, task.boundary_sentence],
              [w.people, w.needed(task.headcount.asked, task.headcount.needed)],
              [
                w.guarantees,
                task.guarantees
                  ? [
                      task.guarantees.insurance,
                      task.guarantees.equipment,
                      task.guarantees.briefing,
                      task.guarantees.meals,
                    ]
                      .filter(Boolean)
                      .join(comma())
                  : null,
              ],
              [w.group, task.group_text],
            ]}
          />
          {task.need_sentences.length > 0 ? (
            <>
              <h3 className="sub">{w.needs}</h3>
              <ul className="lines">
                {task.needs.map((n, i) => (
                  <li key={n}>
                    <Link href={`/c/${tenant}/needs/${n}`}>{task.need_sentences[i] ?? n.slice(0, 8)}</Link>
                  </li>
                ))}
              </ul>
            </>
          ) : null}
        </Panel>
        {task.point ? (
          <Panel title={w.map}>
            <Suspense fallback={<div className="map" />}>
              <FenceMap places={[{ point: task.point, name: task.place_name, radius_m: task.radius_m }]} />
            </Suspense>
          </Panel>
        ) : null}
        {task.allowed.includes('tasks.reschedule') && slot ? (
          <Reschedule key={slot.id} tenant={tenant} task={task.id} slot={slot} />
        ) : null}
        {task.allowed.includes('tasks.cancel') ? <Cancel tenant={tenant} task={task} /> : null}
        {task.story ? (
          <Panel title={either('经过', 'Story')}>
            <Story entries={task.story} />
          </Panel>
        ) : null}
      </aside>
    </div>
  );
}

function Cancel({ tenant, task }: { tenant: number; task: Task }) {
  const w = useWords(taskWords);
  const u = useWords(uiWords);
  const cancel = useCall('tasks.cancel');
  const [reason, setReason] = useState('');
  return (
    <details className="more screen-only">
      <summary>{w.cancelTask}</summary>
      <div className="form">
        <TextField
          label={w.cancelReason}
          hint={w.cancelHint}
          value={reason}
          maxLength={200}
          onChange={setReason}
          error={cancel.errorOf('reason')}
        />
        <Refusal refused={cancel.refused} />
        <div className="form-acts">
          <Button
            danger
            loading={cancel.busy}
            disabled={reason.trim() === ''}
            onClick={() =>
              void cancel
                .run({ params: { community: tenant, id: task.id }, body: { reason: reason.trim() } })
                .then((o) => o.ok && say(u.save))
            }
          >
            {w.confirmCancel}
          </Button>
        </div>
      </div>
    </details>
  );
}
