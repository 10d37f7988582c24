/** One person record for all systems (FND-11): identity, belonging, consents, proxies, and a community's directory. */
export { directory, forget, maskName, type Directory, type Neighbour } from './directory.ts';
export { createPerson, findByPhone, joinCommunity, type NewPerson } from './persons.ts';
export { consentsOf, hasConsent, setConsent, consentTextVersion } from './consents.ts';
export { household, profilesOf, proxyAmong, proxyFor, type Profile } from './relations.ts';
