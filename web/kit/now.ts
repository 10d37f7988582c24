/** The server's present, told once per page load: a phone with a wrong clock still shows right deadlines. */
let ahead_ms = 0;

export function setServerNow(instant: string): void {
  const server = Date.parse(instant);
  // A network answer is a few hundred milliseconds old; only a real difference is corrected.
  if (Number.isFinite(server)) ahead_ms = Math.abs(server - Date.now()) < 2_000 ? 0 : server - Date.now();
}
export const now = (): Date => new Date(Date.now() + ahead_ms);
