/** The on-site code in figures that can be read across a room; asked anew whenever it has run out. */
import Button from 'antd/es/button';
import { useEffect, useState } from 'react';
import { useWords } from '../../kit/index.ts';
import { Loaded, useRead } from '../ui/index.ts';
import { useSecondsLeft } from './need-parts.tsx';
import { taskWords } from './words-tasks.ts';

export function OnSiteCode({ tenant, slot }: { tenant: number; slot: string }) {
  const w = useWords(taskWords);
  const [open, setOpen] = useState(false);
  return (
    <div className="screen-only act-row">
      <Button aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? w.hideCode : w.showCode}
      </Button>
      {open ? <Code tenant={tenant} slot={slot} /> : null}
    </div>
  );
}

function Code({ tenant, slot }: { tenant: number; slot: string }) {
  const w = useWords(taskWords);
  const code = useRead('slots.onSiteCode', { params: { community: tenant, id: slot } });
  const left = useSecondsLeft(code.data ? Date.parse(code.data.valid_until) : null);
  const { refetch } = code;
  useEffect(() => {
    // One question when the code has run out; after that, one every two seconds until a new one is there.
    if (left !== 0) return;
    void refetch();
    const timer = setInterval(() => void refetch(), 2_000);
    return () => clearInterval(timer);
  }, [left, refetch]);
  return (
    <Loaded query={code} rows={1}>
      {(data) => (
        <div className="code-board">
          <p className="visually-hidden">{w.code}</p>
          <p className="code-digits">
            {data.code.slice(0, 3)} {data.code.slice(3)}
          </p>
          <p>{w.codeHint}</p>
          <p className="quiet">{left === null ? '' : w.codeLeft(left)}</p>
        </div>
      )}
    </Loaded>
  );
}
