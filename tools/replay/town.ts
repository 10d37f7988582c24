/** The town of a replay as its people know it: who lives, serves and works where. Everybody in it is invented. */
export interface Person {
  readonly id: string;
  readonly name: string;
  /** Residents, members and field staff sign in with a code to this phone; numbers of this form belong to nobody. */
  readonly phone: string | null;
  /** Staff sign in with account, password and time-based code. */
  readonly account: { readonly name: string; readonly password: string; readonly totpSecret: string } | null;
  /** Address on the loopback network from which the person's phone or desk asks. */
  readonly address: string;
}
export interface Point {
  readonly lat: number;
  readonly lng: number;
}
export interface Home {
  readonly place: string;
  readonly name: string;
  readonly point: Point;
}
export interface Estate {
  readonly id: string;
  readonly name: string;
  readonly homes: readonly Home[];
}
export interface Neighbour extends Person {
  readonly home: Home;
}
export interface Community {
  readonly tenant: number;
  readonly name: string;
  readonly estates: readonly Estate[];
  readonly secretary: Person;
  readonly workers: readonly Person[];
  readonly operator: Person;
  readonly auditors: readonly Person[];
  readonly groupLeader: Person;
  readonly gridBranch: Person;
  readonly propertyManager: Person;
  readonly propertyStaff: Person;
  readonly members: readonly Neighbour[];
  readonly residents: readonly Neighbour[];
}
export interface Town {
  readonly communities: readonly Community[];
}
