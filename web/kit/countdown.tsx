/** Time that is left, in words. Not a live region: a screen reader reads it when asked, not every second. */
import { useEffect, useState } from 'react';
import { minutes } from './format.ts';
import { useWords } from './i18n.ts';
import { now } from './now.ts';
import { kitWords } from './words.ts';

export function Countdown({ until, onOver }: { until: string; onOver?: () => void }) {
  const w = useWords(kitWords);
  const [left_s, setLeft] = useState(() => secondsTo(until));
  useEffect(() => {
    setLeft(secondsTo(until));
    const timer = setInterval(() => {
      const left = secondsTo(until);
      setLeft(left);
      if (left <= 0) {
        clearInterval(timer);
        onOver?.();
      }
    }, 1_000);
    return () => clearInterval(timer);
  }, [until, onOver]);
  if (left_s <= 0) return <span className="countdown">{w.over}</span>;
  return (
    <span className="countdown">{left_s < 90 ? w.leftSeconds(left_s) : w.left(minutes(Math.ceil(left_s / 60)))}</span>
  );
}
const secondsTo = (until: string) => Math.ceil((Date.parse(until) - now().getTime()) / 1_000);
