import type { DataSet } from '../../dicom/data-set.js';
import { TAG } from '../../dicom/tags.js';
import type { RowReader } from '../row-reader.js';

/**
 * GE OEC Fluorostar sends the UID of the study as that of the device observer (Q28, row IMP-084): every study would be
 * a new device. A UID of the object itself is no device; recognised by the value, whatever the model.
 */
export const GE_OEC_OBSERVER_UID_IS_STUDY_UID = 'ge-oec-observer-uid-is-study-uid';

export function ignoreForeignObserverUid(device: RowReader<'devices'>, dataSet: DataSet): void {
  const uid = device.row.device_observer_uid;
  if (uid === null) return;
  const ofObject = [TAG.StudyInstanceUID, TAG.SeriesInstanceUID, TAG.SOPInstanceUID].map((tag) =>
    dataSet.text(tag),
  );
  if (!ofObject.includes(uid)) return;
  device.row.device_observer_uid = null;
  device.reading.quirks.add(GE_OEC_OBSERVER_UID_IS_STUDY_UID);
}
