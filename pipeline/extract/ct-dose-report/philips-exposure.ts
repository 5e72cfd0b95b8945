import type { DataSet } from '../../dicom/data-set.js';
import { showTag } from '../../dicom/element.js';
import { privateTagOrUsual } from '../../dicom/private-block.js';
import type { Reading } from '../reading.js';
import type { RowReader } from '../row-reader.js';
import { readCapturedExposure } from './captured-exposure.js';

type EventReader = RowReader<'ct_events'>;

const DLP = 0x21;
const PHANTOM = 0x26;

/** The phantom in the words of the capture (row IMP-417). */
const PHANTOMS = [
  [/^16\s*CM$/i, 'head_16cm', { value: '113690', scheme: 'DCM', meaning: 'IEC Head Dosimetry Phantom' }],
  [/^32\s*CM$/i, 'body_32cm', { value: '113691', scheme: 'DCM', meaning: 'IEC Body Dosimetry Phantom' }],
] as const;

/** The tag of a private element of Philips CT; null where the block in which it stands is that of somebody else. */
export function elscintTag(dataSet: DataSet, group: number, element: number): number | null {
  return privateTagOrUsual(dataSet, group, 'ELSCINT1', element);
}

/** One exposure of the capture with what is private of it (row IMP-417); a DLP that it does not state is null. */
export function readPhilipsExposure(reading: Reading, item: DataSet, index: number): EventReader {
  const event = readCapturedExposure(reading, item, index);
  const dlp = elscintTag(item, 0x00e1, DLP);
  if (dlp !== null) event.attributeNumber('dlp_mgy_cm', item, dlp, 'mGy.cm');
  readPhantom(event, item);
  return event;
}

function readPhantom(event: EventReader, item: DataSet): void {
  const tag = elscintTag(item, 0x01e1, PHANTOM);
  const stated = tag === null ? null : item.firstText(tag);
  if (tag === null || stated === null) return;
  const [, phantom, code] = PHANTOMS.find(([words]) => words.test(stated)) ?? [];
  event.set('ctdi_phantom', phantom ?? 'other', { path: showTag(tag), raw: stated });
  const columns = { meaning: 'ctdi_phantom_meaning', code: 'ctdi_phantom_code' } as const;
  event.setCode(columns, code ?? { value: '', scheme: '', meaning: stated }, showTag(tag));
}
