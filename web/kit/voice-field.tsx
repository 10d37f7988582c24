/** A voice message: press, speak, press again, listen. For those who do not type; their spoken words are original words. */
import { useEffect, useRef, useState } from 'react';
import { Button, Notice } from './actions.tsx';
import { useWords } from './i18n.ts';
import { kitWords } from './words.ts';

const limit_s = 120;
const kinds = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];
const clockOf = (s: number) => `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;

export interface Voice {
  readonly blob: Blob;
  readonly seconds: number;
}
type Phase = { at: 'idle' } | { at: 'recording'; seconds: number } | { at: 'refused' };

export function VoiceField({
  label,
  hint,
  value,
  onChange,
}: {
  label: string;
  hint?: string;
  value: Voice | null;
  onChange: (voice: Voice | null) => void;
}) {
  const w = useWords(kitWords);
  const [phase, setPhase] = useState<Phase>({ at: 'idle' });
  const recorder = useRef<MediaRecorder | null>(null);
  const [url, setUrl] = useState<string | null>(null);

  useEffect(() => {
    if (!value) return setUrl(null);
    const made = URL.createObjectURL(value.blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [value]);
  useEffect(() => () => recorder.current?.stream.getTracks().forEach((t) => t.stop()), []);

  const start = async () => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      recorder.current = record(
        stream,
        (seconds) => setPhase({ at: 'recording', seconds }),
        (voice) => {
          setPhase({ at: 'idle' });
          onChange(voice);
        },
      );
      setPhase({ at: 'recording', seconds: 0 });
    } catch {
      setPhase({ at: 'refused' });
    }
  };
  return (
    <div className="field voice" role="group" aria-label={label}>
      <p className="label" aria-hidden="true">
        {label}
      </p>
      <p className="hint">
        {hint} {w.recordLimit(limit_s / 60)}
      </p>
      <div role="status">
        {phase.at === 'recording' ? (
          <p className="recording">{w.recording(clockOf(phase.seconds))}</p>
        ) : value ? (
          <p>{w.recorded(clockOf(value.seconds))}</p>
        ) : null}
      </div>
      {url && phase.at !== 'recording' ? <audio controls src={url} aria-label={w.listen} /> : null}
      <div className="actions">
        {phase.at === 'recording' ? (
          <Button onClick={() => recorder.current?.stop()}>{w.stop}</Button>
        ) : (
          <Button onClick={() => void start()}>{value ? w.again : w.record}</Button>
        )}
        {value && phase.at !== 'recording' ? (
          <Button weight="quiet" onClick={() => onChange(null)}>
            {w.remove}
          </Button>
        ) : null}
      </div>
      {phase.at === 'refused' ? <Notice tone="wait" title={w.noMicrophone} alert /> : null}
    </div>
  );
}

/** Records until stopped or until the limit; gives the microphone back in every case. */
function record(
  stream: MediaStream,
  onSecond: (seconds: number) => void,
  onDone: (voice: Voice) => void,
): MediaRecorder {
  const mimeType = kinds.find((k) => MediaRecorder.isTypeSupported(k));
  const recorder = new MediaRecorder(stream, { ...(mimeType ? { mimeType } : {}), audioBitsPerSecond: 24_000 });
  const parts: Blob[] = [];
  let seconds = 0;
  const timer = setInterval(() => {
    seconds += 1;
    onSecond(seconds);
    if (seconds >= limit_s && recorder.state === 'recording') recorder.stop();
  }, 1_000);
  recorder.ondataavailable = (event) => void parts.push(event.data);
  recorder.onstop = () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    // The codec parameter is dropped: the server stores plain media types.
    const blob = new Blob(parts, { type: recorder.mimeType.split(';')[0] || 'audio/webm' });
    if (blob.size > 0) onDone({ blob, seconds: Math.max(1, seconds) });
  };
  recorder.start();
  return recorder;
}
