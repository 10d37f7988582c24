/** Dialogs on the native element: the browser keeps focus inside, Escape closes, the page behind is inert. */
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { Button } from './actions.tsx';
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

/** Asks once before something that is felt by others. The safe answer comes first in reading order. */
export function ConfirmDialog({
  open,
  onClose,
  title,
  children,
  yes,
  no,
  onYes,
  busy,
}: DialogProps & { yes: string; no?: string; onYes: () => void; busy?: boolean }) {
  const w = useWords(kitWords);
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      <div className="dialog-text">{children}</div>
      <div className="actions">
        <Button onClick={onClose}>{no ?? w.cancel}</Button>
        <Button weight="act" onClick={onYes} busy={busy ?? false}>
          {yes}
        </Button>
      </div>
    </Dialog>
  );
}
