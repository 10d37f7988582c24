/** Requests for service record certificates, those that wait first. */
import Button from 'antd/es/button';
import { Link, useLocation } from 'wouter';
import { certificateStates, codesOf, type CertificateState } from '../../../contract/codes.ts';
import { either, format, labelOf, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { DataTable, Empty, Loaded, Mark, Page, personText, type Tone, useParam, useRead, When } from '../ui/index.ts';
import { certificateWords } from './words-certificates.ts';

export const certificateTones: Record<CertificateState, Tone> = {
  publicity: 'wait',
  ready: 'act',
  prepared: 'act',
  issued: 'done',
  revoked: 'still',
  declined: 'still',
  withdrawn: 'still',
};

export default function Certificates({ tenant }: AtDesk) {
  const w = useWords(certificateWords);
  useLang();
  const [, go] = useLocation();
  const [state, setState] = useParam('state');
  const [after, setAfter] = useParam('after');
  const list = useRead('certificates.list', {
    params: { community: tenant },
    query: { ...(state ? { state: state as CertificateState } : {}), ...(after ? { after } : {}) },
  });
  const open = (id: string) => `/c/${tenant}/certificates/${id}`;
  return (
    <Page
      title={w.title}
      lead={w.lead}
      wide
      side={
        <a className="plain-button" href={`/m/publicity/${tenant}`}>
          {w.publicList}
        </a>
      }
    >
      <div className="filters" role="group" aria-label={w.state}>
        {(['', ...codesOf(certificateStates)] as const).map((s) => (
          <button
            key={s}
            type="button"
            className="filter"
            aria-pressed={state === s}
            onClick={() => {
              setAfter('');
              setState(s);
            }}
          >
            {s === '' ? w.all : either(certificateStates[s])}
          </button>
        ))}
      </div>
      <Loaded query={list}>
        {(data) => (
          <>
            <DataTable
              name={w.title}
              rows={data.items}
              keyOf={(c) => c.id}
              onOpen={(c) => go(open(c.id))}
              empty={<Empty title={w.empty} />}
              columns={[
                {
                  title: w.person,
                  render: (c) => (
                    <Link href={open(c.id)}>
                      <strong className="nowrap">{personText(c.person)}</strong>
                    </Link>
                  ),
                  text: (c) => c.person.name,
                },
                {
                  title: w.period,
                  render: (c) => (
                    <span className="nowrap">
                      {format.date(c.from)}–{format.date(c.to)}
                    </span>
                  ),
                  text: (c) => `${c.from} ${c.to}`,
                },
                {
                  title: w.total,
                  render: (c) => w.figures(c.services, format.minutes(c.minutes)),
                  text: (c) => c.minutes,
                },
                {
                  title: w.asked,
                  render: (c) => (
                    <span className="nowrap">
                      <When at={c.requested_at} />
                    </span>
                  ),
                  text: (c) => c.requested_at,
                },
                {
                  title: w.state,
                  render: (c) => <Mark tone={certificateTones[c.state]}>{labelOf(certificateStates, c.state)}</Mark>,
                  text: (c) => labelOf(certificateStates, c.state),
                },
                { title: w.number, render: (c) => c.number ?? '—', text: (c) => c.number ?? '' },
                {
                  title: w.marks,
                  render: (c) =>
                    c.questioned ? (
                      <Mark tone="act">{w.questioned}</Mark>
                    ) : c.open_objections > 0 ? (
                      <Mark tone="act">{w.objections(c.open_objections)}</Mark>
                    ) : null,
                  text: (c) =>
                    c.questioned ? w.questioned : c.open_objections > 0 ? w.objections(c.open_objections) : '',
                },
              ]}
            />
            <div className="row screen-only">
              {after ? <Button onClick={() => setAfter('')}>{w.first}</Button> : null}
              {data.next ? <Button onClick={() => setAfter(data.next!)}>{w.next}</Button> : null}
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}
