/** A plain map: the place, the circle of the check-in range, and where I stand. No tiles, no network, no service. */
import { distance } from './format.ts';
import { useWords } from './i18n.ts';
import { kitWords } from './words.ts';

export interface Point {
  readonly lat: number;
  readonly lng: number;
}
const earth_m = 6_371_008.8;
const rad = (deg: number) => (deg * Math.PI) / 180;

/** East and north of `from`, in metres; exact enough within a few kilometres. */
function offset(from: Point, to: Point): { east_m: number; north_m: number } {
  return {
    east_m: rad(to.lng - from.lng) * earth_m * Math.cos(rad((to.lat + from.lat) / 2)),
    north_m: rad(to.lat - from.lat) * earth_m,
  };
}
export function metresBetween(a: Point, b: Point): number {
  const { east_m, north_m } = offset(a, b);
  return Math.hypot(east_m, north_m);
}

export function PlainMap({
  place,
  radius_m,
  me,
  accuracy_m,
}: {
  place: Point;
  radius_m: number;
  me: Point | null;
  accuracy_m?: number | null;
}) {
  const w = useWords(kitWords);
  const range = distance(radius_m);
  const away_m = me ? metresBetween(place, me) : null;
  const sentence =
    away_m === null
      ? w.mapUnknown(range)
      : away_m <= radius_m
        ? w.mapInside(distance(away_m), range)
        : w.mapOutside(distance(away_m), range);
  return (
    <figure className="plain-map">
      <Drawing place={place} radius_m={radius_m} me={me} accuracy_m={accuracy_m ?? null} label={sentence} />
      <figcaption>
        {sentence}
        {me && accuracy_m ? ` ${w.mapAccuracy(distance(accuracy_m))}` : ''}
      </figcaption>
    </figure>
  );
}

function Drawing({
  place,
  radius_m,
  me,
  accuracy_m,
  label,
}: {
  place: Point;
  radius_m: number;
  me: Point | null;
  accuracy_m: number | null;
  label: string;
}) {
  const w = useWords(kitWords);
  const size = 320;
  const middle = size / 2;
  const to = me ? offset(place, me) : null;
  const away_m = to ? Math.hypot(to.east_m, to.north_m) : 0;
  // The view holds the circle and me; beyond eight ranges I am drawn at the edge, for the distance is said in words.
  const view_m = Math.min(Math.max(radius_m, away_m), radius_m * 8) * 1.25;
  const scale = middle / view_m;
  const bounded = to && away_m > view_m / 1.25 ? view_m / 1.25 / away_m : 1;
  const at = to ? { x: middle + to.east_m * scale * bounded, y: middle - to.north_m * scale * bounded } : null;
  const labelY = (y: number) => (y > size - 40 ? y - 16 : y + 28);
  return (
    <svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <rect className="map-ground" width={size} height={size} />
      <circle className="map-range" cx={middle} cy={middle} r={radius_m * scale} />
      {at ? <line className="map-way" x1={middle} y1={middle} x2={at.x} y2={at.y} /> : null}
      <rect
        className="map-place"
        x={middle - 7}
        y={middle - 7}
        width="14"
        height="14"
        transform={`rotate(45 ${middle} ${middle})`}
      />
      <text x={middle} y={middle - 16} textAnchor="middle">
        {w.mapPlace}
      </text>
      {at ? (
        <g>
          {accuracy_m ? (
            <circle className="map-accuracy" cx={at.x} cy={at.y} r={Math.min(accuracy_m * scale, middle)} />
          ) : null}
          <circle className="map-me" cx={at.x} cy={at.y} r="8" />
          <text x={Math.min(Math.max(at.x, 44), size - 44)} y={labelY(at.y)} textAnchor="middle">
            {w.mapMe}
          </text>
        </g>
      ) : null}
      <g className="map-north">
        <path d={`M${size - 22} 34V14m-5 7l5-7 5 7`} fill="none" />
        <text x={size - 22} y="50" textAnchor="middle">
          {w.north}
        </text>
      </g>
    </svg>
  );
}
