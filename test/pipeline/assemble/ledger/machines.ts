import type { ObjectParts } from '../../../support/builders/object-header.js';
import type { SentImages } from './sending.js';
import type { TrueMachine } from './truth.js';

/** What tells the machines of a study apart in the header of their objects. */
export function machineAttributes({ number }: TrueMachine): NonNullable<ObjectParts['attributes']> {
  return { DeviceSerialNumber: `100${number}`, StationName: `SYNTH${number}` };
}

/** What images say of the machine otherwise than its reports. */
export const IMAGE_HEADERS: Readonly<Record<SentImages['machine'], NonNullable<ObjectParts['attributes']>>> =
  {
    all: {},
    other_software: { SoftwareVersions: ['2.0', 'b'] },
    no_serial: { DeviceSerialNumber: null },
    no_station: { StationName: null },
    make_only: { DeviceSerialNumber: null, StationName: null },
  };

const LAYOUTS: readonly Pick<ObjectParts, 'file' | 'snomedCt'>[] = [
  {},
  { snomedCt: true },
  { file: { transferSyntax: 'implicit-le' } },
  { file: { sequenceLength: 'undefined', itemLength: 'undefined' }, snomedCt: true },
  { file: { transferSyntax: 'deflated-le' } },
];

/** How a machine writes its objects, where the standard leaves it open. */
export function layoutOf(dialect: number): Pick<ObjectParts, 'file' | 'snomedCt'> {
  return LAYOUTS[dialect]!;
}
