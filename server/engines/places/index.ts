/** Places of a community and the responsibility for them (FND-01, FND-02). */
export {
  contactOf,
  estateOf,
  fullName,
  nearestPlace,
  place,
  placesOf,
  propertyOrgOf,
  resolveAddress,
  type Contact,
  type Place,
  type PlaceKind,
} from './store.ts';
