import { codeAttributes } from './content-items.js';
import { code } from './codes.js';
import { imageHeader, writeImage, type ImageParts } from './image-header.js';
import { SOP_CLASS } from './object-header.js';
import { defaultAdministration } from './radiopharmaceutical-report.js';
import { RADIOPHARMACEUTICAL, type Administration } from './radiopharmaceutical.js';
import type { Attributes } from '../dicom-writer/index.js';
import { timeOf } from './wall-clock.js';

export interface NuclearImageParts extends ImageParts {
  /** Defaults to the administration that a report of the same seed states. */
  readonly administration?: Partial<Administration>;
  /** Overrides of the item of RadiopharmaceuticalInformationSequence; null leaves an attribute out. */
  readonly isotope?: Attributes;
  /** Tells several images of one study apart: 1, 2, … */
  readonly image?: number;
}

/** The header of a PET image; RadionuclideTotalDose is in Bq (PS3.3 C.8.9). */
export function petImage(parts: NuclearImageParts = {}): Uint8Array {
  const administration = defaultAdministration(parts, parts.administration);
  const activity = administration.activity_mbq;
  return writeImage(
    {
      ...imageHeader(parts, SOP_CLASS.positronEmissionTomography, 'PT', `pet/${parts.image ?? 1}`),
      SeriesDescription: 'PET AC',
      RadiopharmaceuticalInformationSequence: [
        { ...isotope(administration, activity === null ? null : activity * 1e6), ...parts.isotope },
      ],
      EnergyWindowRangeSequence: [{ EnergyWindowLowerLimit: 435, EnergyWindowUpperLimit: 585 }],
      NumberOfSlices: 300,
      SeriesType: ['WHOLE BODY', 'IMAGE'],
      Units: 'BQML',
      CorrectedImage: ['NORM', 'ATTN', 'SCAT', 'DECY'],
      DecayCorrection: 'START',
      ReconstructionMethod: 'OSEM',
    },
    parts,
  );
}

/** The header of an NM image; RadionuclideTotalDose is in MBq (PS3.3 C.8.4.10). */
export function nuclearMedicineImage(parts: NuclearImageParts = {}): Uint8Array {
  const stated = { radiopharmaceutical: RADIOPHARMACEUTICAL.mdp, ...parts.administration };
  const administration = defaultAdministration(parts, stated);
  return writeImage(
    {
      ...imageHeader(parts, SOP_CLASS.nuclearMedicine, 'NM', `nm/${parts.image ?? 1}`),
      ImageType: ['ORIGINAL', 'PRIMARY', 'WHOLE BODY', 'EMISSION'],
      SeriesDescription: 'Whole body',
      RadiopharmaceuticalInformationSequence: [
        { ...isotope(administration, administration.activity_mbq), ...parts.isotope },
      ],
    },
    parts,
  );
}

function isotope(administration: Administration, totalDose: number | null): Attributes {
  const { radiopharmaceutical, startedAt, stoppedAt } = administration;
  return {
    Radiopharmaceutical: radiopharmaceutical.name,
    RadiopharmaceuticalStartTime: startedAt && timeOf(startedAt),
    RadiopharmaceuticalStopTime: stoppedAt && timeOf(stoppedAt),
    RadiopharmaceuticalStartDateTime: startedAt,
    RadiopharmaceuticalStopDateTime: stoppedAt,
    RadionuclideTotalDose: totalDose,
    RadionuclideHalfLife: radiopharmaceutical.half_life_s,
    RadionuclideCodeSequence: [codeAttributes(radiopharmaceutical.radionuclide)],
    RadiopharmaceuticalCodeSequence: [codeAttributes(radiopharmaceutical.agent)],
    AdministrationRouteCodeSequence: [codeAttributes(code('G-D101', 'SRT', 'Intravenous route'))],
  };
}
