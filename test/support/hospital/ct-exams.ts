import { VALUE, type Code, type CtdiPhantom } from '../builders/index.js';

/** A CT examination with the names that its protocol has in the three habits of naming. */
export interface CtExam {
  readonly description: string;
  readonly names: readonly [string, string, string];
  readonly region: Code;
  readonly phantom: CtdiPhantom;
  /** Median CTDIvol of an adult of 75 kg, or of a child where the exam is for children. */
  readonly ctdi_vol_mgy: number;
  readonly length_mm: number;
  readonly phases: number;
  readonly type: 'spiral' | 'sequenced' | 'cone_beam' | 'stationary';
  /** How often it is asked for, relative to the others. */
  readonly frequency: number;
  readonly forChildren: boolean;
}

type Row = readonly [
  description: string,
  names: readonly [string, string, string],
  region: Code,
  ctdi_vol_mgy: number,
  length_mm: number,
  phases: number,
  frequency: number,
];

const { head, neck, chest, abdomen, pelvis, spine, heart, lowerLimb, upperLimb, entireBody } = VALUE;

/** Doses of the head and neck refer to the 16 cm phantom. */
const HEAD_EXAMS: readonly Row[] = [
  ['CT Head', ['Head Routine', '1.1 Brain Std', 'BRAIN_HELICAL'], head, 47, 155, 1, 20],
  ['CT Head with contrast', ['Head Contrast', '1.2 Brain + C', 'BRAIN_CE'], head, 46, 155, 2, 4],
  ['CT Head stroke', ['Stroke Head', '1.3 Stroke', 'STROKE_HEAD'], head, 52, 160, 1, 7],
  ['CT Perfusion brain', ['Neuro Perfusion', '1.4 Brain Perfusion', 'BRAIN_PERF'], head, 180, 40, 1, 1],
  ['CT Angiogram intracranial', ['Circle of Willis', '1.5 COW CTA', 'CTA_COW'], head, 30, 190, 1, 4],
  ['CT Sinuses', ['Sinus Low Dose', '2.1 Sinuses', 'SINUS'], head, 8, 110, 1, 4],
  ['CT Temporal bones', ['Inner Ear', '2.2 IAM', 'TEMPORAL_BONE'], head, 42, 55, 1, 2],
  ['CT Facial bones', ['Facial Bones', '2.3 Facial', 'FACE_TRAUMA'], head, 16, 150, 1, 3],
  ['CT Orbits', ['Orbits', '2.4 Orbits', 'ORBITS'], head, 22, 70, 1, 1],
];

/** Doses of the trunk and limbs refer to the 32 cm phantom. */
const BODY_EXAMS: readonly Row[] = [
  ['CT Neck', ['Neck', '3.1 Neck + C', 'NECK_CE'], neck, 9, 240, 1, 4],
  ['CT Angiogram carotids', ['Carotid Angio', '3.2 Carotids', 'CTA_CAROTID'], neck, 8, 330, 1, 3],
  ['CT Thorax', ['Thorax Routine', '4.1 Chest Std', 'CHEST_ROUTINE'], chest, 7, 340, 1, 14],
  ['CT Thorax high resolution', ['Thorax HR', '4.2 HRCT', 'CHEST_HR'], chest, 5.5, 320, 1, 5],
  ['CT Lung screening', ['Lung Low Dose', '4.3 Low Dose Lung', 'LUNG_SCREEN'], chest, 1.4, 330, 1, 6],
  ['CT Pulmonary angiogram', ['Pulmonary Angio', '4.4 CTPA', 'CTPA'], chest, 7.5, 300, 1, 12],
  ['CT Thorax abdomen pelvis', ['Thorax Abdo Pelvis', '5.1 CAP', 'CAP_CE'], chest, 8.5, 680, 1, 20],
  ['CT Trauma whole body', ['Polytrauma', '5.2 Trauma WB', 'TRAUMA_WB'], entireBody, 11, 960, 1, 4],
  ['CT Abdomen pelvis', ['Abdomen Pelvis', '6.1 Abdo Pelvis', 'AP_PORTAL'], abdomen, 9.5, 470, 1, 18],
  ['CT Abdomen', ['Abdomen', '6.2 Upper Abdo', 'ABDO_UPPER'], abdomen, 10, 260, 1, 4],
  ['CT Liver triple phase', ['Liver 3 Phase', '6.3 Liver Triple', 'LIVER_3PH'], abdomen, 10, 250, 3, 3],
  ['CT Pancreas', ['Pancreas 2 Phase', '6.4 Pancreas', 'PANCREAS_2PH'], abdomen, 10.5, 280, 2, 2],
  ['CT Urinary tract', ['KUB Low Dose', '6.5 KUB Stone', 'KUB_LD'], abdomen, 4.2, 430, 1, 9],
  ['CT Urogram', ['Urogram', '6.6 CTU', 'UROGRAM'], abdomen, 8.5, 450, 2, 4],
  ['CT Colonography', ['Colonography', '6.7 CTC', 'COLON_2POS'], abdomen, 5.2, 450, 2, 3],
  ['CT Aorta angiogram', ['Aorta Angio', '7.1 Aorta CTA', 'CTA_AORTA'], abdomen, 8.2, 620, 2, 4],
  ['CT Coronary angiogram', ['Coronary CTA', '7.2 Cardiac CTA', 'CORONARY'], heart, 14, 140, 1, 6],
  ['CT Calcium score', ['Ca Score', '7.3 Calcium', 'CASCORE'], heart, 3.2, 140, 1, 3],
  ['CT Lumbar spine', ['L-Spine', '8.1 Lumbar', 'LSPINE'], spine, 17, 230, 1, 4],
  ['CT Pelvis bone', ['Pelvis Bone', '8.2 Bony Pelvis', 'PELVIS_BONE'], pelvis, 9, 270, 1, 3],
  ['CT Knee', ['Knee', '8.3 Knee', 'KNEE'], lowerLimb, 5, 170, 1, 2],
  ['CT Wrist', ['Wrist', '8.4 Wrist', 'WRIST'], upperLimb, 4.5, 100, 1, 1],
];

/** Medians of a child of about 20 kg; the dose grows with the weight. */
const CHILD_EXAMS: readonly Row[] = [
  ['CT Head child', ['Head Child', '9.1 Paed Head', 'PED_HEAD'], head, 24, 140, 1, 6],
  ['CT Thorax child', ['Thorax Child', '9.2 Paed Chest', 'PED_CHEST'], chest, 1.9, 200, 1, 3],
  ['CT Abdomen pelvis child', ['Abdomen Child', '9.3 Paed Abdo', 'PED_ABDO'], abdomen, 3, 280, 1, 2],
];

/** Some 35 examinations in three habits of naming: about a hundred protocol names over the group. */
export const CT_EXAMS: readonly CtExam[] = [
  ...HEAD_EXAMS.map((row) => examOf(row, 'head_16cm', false)),
  ...BODY_EXAMS.map((row) => examOf(row, 'body_32cm', false)),
  ...CHILD_EXAMS.map((row) => examOf(row, row[2] === head ? 'head_16cm' : 'body_32cm', true)),
];

function examOf(row: Row, phantom: CtdiPhantom, forChildren: boolean): CtExam {
  const [description, names, region, ctdi_vol_mgy, length_mm, phases, frequency] = row;
  const type =
    description === 'CT Perfusion brain' ? 'stationary' : names[0] === 'Ca Score' ? 'sequenced' : 'spiral';
  return {
    description,
    names,
    region,
    phantom,
    ctdi_vol_mgy,
    length_mm,
    phases,
    type,
    frequency,
    forChildren,
  };
}
