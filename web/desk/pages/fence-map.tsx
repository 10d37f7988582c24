/** A plain map without tiles: places and check-in ranges on paper, with a scale and north. Works without any outside service. */
import 'leaflet/dist/leaflet.css';
import L from 'leaflet';
import { useEffect, useRef } from 'react';
import { useWords } from '../../kit/index.ts';
import { taskWords } from './words-tasks.ts';

export interface MapPlace {
  readonly point: { readonly lat: number; readonly lng: number };
  readonly name: string;
  readonly radius_m?: number;
}

export default function FenceMap({ places }: { places: readonly MapPlace[] }) {
  const w = useWords(taskWords);
  const box = useRef<HTMLDivElement>(null);
  const shown = JSON.stringify(places);
  useEffect(() => {
    if (!box.current) return;
    const all = JSON.parse(shown) as MapPlace[];
    const map = L.map(box.current, {
      zoomControl: true,
      attributionControl: false,
      scrollWheelZoom: false,
      maxZoom: 19,
      minZoom: 9,
      zoomAnimation: false,
      fadeAnimation: false,
    });
    const bounds = L.latLngBounds([]);
    for (const place of all) {
      const at = L.latLng(place.point.lat, place.point.lng);
      if (place.radius_m)
        L.circle(at, {
          radius: place.radius_m,
          color: '#57524a',
          weight: 1.5,
          dashArray: '5 4',
          fillColor: '#ddd6c8',
          fillOpacity: 0.35,
          interactive: false,
        }).addTo(map);
      L.circleMarker(at, {
        radius: 5,
        color: '#1f1d1a',
        weight: 2,
        fillColor: '#fffefb',
        fillOpacity: 1,
        interactive: false,
      })
        .addTo(map)
        .bindTooltip(place.name, { permanent: all.length <= 40, direction: 'right', className: 'map-name' });
      bounds.extend(at.toBounds((place.radius_m ?? 150) * 2.4));
    }
    L.control.scale({ imperial: false }).addTo(map);
    if (bounds.isValid()) map.fitBounds(bounds);
    return () => void map.remove();
  }, [shown]);
  return (
    <div className="map-frame">
      <section className="map" ref={box} aria-label={w.map} />
      <span className="map-north" aria-hidden="true">
        {w.north} ↑
      </span>
    </div>
  );
}
