/**
 * HRS-01: the goal of a year in minutes. Who registered within the year has the part of the months that remain, the
 * month of registration included, rounded down to half an hour.
 */
export function goalMinutes(full_min: number, year: number, registeredOn: string): number {
  const [registeredYear = 0, month = 1] = registeredOn.split('-').map(Number);
  if (registeredYear < year) return full_min;
  if (registeredYear > year) return 0;
  return Math.floor((full_min * (13 - month)) / 12 / 30) * 30;
}
