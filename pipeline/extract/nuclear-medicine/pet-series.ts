import type { NmAdministration } from '../../../warehouse/tables/index.js';
import type { DataSet } from '../../dicom/data-set.js';
import { parseDecimal } from '../../dicom/decimal.js';
import { TAG } from '../../dicom/tags.js';
import { wallClock } from '../image/image-document.js';

type PetSeries = NonNullable<NmAdministration['pet_series']>[number];

/** The PET Series and Image modules of one image (row IMP-486, with the tags of the standard: BUG-07). */
export function petSeriesOf(dataSet: DataSet): PetSeries | null {
  const seriesUid = dataSet.text(TAG.SeriesInstanceUID);
  if (seriesUid === null) return null;
  const energy = dataSet.item(TAG.EnergyWindowRangeSequence);
  return {
    series_instance_uid: seriesUid,
    started_at_local: wallClock(dataSet, { dates: [TAG.SeriesDate], times: [TAG.SeriesTime] })?.local ?? null,
    rr_interval_count: countOf(dataSet, TAG.NumberOfRRIntervals),
    time_slot_count: countOf(dataSet, TAG.NumberOfTimeSlots),
    time_slice_count: countOf(dataSet, TAG.NumberOfTimeSlices),
    slice_count: countOf(dataSet, TAG.NumberOfSlices),
    reconstruction_method: dataSet.text(TAG.ReconstructionMethod),
    coincidence_window_width_ns: decimalOf(dataSet, TAG.CoincidenceWindowWidth),
    energy_window_lower_kev: decimalOf(energy, TAG.EnergyWindowLowerLimit),
    energy_window_upper_kev: decimalOf(energy, TAG.EnergyWindowUpperLimit),
    scan_progression_direction: dataSet.text(TAG.ScanProgressionDirection),
    series_type: listOf(dataSet, TAG.SeriesType),
    corrected_image: listOf(dataSet, TAG.CorrectedImage),
  };
}

function countOf(dataSet: DataSet, tag: number): number | null {
  return dataSet.binaryNumbers(tag, 'US')[0] ?? null;
}

function decimalOf(dataSet: DataSet | null, tag: number): number | null {
  return parseDecimal(dataSet?.text(tag) ?? '').values[0] ?? null;
}

function listOf(dataSet: DataSet, tag: number): string | null {
  const values = dataSet.texts(tag);
  return values.length > 0 ? values.join(' | ') : null;
}
