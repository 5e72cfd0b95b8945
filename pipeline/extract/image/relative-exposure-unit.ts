/** Units of Relative X-Ray Exposure, which every maker scales in its own way, by a part of its name (row IMP-380). */
const UNITS = [
  ['fuji', 'S ()'],
  ['carestream', 'EI (Mbels)'],
  ['kodak', 'EI (Mbels)'],
  ['agfa', 'lgM (Bels)'],
  ['konica', 'S ()'],
  ['canon', 'REX ()'],
  ['swissray', 'DI ()'],
  ['philips', 'EI ()'],
  ['siemens', 'EXI (μGy)'],
] as const;

/** The unit that a maker uses; null for others and where no maker is stated. */
export function relativeExposureUnit(manufacturer: string | null): string | null {
  const maker = manufacturer?.toLowerCase() ?? '';
  return UNITS.find(([part]) => maker.includes(part))?.[1] ?? null;
}
