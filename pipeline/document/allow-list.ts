import { isDeclared, isDeclaredMeaning } from '../dicom/codes.js';
import {
  DEVICE_MANUFACTURER,
  DEVICE_MODEL_NAME,
  DEVICE_NAME,
  DEVICE_OBSERVER_MANUFACTURER,
  DEVICE_OBSERVER_MODEL_NAME,
  DEVICE_OBSERVER_NAME,
  DEVICE_OBSERVER_SERIAL_NUMBER,
  PERSON_NAME,
  PERSON_OBSERVER_NAME,
} from '../dicom/concepts/report.js';
import { codeOf } from '../dicom/content-item.js';
import type { DataSet, Element } from '../dicom/data-set.js';
import { TAG } from '../dicom/tags.js';

/** Attributes that are read, but only to derive facts of identity; never kept. */
const IDENTIFYING: ReadonlySet<number> = new Set([
  TAG.PatientName,
  TAG.PatientID,
  TAG.IssuerOfPatientID,
  TAG.PatientBirthDate,
  TAG.AccessionNumber,
  TAG.IssuerOfAccessionNumberSequence,
  TAG.OtherPatientIDs,
  TAG.OtherPatientIDsSequence,
  TAG.OtherPatientNames,
  TAG.PatientBirthName,
  TAG.PatientMotherBirthName,
]);

/** Pixels, also those of icons inside sequences. */
const PIXELS: ReadonlySet<number> = new Set([TAG.PixelData, TAG.FloatPixelData, TAG.DoubleFloatPixelData]);

/**
 * Attributes of free text (VR LO, LT, ST, UC, UT): implicit VR does not tell, so that they are named. And the study ID,
 * in which equipment repeats the number of the patient or of the request.
 */
const FREE_TEXT: ReadonlySet<number> = new Set([
  TAG.StudyID,
  TAG.StudyDescription,
  TAG.SeriesDescription,
  TAG.AdmittingDiagnosesDescription,
  TAG.RequestedProcedureDescription,
  TAG.ProtocolName,
  TAG.InstitutionAddress,
  TAG.ImageComments,
  TAG.CommentsOnRadiationDose,
  TAG.ExposureControlModeDescription,
  TAG.GridAbsorbingMaterial,
  TAG.GridSpacingMaterial,
  TAG.ReconstructionMethod,
  TAG.Radiopharmaceutical,
  TAG.GantryID,
  TAG.LongCodeValue,
  TAG.TextValue,
]);

/** Values of content items that can name the patient, of a concept that is not known. */
const NAMING_VALUES: ReadonlySet<number> = new Set([TAG.TextValue, TAG.PersonName, TAG.Date]);
/** And those that do so where they are of the subject (PS3.16 TID 1007). */
const VALUES_OF_SUBJECT: ReadonlySet<number> = new Set([TAG.DateTime, TAG.UID]);
/** Subject UID, name, ID and birth date. */
const SUBJECT: ReadonlySet<string> = new Set(['121028', '121029', '121030', '121031']);

/**
 * What a value may hold: `free text` may repeat the patient's name, number or birth date; in codes and what comes from a table, in
 * the names of equipment and staff, a word of the patient's name is chance. The `value of an item` is kept or not by its
 * concept.
 */
type Content = 'plain' | 'free text' | 'value of an item' | 'forbidden';

/** Everything that extractors read, apart from what identifies. */
const READ: ReadonlyMap<number, Content> = new Map(
  Object.values(TAG)
    .filter((tag) => !IDENTIFYING.has(tag) && !PIXELS.has(tag))
    .map((tag) => [tag, contentOfRead(tag)]),
);

function contentOfRead(tag: number): Content {
  if (FREE_TEXT.has(tag)) return 'free text';
  return NAMING_VALUES.has(tag) || VALUES_OF_SUBJECT.has(tag) ? 'value of an item' : 'plain';
}

/** Private blocks that carry dose: GE (0045), Philips CT (00E1, 01E1), Toshiba CT (7005). */
const PRIVATE_DOSE_GROUPS: ReadonlySet<number> = new Set([0x0045, 0x00e1, 0x01e1, 0x7005]);

