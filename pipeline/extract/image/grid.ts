import type { DataSet } from '../../dicom/data-set.js';
import { parseDecimal } from '../../dicom/decimal.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import type { RowReader } from '../row-reader.js';

/** Properties of a grid by the defined terms of the attribute. */
const PROPERTIES = [
  ['NONE', '111646', 'No grid'],
  ['FIXED', '111641', 'Fixed grid'],
  ['FOCUSED', '111642', 'Focused grid'],
  ['RECIPROCATING', '111643', 'Reciprocating grid'],
  ['PARALLEL', '111644', 'Parallel grid'],
  ['CROSSED', '111645', 'Crossed grid'],
] as const;

/** Letters by which the terms are told apart, and from other words (`REMOVED`, `PARKED`). */
const LETTERS = 4;

/** Whether a word is a term, in another spelling (`FOCUSSED`) or cut: one maker sends `FO` for focused. */
function isTerm(word: string, term: string): boolean {
  return word.length > 1 && word.slice(0, LETTERS) === term.slice(0, Math.min(word.length, LETTERS));
}

/** Anti-scatter grid: every property stated, in any order, one or several (rows IMP-317, IMP-382, BUG-32). */
export function readGrid(event: RowReader<'projection_events'>, dataSet: DataSet): void {
  readProperties(event, dataSet);
  event.attribute('grid_absorbing_material', dataSet, TAG.GridAbsorbingMaterial);
  event.attribute('grid_spacing_material', dataSet, TAG.GridSpacingMaterial);
  event.attributeNumber('grid_thickness_mm', dataSet, TAG.GridThickness, 'mm');
  event.attributeNumber('grid_pitch_mm', dataSet, TAG.GridPitch, 'mm');
  readAspectRatio(event, dataSet);
  event.attributeNumber('grid_period_ms', dataSet, TAG.GridPeriod, 'ms');
  event.attributeNumber('grid_focal_distance_mm', dataSet, TAG.GridFocalDistance, 'mm');
}

/** Two numbers, as `10\\1`; another text as it stands. */
function readAspectRatio(event: RowReader<'projection_events'>, dataSet: DataSet): void {
  const raw = dataSet.text(TAG.GridAspectRatio);
  if (raw === null) return;
  const { values, problem } = parseDecimal(raw);
  const ratio = problem === null ? values.join('\\') : raw;
  event.set('grid_aspect_ratio', ratio, { path: showTag(TAG.GridAspectRatio), raw });
}

function readProperties(event: RowReader<'projection_events'>, dataSet: DataSet): void {
  const stated = dataSet.texts(TAG.Grid).map((value) => value.toUpperCase());
  const words = stated.flatMap((value) => value.split(/[^A-Z]+/));
  const known = words.map((word) => PROPERTIES.find(([term]) => isTerm(word, term)));
  const distinct = [...new Set(known.filter((property) => property !== undefined))];
  if (distinct.length === 0) return;
  const origin = { path: showTag(TAG.Grid), raw: stated.join('\\') };
  event.set(
    'grids',
    distinct.map(([, , meaning]) => meaning),
    origin,
  );
  event.set(
    'grid_codes',
    distinct.map(([, code]) => code),
    origin,
  );
}
