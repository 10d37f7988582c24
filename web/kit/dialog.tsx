/** Dialogs on the native element: the browser keeps focus inside, Escape closes, the page behind is inert. */
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { Button, type Weight } from './actions.tsx';
import { useWords } from './i18n.ts';
import { kitWords } from './words.ts';

interface DialogProps {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
}
export function Dialog({ open, onClose, title, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);
  return (
    <dialog ref={ref} className="dialog" aria-labelledby={id} onClose={onClose}>
      {open ? (
        <div className="dialog-body">
          <h2 id={id}>{title}</h2>
          {children}
        </div>
      ) : null}
    </dialog>
  );
}

interface ConfirmProps {
  /** What stands on the button. */
  readonly label: string;
  readonly weight?: Weight;
  readonly title: string;
  readonly children: ReactNode;
  /** The answer that acts; without it what stands on the button. */
  readonly yes?: string;
  readonly no?: string;
  readonly onYes: () => Promise<void>;
  readonly busy: boolean;
}
/**
 * A button that asks once before something that is felt by others. The safe answer comes first in reading order; the
 * dialog closes when the act has ended, however it ended: a refusal stands on the page.
 */
export function ConfirmButton({
  label,
  weight = 'quiet',
  title,
  children,
  yes = label,
  no,
  onYes,
  busy,
}: ConfirmProps) {
  const w = useWords(kitWords);
  const [asking, setAsking] = useState(false);
  const act = async () => {
    await onYes();
    setAsking(false);
  };
  const close = () => setAsking(false);
  return (
    <>
      <Button weight={weight} onClick={() => setAsking(true)}>
        {label}
      </Button>
      <Dialog open={asking} onClose={close} title={title}>
        <div className="dialog-text">{children}</div>
        <div className="actions">
          <Button onClick={close}>{no ?? w.cancel}</Button>
          <Button weight="act" onClick={() => void act()} busy={busy}>
            {yes}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
