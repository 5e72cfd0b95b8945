import {
  CONCEPT,
  code,
  codeItem,
  container,
  documentRoot,
  fluoroscopyReport,
  modifier,
  SOP_CLASS,
  VALUE,
  type Children,
  type Code,
} from '../../../support/builders/index.js';
import { header, writeObject, type ObjectParts } from '../../../support/builders/object-header.js';
import type { ProjectionEventInput } from '../../../support/builders/index.js';
import { extracted } from '../../../support/extracted.js';

export { extracted, outcomeOf } from '../../../support/extracted.js';

export const dcm = (value: string, meaning: string): Code => code(value, 'DCM', meaning);
export const srt = (value: string, meaning: string): Code => code(value, 'SRT', meaning);

interface BareParts extends ObjectParts {
  readonly template?: string | null;
  readonly procedure?: Code | null;
}

/** A projection report of these items at its root and nothing else. */
export function bareReport(children: Children, parts: BareParts = {}): Uint8Array {
  const { template = '10001', procedure = VALUE.projectionXRay } = parts;
  const first = procedure && modifier(codeItem(CONCEPT.procedureReported, procedure));
  const root = documentRoot(CONCEPT.doseReport, [first, ...children], template);
  return writeObject({ ...header(parts, SOP_CLASS.xRayDoseReport, 'SR', 'bare'), ...root }, parts);
}

/** An irradiation event of these items. */
export function eventOf(...children: Children): ReturnType<typeof container> {
  return container(dcm('113706', 'Irradiation Event X-Ray Data'), children);
}

/** An accumulated dose container of a plane. */
export function accumulatedOf(plane: Code | null, ...children: Children): ReturnType<typeof container> {
  const first = plane && modifier(codeItem(dcm('113764', 'Acquisition Plane'), plane));
  return container(dcm('113702', 'Accumulated X-Ray Dose Data'), [first, ...children]);
}

/** The first event of a bare report that holds one event of these items. */
export function eventWith(...children: Children) {
  return extracted(bareReport([eventOf(...children)])).projectionEvents[0]!;
}

/** The event of a fluoroscopy report with one event, all defaults but those given. */
export function fluoroscopyEvent(input: ProjectionEventInput) {
  return extracted(fluoroscopyReport({ events: [input] })).projectionEvents[0]!;
}