/** Groups of acquisition and image parameters; of these every value that cannot hold free text is kept. */
const TECHNICAL_GROUPS: ReadonlySet<number> = new Set([0x0018, 0x0028, 0x0054]);
const CANNOT_HOLD_A_NAME: ReadonlySet<string> = new Set(
  'CS DS FD FL IS SL SS SV TM UI UL US UV AT'.split(' '),
);
const NUMERIC: ReadonlySet<string> = new Set('DS FD FL IS SL SS UL US'.split(' '));

/** What an element that may be kept holds: an allow-list; whatever is not named here is forbidden. */
export function contentOf(element: Element): Content {
  const read = READ.get(element.tag);
  if (read !== undefined) return read;
  return isKeptUnread(element) ? contentOfUnread(element) : 'forbidden';
}

function isKeptUnread({ tag, vr }: Element): boolean {
  if (IDENTIFYING.has(tag)) return false;
  const group = tag >>> 16;
  if (TECHNICAL_GROUPS.has(group)) return CANNOT_HOLD_A_NAME.has(vr);
  if (PRIVATE_DOSE_GROUPS.has(group)) return isPrivateDose(tag, vr);
  return false;
}

/** VRs of private text. */
const PRIVATE_TEXT: ReadonlySet<string> = new Set(['LO', 'LT', 'SH', 'ST', 'UC', 'UN', 'UT']);

function contentOfUnread({ tag, vr }: Element): Content {
  const isPrivate = ((tag >>> 16) & 1) === 1;
  return isPrivate && PRIVATE_TEXT.has(vr) ? 'free text' : 'plain';
}

/** Numbers and creators of the private blocks; Philips writes its doses as text, named one by one. */
function isPrivateDose(tag: number, vr: string): boolean {
  const element = tag & 0xffff;
  const isCreator = element >= 0x0010 && element <= 0x00ff;
  return isCreator || NUMERIC.has(vr) || PRIVATE_DOSE_TEXT.has(((tag & 0xffff00ff) >>> 0) >>> 0);
}

/** Private dose text by group and element, its block left out: Philips DLP, protocol file and phantom, GE thickness, Toshiba. */
const PRIVATE_DOSE_TEXT: ReadonlySet<number> = new Set([
  0x00450049, 0x00e10021, 0x00e10061, 0x01e10026, 0x70050008, 0x70050009, 0x70050023, 0x70050040, 0x70050041,
  0x70050063,
]);

/** Whether an element is the value of a content item that could name the patient. */
export function isForbiddenValue(item: DataSet, element: Element): boolean {
  const isOfSubjectOnly = VALUES_OF_SUBJECT.has(element.tag);
  if (!isOfSubjectOnly && !NAMING_VALUES.has(element.tag)) return false;
  const name = item.item(TAG.ConceptNameCodeSequence);
  const concept = name ? codeOf(name) : null;
  if (isOfSubjectOnly) return concept !== null && SUBJECT.has(concept.value);
  if (!concept) return true;
  if (element.tag === TAG.PersonName) {
    return ![PERSON_NAME, PERSON_OBSERVER_NAME].some(({ keys }) => keys.has(`DCM:${concept.value}`));
  }
  return !isDeclared(concept) && !isDeclaredMeaning(concept.meaning);
}

const EQUIPMENT_NAMES = [
  DEVICE_NAME,
  DEVICE_MANUFACTURER,
  DEVICE_MODEL_NAME,
  DEVICE_OBSERVER_NAME,
  DEVICE_OBSERVER_MANUFACTURER,
  DEVICE_OBSERVER_MODEL_NAME,
  DEVICE_OBSERVER_SERIAL_NUMBER,
];

/** Whether a content item names equipment, as the header does: a word of a person's name in it is chance. */
export function isEquipmentName(item: DataSet): boolean {
  const name = item.item(TAG.ConceptNameCodeSequence);
  const concept = name ? codeOf(name) : null;
  return concept !== null && EQUIPMENT_NAMES.some(({ keys }) => keys.has(`DCM:${concept.value}`));
}
