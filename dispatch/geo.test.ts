import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { boxAround, haversine_m } from './geo.ts';

describe('boxAround', () => {
  it('holds every point of the circle, and little more', () => {
    const lat = fc.double({ min: -85, max: 85, noNaN: true });
    const radius = fc.double({ min: 10, max: 200_000, noNaN: true });
    const bearing = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });
    fc.assert(
      fc.property(lat, radius, bearing, (from_lat, radius_m, angle) => {
        const box = boxAround(from_lat, radius_m);
        assert.ok(box.lng !== null);
        // Walk outwards along the bearing on the plane of degrees; every point within the radius lies in the box.
        for (const share of [0.5, 0.9, 0.99, 1]) {
          const point = { lat: from_lat + Math.cos(angle) * box.lat * share, lng: Math.sin(angle) * box.lng * share };
          const outside = { lat: from_lat, lng: box.lng * 1.001 };
          assert.ok(haversine_m({ lat: from_lat, lng: 0 }, outside) > radius_m * 0.999);
          if (haversine_m({ lat: from_lat, lng: 0 }, point) > radius_m) continue;
          assert.ok(Math.abs(point.lat - from_lat) <= box.lat && Math.abs(point.lng) <= box.lng);
        }
        // The northernmost and the easternmost points of the circle.
        assert.ok(haversine_m({ lat: from_lat, lng: 0 }, { lat: from_lat + box.lat, lng: 0 }) >= radius_m);
        const radians = Math.PI / 180;
        const reach = radius_m / 6_371_008.8;
        const east_lat = Math.asin(Math.min(1, Math.sin(from_lat * radians) / Math.cos(reach))) / radians;
        assert.ok(haversine_m({ lat: from_lat, lng: 0 }, { lat: east_lat, lng: box.lng }) >= radius_m * (1 - 1e-9));
      }),
    );
  });

  it('takes all longitudes around a pole', () => {
    assert.equal(boxAround(89.9, 50_000).lng, null);
  });
});
