/** Tables outside the two families, each with its reason. A table that is not listed here obeys every data rule. */
export const outsideFamilies: Readonly<Record<string, string>> = {
  tenant: 'reference: the public register of nodes; every row security policy rests on it',
  tenant_code: 'reference: public division codes with their dates',
  unit: 'reference: the public register of sending units',
  workday: 'reference: the public calendar',
  policy_document: 'reference: public documents',
  policy_clause: 'reference: public clauses',
  parameter: 'reference: public values; every level reads those of the levels above',
  point_standard: 'reference: the public points standard of a city',
  consequence_rule: 'reference: public rules; a lower level reads those of the levels above',
  person_lookup: 'read before anyone is signed in; holds keyed hashes only',
  one_time_code: 'belongs to a phone number before there is a person; holds keyed hashes only',
  signing_key: 'reference: public keys that ever signed; who verifies a certificate needs no account',
  certificate_lookup: 'read before anyone is signed in; leads to a community and shows nothing of the certificate',
  receipt_lookup: 'read before anyone is signed in; leads to a community and shows nothing of the order',
};

/** Indexes that lead with another column than their table's family does, each with its reason. */
export const outsideIndexes: Readonly<Record<string, string>> = {
  delivery_waiting: 'the deliverer takes what is due from all communities in the order of time',
  due_waiting: 'the sweeper takes what is due from all communities in the order of time',
  outbox_waiting: 'the relay numbers what was committed in all communities in the order of events',
  proxy_by_proxy: 'the proxy asks whom he or she may act for',
  unit_member_unit: 'a unit asks for its own members; its id is the tenant of its pages',
};
