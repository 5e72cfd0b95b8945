import {
  RADIOPHARMACEUTICAL,
  VALUE,
  nuclearMedicineImage,
  petImage,
  plusSeconds,
  radiopharmaceuticalReport,
  rounded,
  type Administration,
  type CtEventInput,
  type Radiopharmaceutical,
} from '../builders/index.js';
import { reportOf } from './ct-study.js';
import { sizeFactor, writtenBy, type StudyContext, type StudyObject } from './study-context.js';

type Exam = readonly [description: string, radiopharmaceutical: Radiopharmaceutical, frequency: number];

const CAMERA_EXAMS: readonly Exam[] = [
  ['NM Bone scan', RADIOPHARMACEUTICAL.mdp, 6],
  ['NM Myocardial perfusion', RADIOPHARMACEUTICAL.tetrofosmin, 5],
  ['NM Thyroid', RADIOPHARMACEUTICAL.pertechnetate, 2],
  ['NM Thyroid iodine', RADIOPHARMACEUTICAL.iodide, 1],
];

/**
 * A nuclear medicine study: an administration with its images; on hybrid systems also the CT report, and on the
 * PET scanner the radiopharmaceutical report, all under one study UID.
 */
export function nuclearStudy(context: StudyContext): readonly StudyObject[] {
  const { kind } = context.system;
  if (kind === 'pet_ct') return petStudy(context);
  const [description, radiopharmaceutical] = context.stream.weighted(
    CAMERA_EXAMS,
    ([, , frequency]) => frequency,
  );
  const attributes = { ...context.attributes, StudyDescription: description };
  const administration = administrationOf(radiopharmaceutical, context);
  const image = {
    name: 'nm-image',
    bytes: nuclearMedicineImage({ ...writtenBy(context), administration, attributes }),
  };
  return kind === 'spect_ct' ? [image, attenuationCt(description, context)] : [image];
}

function petStudy(context: StudyContext): readonly StudyObject[] {
  const { stream } = context;
  const written = writtenBy(context);
  const description = 'PET-CT Whole body FDG';
  const attributes = { ...context.attributes, StudyDescription: description };
  const administration = administrationOf(RADIOPHARMACEUTICAL.fdg, context);
  const effective_dose_msv = rounded((administration.activity_mbq ?? 0) * 0.019, 2);
  const report = radiopharmaceuticalReport({
    ...written,
    attributes,
    administrations: [{ ...administration, effective_dose_msv }],
  });
  const pet = petImage({ ...written, administration, attributes });
  return [
    ...(stream.chance(0.7) ? [{ name: 'radiopharmaceutical-report', bytes: report }] : []),
    { name: 'pet-image', bytes: pet },
    attenuationCt(description, context),
  ];
}

function administrationOf(radiopharmaceutical: Radiopharmaceutical, context: StudyContext): Administration {
  const { stream, weight_kg, startedAt } = context;
  const activity_mbq = rounded(
    stream.logNormal(radiopharmaceutical.activity_mbq, 0.08) * sizeFactor(weight_kg, 120),
    1,
  );
  const injectedAt = plusSeconds(startedAt, -60 * stream.integer(55, 75));
  return { radiopharmaceutical, activity_mbq, startedAt: injectedAt, stoppedAt: injectedAt };
}

function attenuationCt(description: string, context: StudyContext): StudyObject {
  const { stream, weight_kg } = context;
  const length_mm = context.system.kind === 'pet_ct' ? 950 : 380;
  const event: CtEventInput = {
    protocol: context.system.kind === 'pet_ct' ? 'PET AC WB' : 'SPECT AC',
    targetRegion: VALUE.entireBody,
    ctdi_vol_mgy: rounded(stream.logNormal(3.2, 0.15) * sizeFactor(weight_kg, 62), 2),
    scanning_length_mm: Math.round(length_mm * stream.between(0.95, 1.08)),
  };
  return reportOf([event], description, context);
}
