import type { GeoPoint } from './types.ts';

/** Mean radius of the Earth (IUGG), in metres. */
const EARTH_RADIUS_M = 6_371_008.8;
const RADIANS_PER_DEGREE = Math.PI / 180;
/** Metres in one degree of latitude on the sphere that `haversine_m` uses. */
export const METRES_PER_DEGREE = EARTH_RADIUS_M * RADIANS_PER_DEGREE;

/** Great-circle distance in metres between two WGS-84 points (G-03); the sphere is within 0.5 % of the ellipsoid. */
export function haversine_m(a: GeoPoint, b: GeoPoint): number {
  const lat = (b.lat - a.lat) * RADIANS_PER_DEGREE;
  const lng = (b.lng - a.lng) * RADIANS_PER_DEGREE;
  const s = Math.sin(lat / 2);
  const t = Math.sin(lng / 2);
  const h = s * s + t * t * Math.cos(a.lat * RADIANS_PER_DEGREE) * Math.cos(b.lat * RADIANS_PER_DEGREE);
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Half-width in degrees of the box that holds every point within `radius_m` of a latitude; null: all longitudes. */
export function boxAround(lat: number, radius_m: number): { lat: number; lng: number | null } {
  // One part in a million more than needed, so that rounding never drops a point on the rim.
  const angle = (radius_m / EARTH_RADIUS_M) * (1 + 1e-6) + 1e-12;
  const cosine = Math.cos(lat * RADIANS_PER_DEGREE);
  const reach = Math.sin(Math.min(angle, Math.PI / 2));
  const lng = reach >= cosine ? null : Math.asin(reach / cosine) / RADIANS_PER_DEGREE;
  return { lat: angle / RADIANS_PER_DEGREE, lng };
}
