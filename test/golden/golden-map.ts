import { NUCLEAR_MEDICINE_SECTIONS } from './maps/nuclear-medicine.js';
import { breast, plane } from './maps/report-accumulated.js';
import { ctEvent, phantom } from './maps/report-ct.js';
import { projectionEvent } from './maps/report-projection-event.js';
import { equipment, observer, patient, report, study } from './maps/report-study.js';
import type { Section } from './section.js';

/** The longest prefix that fits a golden path decides. */
export const SECTIONS: readonly Section[] = [
  ctEvent,
  projectionEvent,
  ...NUCLEAR_MEDICINE_SECTIONS,
  breast,
  plane,
  phantom,
  observer('ctradiationdose[]'),
  observer('projectionxrayradiationdose[]'),
  equipment,
  report('ctradiationdose[]'),
  report('projectionxrayradiationdose[]'),
  patient,
  study,
];
