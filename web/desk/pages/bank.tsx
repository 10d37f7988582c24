/** The member bank in sums: what people know, want and when; posts are proposed where many share an expertise. */
import Button from 'antd/es/button';
import { workContents } from '../../../contract/codes.ts';
import { labelOf, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { Empty, Loaded, Page, Panel, Refusal, say, useParam, useRead } from '../ui/index.ts';
import { Bar } from './candidates.tsx';
import { peopleWords } from './words-people.ts';

export default function Bank({ tenant }: AtDesk) {
  const w = useWords(peopleWords);
  useLang();
  const [expertise, setExpertise] = useParam('expertise');
  const [interest, setInterest] = useParam('interest');
  const [intention, setIntention] = useParam('intention');
  const bank = useRead('members.bank', {
    params: { community: tenant },
    query: {
      ...(expertise ? { expertise } : {}),
      ...(interest ? { interest } : {}),
      ...(intention ? { intention: intention as keyof typeof workContents } : {}),
    },
  });
  const filtered = Boolean(expertise || interest || intention);
  return (
    <Page title={w.bank} lead={w.bankLead} wide>
      <Loaded query={bank}>
        {(data) =>
          data.members === 0 ? (
            <Empty title={w.bankEmpty} />
          ) : (
            <>
              <p className="row figure-line">
                <span>
                  {w.members} <strong className="figure">{data.members}</strong>
                </span>
                {filtered ? (
                  <span>
                    {w.matching} <strong className="figure">{data.matching}</strong>{' '}
                    {[expertise, interest, intention ? labelOf(workContents, intention) : '']
                      .filter(Boolean)
                      .join(' · ')}
                  </span>
                ) : null}
              </p>
              <div className="halves">
                <Sums
                  title={w.expertiseTitle}
                  items={data.expertise.map((e) => ({ key: e.tag, text: e.tag, count: e.count }))}
                  chosen={expertise}
                  onChoose={setExpertise}
                />
                <Sums
                  title={w.interests}
                  items={data.interests.map((e) => ({ key: e.tag, text: e.tag, count: e.count }))}
                  chosen={interest}
                  onChoose={setInterest}
                />
                <Sums
                  title={w.intentions}
                  items={data.intentions.map((e) => ({
                    key: e.content,
                    text: labelOf(workContents, e.content),
                    count: e.count,
                  }))}
                  chosen={intention}
                  onChoose={setIntention}
                />
                <Sums
                  title={w.availability}
                  items={data.availability.map((e) => ({ key: e.window, text: e.window, count: e.count }))}
                  chosen=""
                />
              </div>
              <Suggestions tenant={tenant} items={data.suggestions} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

function Sums({
  title,
  items,
  chosen,
  onChoose,
}: {
  title: string;
  items: readonly { key: string; text: string; count: number }[];
  chosen: string;
  onChoose?: (key: string) => void;
}) {
  const most = Math.max(1, ...items.map((i) => i.count));
  return (
    <Panel title={title}>
      <ul className="sums">
        {items.slice(0, 24).map((i) => (
          <li key={i.key}>
            {onChoose ? (
              <button
                type="button"
                className="link-button"
                aria-pressed={chosen === i.key}
                onClick={() => onChoose(chosen === i.key ? '' : i.key)}
              >
                {i.text}
              </button>
            ) : (
              <span>{i.text}</span>
            )}
            <Bar share={i.count / most} text={String(i.count)} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Suggestions({
  tenant,
  items,
}: {
  tenant: number;
  items: readonly { tag: string; members: number; title: string }[];
}) {
  const w = useWords(peopleWords);
  const create = useCall('members.createPost');
  return (
    <Panel title={w.suggestions}>
      {items.length === 0 ? <p className="quiet">{w.noSuggestions}</p> : null}
      <ul className="lines">
        {items.map((s) => (
          <li key={s.tag}>
            <span>
              <strong>{s.title}</strong> <span className="quiet">{w.suggestion(s.tag, s.members)}</span>
            </span>
            <Button
              size="small"
              loading={create.busy}
              onClick={() =>
                void create
                  .run({ params: { community: tenant }, body: { tag: s.tag, title: s.title } })
                  .then((o) => o.ok && say(w.postDone))
              }
            >
              {w.accept}
            </Button>
          </li>
        ))}
      </ul>
      <Refusal refused={create.refused} />
    </Panel>
  );
}
