import type { CtEvent, Study } from '../../warehouse/tables/index.js';
import type { Concept } from '../dicom/codes.js';
import {
  CT_CONE_BEAM,
  CT_CONSTANT_ANGLE,
  CT_SEQUENCED,
  CT_SPIRAL,
  CT_STATIONARY,
} from '../dicom/concepts/values.js';
import { namesConceptIn } from './code-value.js';

/** Counts of acquisitions by type, phantoms, and the greatest CTDIvol in each (rows IMP-520, IMP-521). */
export function writeCtSummary(study: Study, counted: readonly CtEvent[]): void {
  study.ct_axial_count = countOf(counted, CT_SEQUENCED);
  study.ct_spiral_count = countOf(counted, CT_SPIRAL);
  study.ct_stationary_count = countOf(counted, CT_STATIONARY);
  study.ct_localizer_count = countOf(counted, CT_CONSTANT_ANGLE);
  study.ctdi_phantoms = phantomsOf(counted);
  study.ctdi_vol_max_head_16cm_mgy = greatestCtdiVol(counted, 'head_16cm');
  study.ctdi_vol_max_body_32cm_mgy = greatestCtdiVol(counted, 'body_32cm');
}

function countOf(events: readonly CtEvent[], type: Concept): number {
  return events.filter((event) => isOfType(event, type)).length;
}

/** By code in any of its schemes; without a scheme by the bare code value, without a known code by the meaning. */
function isOfType(event: CtEvent, type: Concept): boolean {
  const { ct_acquisition_type_code: value, ct_acquisition_type_scheme: scheme } = event;
  return namesConceptIn(scheme, value, event.ct_acquisition_type, type);
}

function phantomsOf(events: readonly CtEvent[]): string[] | null {
  const stated = new Set(events.map((event) => event.ctdi_phantom).filter((phantom) => phantom !== null));
  return stated.size === 0 ? null : [...stated].sort();
}

/** Localisers, stationary and free acquisitions have a CTDIvol that no reference level is for. */
const WITH_REFERENCE_LEVELS = [CT_SEQUENCED, CT_SPIRAL, CT_CONE_BEAM];

function greatestCtdiVol(events: readonly CtEvent[], phantom: 'head_16cm' | 'body_32cm'): number | null {
  let greatest: number | null = null;
  for (const event of events) {
    if (event.ctdi_phantom !== phantom || event.ctdi_vol_mgy === null) continue;
    if (!WITH_REFERENCE_LEVELS.some((type) => isOfType(event, type))) continue;
    greatest = Math.max(greatest ?? 0, event.ctdi_vol_mgy);
  }
  return greatest;
}
