import type { EventQuantity, UnitOverrides } from '../builders/index.js';
import type { FileLayout } from '../dicom-writer/index.js';

/** How the objects of a maker are written, where the standard leaves it open or the maker does not keep to it. */
export interface Dialect {
  readonly file: FileLayout;
  readonly snomedCt: boolean;
  /** SpecificCharacterSet; null where the maker leaves it out. */
  readonly characterSet: string | null;
  /** Spellings of units in irradiation events that are not those of UCUM. */
  readonly eventUnits: UnitOverrides<EventQuantity>;
  /** The reference point in words instead of its code. */
  readonly referencePointInWords: boolean;
  /** Whether CT reports state the dose of localizers. */
  readonly statesLocalizerDose: boolean;
}

const STANDARD: Dialect = {
  file: {},
  snomedCt: false,
  characterSet: 'ISO_IR 100',
  eventUnits: {},
  referencePointInWords: false,
  statesLocalizerDose: true,
};

/** The makers of the hospital group that do not write as the standard's examples do. */
const DIALECTS: Readonly<Record<string, Partial<Dialect>>> = {
  'BOREALIS MEDICAL SYSTEMS': {
    file: { sequenceLength: 'undefined', itemLength: 'undefined' },
    snomedCt: true,
    characterSet: 'ISO_IR 192',
  },
  'Cobalt X-Ray': {
    file: { transferSyntax: 'implicit-le' },
    eventUnits: {
      kap_gy_m2: { code: 'Gym2' },
      exposure_uas: { code: 'uAs' },
      pulse_rate_hz: { code: 'pulse/s' },
    },
    referencePointInWords: true,
  },
  'Dunlin Healthcare': {
    file: { itemLength: 'undefined' },
    characterSet: null,
    statesLocalizerDose: false,
  },
};

/** The dialect of a maker; that of the standard for all others. */
export function dialectOf(manufacturer: string): Dialect {
  return { ...STANDARD, ...DIALECTS[manufacturer] };
}
