/** One request for a certificate: what it would say, what neighbours objected, and the acts of two people. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { useParams } from 'wouter';
import { certificateStates, identityTypes, workContents } from '../../../contract/codes.ts';
import { addressOf, format, labelOf, type Reply, useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import {
  AreaField,
  CheckField,
  DataTable,
  Facts,
  Loaded,
  Mark,
  Page,
  Panel,
  personText,
  Refusal,
  say,
  useRead,
} from '../ui/index.ts';
import { certificateTones } from './certificates.tsx';
import { certificateWords } from './words-certificates.ts';

type Case = Reply<'certificates.read'>;

export default function Certificate({ tenant }: AtDesk) {
  const w = useWords(certificateWords);
  useLang();
  const { id = '' } = useParams();
  const query = useRead('certificates.read', { params: { community: tenant, id } });
  const back = { href: `/c/${tenant}/certificates`, text: w.back };
  if (query.data === undefined)
    return (
      <Page title={w.title} back={back}>
        <Loaded query={query}>{() => null}</Loaded>
      </Page>
    );
  const c = query.data;
  return (
    <Page
      title={w.caseTitle(c.person.name)}
      back={back}
      side={<Mark tone={certificateTones[c.state]}>{labelOf(certificateStates, c.state)}</Mark>}
    >
      <Panel title={w.facts}>
        <Facts
          items={[
            [w.person, personText(c.person)],
            [w.identity, `${labelOf(identityTypes, c.identity_type)} ${c.identity_number}`],
            [w.volunteerNumber, c.volunteer_number],
            [w.period, `${format.date(c.from)}–${format.date(c.to)}`],
            [w.total, w.figures(c.services, format.minutes(c.minutes))],
            [
              w.contents,
              format.list(
                c.by_content.map((one) =>
                  w.ofContent(labelOf(workContents, one.content), one.services, format.minutes(one.minutes)),
                ),
              ),
            ],
            [w.publicity, c.publicity_until ? format.moment(c.publicity_until) : null],
            [w.preparedBy, c.prepared_by?.name],
            [w.issuedBy, c.issued_by?.name],
            [w.issuedOn, c.issued_at ? format.moment(c.issued_at) : null],
            [w.number, c.number],
            [w.checkCode, c.check_code],
            [w.reason, c.reason],
          ]}
        />
        {c.questioned ? (
          <p>
            <Mark tone="act">{w.questioned}</Mark>
          </p>
        ) : null}
      </Panel>
      <Acts tenant={tenant} c={c} />
      <Objections tenant={tenant} c={c} />
      <Panel title={w.services}>
        <DataTable
          name={w.services}
          rows={c.list}
          keyOf={(s) => s.claim}
          columns={[
            { title: w.date, render: (s) => format.date(s.date), text: (s) => s.date },
            { title: w.service, render: (s) => s.title, text: (s) => s.title },
            { title: w.minutes, render: (s) => format.minutes(s.minutes), text: (s) => s.minutes, end: true },
          ]}
        />
      </Panel>
    </Page>
  );
}

function Acts({ tenant, c }: { tenant: number; c: Case }) {
  const w = useWords(certificateWords);
  const where = { community: tenant, id: c.id };
  const prepare = useCall('certificates.prepare');
  const issue = useCall('certificates.issue');
  const [seen, setSeen] = useState(false);
  const may = (act: string) => c.allowed.includes(`certificates.${act}`);
  return (
    <Panel title={w.acts}>
      {c.state === 'publicity' && c.publicity_until ? <p>{w.waitPublicity(format.moment(c.publicity_until))}</p> : null}
      {may('prepare') ? (
        <>
          <p>{w.prepareLead}</p>
          <CheckField label={w.seen} checked={seen} onChange={setSeen} />
          <Refusal refused={prepare.refused} />
          <Button
            type="primary"
            disabled={!seen}
            loading={prepare.busy}
            onClick={() => void prepare.run({ params: where }).then((o) => o.ok && say(w.prepared))}
          >
            {w.prepare}
          </Button>
        </>
      ) : null}
      {may('issue') ? (
        <>
          <p>{w.issueLead}</p>
          <Refusal refused={issue.refused} />
          <Button
            type="primary"
            loading={issue.busy}
            onClick={() => void issue.run({ params: where }).then((o) => o.ok && say(w.issued))}
          >
            {w.issue}
          </Button>
        </>
      ) : null}
      {may('pdf') ? (
        <p className="row">
          <a
            className="plain-button"
            href={addressOf('certificates.pdf', { params: where })}
            download={`${c.number ?? c.id}.pdf`}
          >
            {w.pdf}
          </a>
          {c.number && c.check_code ? (
            <a className="plain-button" href={`/m/verify/${c.number}/${c.check_code}`}>
              {w.verify}
            </a>
          ) : null}
        </p>
      ) : null}
      {may('decline') ? (
        <WithReason
          act="certificates.decline"
          where={where}
          label={w.declineLabel}
          text={w.decline}
          done={w.declined}
        />
      ) : null}
      {may('revoke') ? (
        <WithReason act="certificates.revoke" where={where} label={w.revokeLabel} text={w.revoke} done={w.revoked} />
      ) : null}
      {c.allowed.length === 0 ? <p className="quiet">{w.nothingToDo}</p> : null}
    </Panel>
  );
}

/** An act that ends something asks for its reason, and opens only when it is wanted. */
function WithReason(props: {
  act: 'certificates.decline' | 'certificates.revoke';
  where: { community: number; id: string };
  label: string;
  text: string;
  done: string;
}) {
  const call = useCall(props.act);
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState('');
  if (!open)
    return (
      <p>
        <Button onClick={() => setOpen(true)}>{props.text}</Button>
      </p>
    );
  return (
    <>
      <AreaField label={props.label} value={reason} onChange={setReason} error={call.errorOf('reason')} />
      <Refusal refused={call.refused} />
      <Button
        danger
        loading={call.busy}
        onClick={() => void call.run({ params: props.where, body: { reason } }).then((o) => o.ok && say(props.done))}
      >
        {props.text}
      </Button>
    </>
  );
}

