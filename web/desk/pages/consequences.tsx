/** Where results of service may be used; what lies outside the closed list is refused and recorded. */
import Button from 'antd/es/button';
import { useState } from 'react';
import { useCall, useLang, useWords } from '../../kit/index.ts';
import type { AtDesk } from '../app.tsx';
import { Page, Refusal, say, SelectField, TextField, Unread, useRead } from '../ui/index.ts';
import { ruleWords } from './words-rules.ts';

type Class = 'leading_cadre' | 'ordinary_member' | 'non_party' | 'unit';

export default function Consequences({ tenant }: AtDesk) {
  const w = useWords(ruleWords);
  useLang();
  const library = useRead('policy.documents', {});
  const add = useCall('policy.addConsequence');
  const [purpose, setPurpose] = useState('');
  const [klass, setClass] = useState<Class>('ordinary_member');
  const [clause, setClause] = useState('');
  const clauses = (library.data?.items ?? []).flatMap((d) =>
    d.clauses.map((c) => ({ value: c.id, text: `${d.title} ${c.number}`.slice(0, 70) })),
  );
  const send = async () => {
    const outcome = await add.run({
      params: { tenant },
      body: { purpose: purpose.trim(), class: klass, clause: clause || null },
    });
    if (!outcome.ok) return;
    setPurpose('');
    say(w.applied);
  };
  const code = add.refused?.code ?? '';
  return (
    <Page title={w.consequences} lead={w.consLead}>
      <div className="form narrow">
        <Unread queries={[library]} />
        <TextField
          label={w.purpose}
          hint={w.purposeHint}
          value={purpose}
          maxLength={60}
          onChange={setPurpose}
          error={
            code === 'OVERREACH_CONSEQUENCE' || code === 'CONSEQUENCE_NOT_ALLOWED'
              ? add.refused?.message
              : add.errorOf('purpose')
          }
        />
        <SelectField
          label={w.klass}
          value={klass}
          onChange={(v) => setClass(v as Class)}
          options={(Object.keys(w.classes) as Class[]).map((value) => ({ value, text: w.classes[value] }))}
        />
        <SelectField
          label={w.useClause}
          value={clause}
          onChange={setClause}
          options={clauses}
          none={w.noClause}
          error={code === 'NO_POLICY_BASIS' ? add.refused?.message : null}
        />
        <Refusal refused={add.refused} />
        <div className="form-acts">
          <Button type="primary" loading={add.busy} disabled={purpose.trim() === ''} onClick={() => void send()}>
            {w.apply}
          </Button>
        </div>
      </div>
    </Page>
  );
}
