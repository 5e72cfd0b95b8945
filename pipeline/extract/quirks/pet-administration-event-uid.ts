import type { DataSet } from '../../dicom/data-set.js';
import { TAG } from '../../dicom/tags.js';
import type { Reading } from '../reading.js';

/**
 * PET images of several makers (Siemens Biograph Vision among them) state an administration event UID that is not the
 * one of the report (Q57, row IMP-485): it is not read, so that image and report of one administration meet.
 */
export const PET_ADMINISTRATION_EVENT_UID = 'pet-administration-event-uid-not-read';

export function notePetEventUid(reading: Reading, radiopharmaceutical: DataSet): void {
  if (radiopharmaceutical.text(TAG.RadiopharmaceuticalAdministrationEventUID) === null) return;
  reading.quirks.add(PET_ADMINISTRATION_EVENT_UID);
}
