/** A button that asks once before an act that cannot be taken back; the safe answer comes first. */
import Button from 'antd/es/button';
import { type ReactNode, useState } from 'react';
import { Dialog, useWords } from '../../kit/index.ts';
import { uiWords } from './words.ts';

export function ConfirmAct({
  label,
  title,
  children,
  onYes,
  busy,
}: {
  label: string;
  title: string;
  children: ReactNode;
  onYes: () => Promise<void>;
  busy: boolean;
}) {
  const u = useWords(uiWords);
  const [asking, setAsking] = useState(false);
  const close = () => setAsking(false);
  return (
    <>
      <Button type="primary" onClick={() => setAsking(true)}>
        {label}
      </Button>
      <Dialog open={asking} onClose={close} title={title}>
        <div className="dialog-text">{children}</div>
        <div className="row">
          <Button onClick={close}>{u.cancel}</Button>
          <Button type="primary" loading={busy} onClick={() => void onYes().then(close)}>
            {label}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
