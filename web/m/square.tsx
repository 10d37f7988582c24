/** The task square: what suits the member first, each with why it is shown. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { serviceForms, workContents } from '../../contract/codes.ts';
import {
  Choice,
  Empty,
  format,
  labelOf,
  LinkButton,
  List,
  Loaded,
  Notice,
  Page,
  reading,
  type Reply,
  RowLink,
  Section,
  Tag,
  useLang,
  useWords,
} from '../kit/index.ts';
import { taskWords } from './words-service.ts';

type Task = Reply<'tasks.square'>['items'][number];
type Filter = 'all' | 'remote' | 'flexible' | 'short';

export default function Square() {
  const w = useWords(taskWords);
  const [filter, setFilter] = useState<Filter>('all');
  const query = useQuery(
    reading('tasks.square', {
      query: filter === 'all' ? {} : filter === 'short' ? { short: 'true' } : { form: filter },
    }),
  );
  return (
    <Page title={w.squareTitle} lead={w.squareLead} back="/">
      <Choice
        legend={w.filter}
        columns={2}
        options={[
          { value: 'all', label: w.all },
          { value: 'remote', label: w.remote },
          { value: 'flexible', label: w.flexible },
          { value: 'short', label: w.short },
        ]}
        value={filter}
        onChange={setFilter}
      />
      <Loaded query={query}>{(data) => <Found data={data} />}</Loaded>
    </Page>
  );
}

function Found({ data }: { data: Reply<'tasks.square'> }) {
  const w = useWords(taskWords);
  const starters = data.items.filter((t) => data.starters.includes(t.id));
  const others = data.items.filter((t) => !data.starters.includes(t.id));
  return (
    <>
      {starters.length > 0 ? (
        <Section title={w.starters}>
          <Tasks items={starters} />
        </Section>
      ) : null}
      <Section title={w.suits}>
        {data.items.length === 0 ? (
          <Empty title={w.none}>
            <p>{w.noneText}</p>
            <LinkButton href="/profile">{w.toProfile}</LinkButton>
          </Empty>
        ) : (
          <Tasks items={others} />
        )}
      </Section>
      {data.missing_contents.length > 0 ? (
        <Notice
          tone="still"
          title={w.missing(format.list(data.missing_contents.map((c) => labelOf(workContents, c))))}
        />
      ) : null}
    </>
  );
}

function Tasks({ items }: { items: readonly Task[] }) {
  const w = useWords(taskWords);
  const language = useLang();
  return (
    <List>
      {items.map((t) => {
        const next = t.slots.find((s) => s.state === 'open') ?? t.slots[0];
        const left = t.slots.reduce((n, s) => n + Math.max(0, s.capacity - s.taken), 0);
        return (
          <RowLink
            key={t.id}
            href={`/tasks/${t.tenant}/${t.id}`}
            title={t.title}
            sub={
              <>
                {[
                  next ? format.span(next.start, next.end) : '',
                  t.form === 'on_site' ? t.place_name : labelOf(serviceForms, t.form),
                ]
                  .filter(Boolean)
                  .join(' · ')}
                {t.why.length > 0 ? (
                  <>
                    <br />
                    {format.named(w.why, format.clauses(t.why.map((x) => x[language])))}
                  </>
                ) : null}
              </>
            }
            mark={left > 0 ? <Tag tone="wait">{w.placesLeft(left)}</Tag> : <Tag tone="done">{w.full}</Tag>}
          />
        );
      })}
    </List>
  );
}