function Objections({ tenant, c }: { tenant: number; c: Case }) {
  const w = useWords(certificateWords);
  if (!c.first) return null;
  return (
    <Panel title={w.opinions}>
      {c.objections.length === 0 ? <p className="quiet">{w.noOpinions}</p> : null}
      {c.objections.map((o) => (
        <Objection
          key={o.id}
          tenant={tenant}
          id={c.id}
          o={o}
          mayAnswer={c.allowed.includes('certificates.answerObjection')}
        />
      ))}
    </Panel>
  );
}

function Objection(props: { tenant: number; id: string; o: Case['objections'][number]; mayAnswer: boolean }) {
  const w = useWords(certificateWords);
  const { o } = props;
  const call = useCall('certificates.answerObjection');
  const [answer, setAnswer] = useState('');
  const [tried, setTried] = useState(false);
  const decide = (upheld: boolean) => {
    setTried(true);
    if (answer.trim() === '') return;
    const params = { community: props.tenant, id: props.id, objection: o.id };
    void call.run({ params, body: { answer, upheld } }).then((done) => done.ok && say(w.answered));
  };
  return (
    <article className="objection">
      <p>{o.text}</p>
      <p className="quiet">{w.by(o.by.name, format.moment(o.at))}</p>
      {o.answer === null ? null : (
        <p>
          <Mark tone={o.upheld ? 'act' : 'done'}>{o.upheld ? w.upheld : w.notUpheld}</Mark> {o.answer}
        </p>
      )}
      {o.answer === null && props.mayAnswer ? (
        <>
          <AreaField
            label={w.answerLabel}
            value={answer}
            onChange={setAnswer}
            error={tried && answer.trim() === '' ? w.answerError : call.errorOf('answer')}
          />
          <Refusal refused={call.refused} />
          <p className="row">
            <Button loading={call.busy} onClick={() => decide(false)}>
              {w.reject}
            </Button>
            <Button danger loading={call.busy} onClick={() => decide(true)}>
              {w.uphold}
            </Button>
          </p>
        </>
      ) : null}
    </article>
  );
}
