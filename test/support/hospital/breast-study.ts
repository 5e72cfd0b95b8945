import {
  VALUE,
  mammographyImage,
  mammographyReport,
  rounded,
  type ProjectionEventInput,
} from '../builders/index.js';
import { PIXEL_BYTES, writtenBy, type StudyContext, type StudyObject } from './study-context.js';

const DESCRIPTIONS = ['Mammography screening', 'Mammography screening', 'Mammography assessment'] as const;
const VIEWS = [
  ['R', 'CC'],
  ['L', 'CC'],
  ['R', 'MLO'],
  ['L', 'MLO'],
] as const;

/** A mammography study: both breasts in two views, as one report or as images (now and then as pairs). */
export function breastStudy(context: StudyContext): readonly StudyObject[] {
  const { stream, system } = context;
  const written = writtenBy(context);
  const attributes = {
    ...context.attributes,
    StudyDescription: stream.pick(DESCRIPTIONS),
    ProtocolName: 'ROUTINE',
  };
  const thickness_mm = Math.min(95, Math.max(22, stream.normal(56, 13)));
  const exposures = VIEWS.map(() => exposureOf(thickness_mm + stream.normal(0, 4), context));
  if (system.kind === 'mammography_report') {
    const events = exposures.map((exposure, index): ProjectionEventInput => ({
      ...exposure,
      laterality: VIEWS[index]![0] === 'R' ? VALUE.right : VALUE.left,
      protocol: 'ROUTINE',
      compression_force_n: stream.integer(60, 150),
    }));
    const bytes = mammographyReport({ ...written, events, attributes });
    return [{ name: 'mammography-report', bytes }];
  }
  const paired = stream.chance(0.2);
  return VIEWS.flatMap(([laterality, view], index) => {
    const { agd_mgy, compression_thickness_mm, kvp_kv } = exposures[index]!;
    const overrides = { ...attributes, BodyPartThickness: compression_thickness_mm, KVP: kvp_kv };
    const parts = {
      ...written,
      pixelBytes: PIXEL_BYTES,
      laterality,
      view,
      agd_mgy,
      exposure: index + 1,
      attributes: overrides,
    };
    const processing = { name: `processing-${index + 1}`, bytes: mammographyImage(parts) };
    const presentation = (): StudyObject => ({
      name: `presentation-${index + 1}`,
      bytes: mammographyImage({ ...parts, intent: 'FOR PRESENTATION' }),
    });
    return paired ? [processing, presentation()] : [processing];
  });
}

function exposureOf(
  thickness_mm: number,
  context: StudyContext,
): { agd_mgy: number; compression_thickness_mm: number; kvp_kv: number } {
  const compression_thickness_mm = Math.round(Math.min(110, Math.max(18, thickness_mm)));
  const agd_mgy =
    context.stream.logNormal(1.25, 0.12) * Math.exp((thickness_mm - 53) / 55) * context.doseFactor;
  return {
    agd_mgy: rounded(agd_mgy, 2),
    compression_thickness_mm,
    kvp_kv: Math.round(26 + compression_thickness_mm / 20),
  };
}
