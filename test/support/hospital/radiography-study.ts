import { VALUE, radiographyImage, radiographyReport, rounded, type Code } from '../builders/index.js';
import { PIXEL_BYTES, sizeFactor, writtenBy, type StudyContext, type StudyObject } from './study-context.js';

/** A radiographic examination; the views with the median KAP of each. */
interface RadiographyExam {
  readonly description: string;
  readonly region: Code;
  readonly views: readonly (readonly [protocol: string, kap_gy_cm2: number, kvp_kv: number])[];
  readonly frequency: number;
}

const EXAMS: readonly RadiographyExam[] = [
  { description: 'XR Chest', region: VALUE.chest, views: [['Chest PA', 0.08, 125]], frequency: 20 },
  {
    description: 'XR Chest 2 views',
    region: VALUE.chest,
    views: [
      ['Chest PA', 0.08, 125],
      ['Chest Lat', 0.25, 125],
    ],
    frequency: 5,
  },
  { description: 'XR Abdomen', region: VALUE.abdomen, views: [['Abdomen AP', 1.6, 75]], frequency: 5 },
  { description: 'XR Pelvis', region: VALUE.pelvis, views: [['Pelvis AP', 1.3, 75]], frequency: 6 },
  {
    description: 'XR Lumbar spine',
    region: VALUE.spine,
    views: [
      ['L-Spine AP', 1.1, 80],
      ['L-Spine Lat', 1.9, 90],
    ],
    frequency: 4,
  },
  {
    description: 'XR Knee',
    region: VALUE.lowerLimb,
    views: [
      ['Knee AP', 0.05, 60],
      ['Knee Lat', 0.05, 60],
    ],
    frequency: 8,
  },
  {
    description: 'XR Hand',
    region: VALUE.upperLimb,
    views: [
      ['Hand PA', 0.012, 52],
      ['Hand Obl', 0.012, 52],
    ],
    frequency: 6,
  },
  { description: 'XR Shoulder', region: VALUE.upperLimb, views: [['Shoulder AP', 0.09, 66]], frequency: 4 },
];

/** A radiography study: one report, or an image per view. */
export function radiographyStudy(context: StudyContext): readonly StudyObject[] {
  const { stream, system, dialect } = context;
  const written = writtenBy(context);
  const exam = stream.weighted(EXAMS, (candidate) => candidate.frequency);
  const attributes = { ...context.attributes, StudyDescription: exam.description };
  const views = exam.views.map(([protocol, median, kvp_kv]) => ({
    protocol,
    kvp_kv,
    kap_gy_cm2: rounded(stream.logNormal(median, 0.35) * context.doseFactor * bodyFactor(exam, context), 5),
  }));
  if (system.kind === 'radiography_report') {
    const events = views.map(({ protocol, kvp_kv, kap_gy_cm2 }) => ({
      protocol,
      kvp_kv,
      anatomy: exam.region,
      targetRegion: exam.region,
      kap_gy_m2: rounded(kap_gy_cm2 / 1e4, 10),
      units: dialect.eventUnits,
    }));
    const bytes = radiographyReport({ ...written, events, attributes });
    return [{ name: 'radiography-report', bytes }];
  }
  return views.map(({ protocol, kvp_kv, kap_gy_cm2 }, index) => ({
    name: `radiograph-${index + 1}`,
    bytes: radiographyImage({
      ...written,
      exposure: index + 1,
      pixelBytes: PIXEL_BYTES,
      modality: system.kind === 'computed_radiography' ? 'CR' : 'DX',
      anatomy: exam.region,
      kap_gy_cm2,
      attributes: {
        ...attributes,
        ProtocolName: protocol,
        SeriesDescription: protocol,
        KVP: kvp_kv,
        ViewPosition: null,
      },
    }),
  }));
}

function bodyFactor(exam: RadiographyExam, context: StudyContext): number {
  const limb = exam.region === VALUE.upperLimb || exam.region === VALUE.lowerLimb;
  return sizeFactor(context.weight_kg, limb ? 200 : 60);
}
