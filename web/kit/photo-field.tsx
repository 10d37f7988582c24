/** Photos, always optional. Each is drawn anew on a canvas, so that position and device data never leave the phone. */
import { useEffect, useId, useRef, useState } from 'react';
import { Button } from './actions.tsx';
import { useWords } from './i18n.ts';
import { kitWords } from './words.ts';

const longSide_px = 1600;
const maxBytes = 2_500_000;

/** A new JPEG of the picture without its metadata, at most 1600 px on the long side. */
export async function cleanPhoto(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const shrink = Math.min(1, longSide_px / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(picture.width * shrink));
  canvas.height = Math.max(1, Math.round(picture.height * shrink));
  const context = canvas.getContext('2d');
  if (!context) throw new Error('No canvas');
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  for (const quality of [0.85, 0.7, 0.5]) {
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality));
    if (blob && blob.size <= maxBytes) return blob;
  }
  throw new Error('The picture stays too large');
}

export function PhotoField({
  label,
  hint,
  value,
  onChange,
  max = 3,
}: {
  label: string;
  hint?: string;
  value: readonly Blob[];
  onChange: (photos: Blob[]) => void;
  max?: number;
}) {
  const w = useWords(kitWords);
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [failed, setFailed] = useState(false);
  const add = async (files: FileList | null) => {
    setFailed(false);
    const cleaned = await Promise.all(
      [...(files ?? [])].slice(0, max - value.length).map((f) => cleanPhoto(f).catch(() => null)),
    );
    const good = cleaned.filter((b): b is Blob => b !== null);
    setFailed(good.length < cleaned.length);
    onChange([...value, ...good]);
    if (input.current) input.current.value = '';
  };
  return (
    <div className="field photos">
      <p className="label">
        {label}
        <span className="optional">{w.optional}</span>
      </p>
      <p className="hint" id={`${id}h`}>
        {hint} {w.photoHint}
      </p>
      {value.length > 0 ? (
        <ul className="photo-list">
          {value.map((photo, i) => (
            <li key={i}>
              <Thumb photo={photo} alt={w.photo(i + 1)} />
              <Button
                weight="quiet"
                aria-label={w.removePhoto(i + 1)}
                onClick={() => onChange(value.filter((_, n) => n !== i))}
              >
                {w.remove}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      {value.length < max ? (
        <label className="button plain file-button">
          <input
            ref={input}
            id={id}
            type="file"
            accept="image/*"
            multiple
            className="visually-hidden"
            aria-describedby={`${id}h`}
            onChange={(e) => void add(e.target.files)}
          />
          {w.addPhoto}
        </label>
      ) : null}
      <div role="alert">{failed ? <p className="field-error">{w.photoFailed}</p> : null}</div>
    </div>
  );
}
function Thumb({ photo, alt }: { photo: Blob; alt: string }) {
  const [url, setUrl] = useState('');
  useEffect(() => {
    const made = URL.createObjectURL(photo);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [photo]);
  return url ? <img src={url} alt={alt} /> : null;
}

/** The content of a blob in base64, as the file route takes it. */
export function base64Of(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',', 2)[1] ?? '');
    reader.onerror = () => reject(reader.error ?? new Error('The file could not be read'));
    reader.readAsDataURL(blob);
  });
}
