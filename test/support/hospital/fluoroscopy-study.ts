import {
  VALUE,
  fluoroscopyReport,
  plusSeconds,
  rounded,
  type Code,
  type ProjectionEventInput,
} from '../builders/index.js';
import { sizeFactor, writtenBy, type StudyContext, type StudyObject } from './study-context.js';

/** A fluoroscopic examination; doses and times are medians of a whole study of an adult of 75 kg. */
interface FluoroscopyExam {
  readonly description: string;
  readonly protocol: string;
  readonly region: Code;
  readonly kap_gy_cm2: number;
  readonly fluoro_time_s: number;
  readonly events: number;
  readonly frequency: number;
}

type Row = readonly [string, string, Code, number, number, number, number];

const exams = (rows: readonly Row[]): readonly FluoroscopyExam[] =>
  rows.map(([description, protocol, region, kap_gy_cm2, fluoro_time_s, events, frequency]) => ({
    description,
    protocol,
    region,
    kap_gy_cm2,
    fluoro_time_s,
    events,
    frequency,
  }));

const ANGIOGRAPHY_EXAMS = exams([
  ['Coronary angiography', 'Coro', VALUE.heart, 22, 200, 11, 9],
  ['Percutaneous coronary intervention', 'PCI', VALUE.heart, 55, 780, 14, 6],
  ['Pacemaker insertion', 'EP Low', VALUE.heart, 5, 300, 7, 4],
  ['Iliac angioplasty', 'DSA Periph', VALUE.pelvis, 42, 700, 10, 3],
  ['Nephrostomy', 'Abdo Fluoro', VALUE.abdomen, 6, 160, 6, 3],
  ['Hepatic embolisation', 'DSA Abdomen', VALUE.abdomen, 130, 1300, 13, 2],
]);

const BIPLANE_EXAMS = exams([
  ['Cerebral angiography', 'DSA Cerebral', VALUE.head, 60, 600, 12, 4],
  ['Mechanical thrombectomy', 'Neuro Stroke', VALUE.head, 110, 1500, 16, 2],
]);

const THEATRE_EXAMS = exams([
  ['Hip nailing', 'Ortho', VALUE.lowerLimb, 1.4, 55, 6, 4],
  ['Ureteroscopy', 'Urology', VALUE.pelvis, 1.8, 70, 6, 3],
  ['Laparoscopic cholangiogram', 'Abdomen', VALUE.abdomen, 2.6, 45, 5, 2],
]);

/** Between two pedal presses. */
const PAUSE_S = 25;

/** A study under fluoroscopy with its dose report. */
export function fluoroscopyStudy(context: StudyContext): readonly StudyObject[] {
  const { attributes, stream, system } = context;
  const exam = stream.weighted(examsOf(system.kind), (candidate) => candidate.frequency);
  const events = eventsOf(exam, context);
  const bytes = fluoroscopyReport({
    ...writtenBy(context),
    events,
    contentDelay_s: Math.round(
      events.reduce((sum, event) => sum + PAUSE_S + Number(event.irradiation_duration_s), 300),
    ),
    attributes: { ...attributes, StudyDescription: exam.description },
  });
  return [{ name: 'fluoroscopy-report', bytes }];
}

function examsOf(kind: string): readonly FluoroscopyExam[] {
  if (kind === 'angiography_biplane') return BIPLANE_EXAMS;
  return kind === 'mobile_c_arm' ? THEATRE_EXAMS : ANGIOGRAPHY_EXAMS;
}

function eventsOf(exam: FluoroscopyExam, context: StudyContext): readonly ProjectionEventInput[] {
  const { stream, system, doseFactor, weight_kg, detail, dialect } = context;
  const size = stream.logNormal(1, 0.45) * doseFactor * sizeFactor(weight_kg, 55);
  const wanted = detail === 'compact' ? Math.ceil(exam.events / 3) : exam.events;
  const count = Math.max(2, wanted + stream.integer(-1, 1));
  const shares = Array.from({ length: count }, () => stream.logNormal(1, 0.5));
  const sum = shares.reduce((total, share) => total + share, 0);
  let elapsed_s = 30;
  return shares.map((share, index) => {
    const acquisition = system.kind !== 'mobile_c_arm' && index % 3 === 2;
    const kap_gy_m2 = (exam.kap_gy_cm2 * size * share) / sum / 1e4;
    const duration_s = acquisition
      ? stream.between(3, 9)
      : (exam.fluoro_time_s * stream.logNormal(share, 0.3)) / sum;
    const begun_s = elapsed_s;
    elapsed_s += PAUSE_S + duration_s;
    return {
      startedAt: plusSeconds(context.startedAt, Math.round(begun_s)),
      type: acquisition ? 'stationary' : 'fluoroscopy',
      plane: system.kind !== 'angiography_biplane' ? 'single' : index % 2 === 0 ? 'A' : 'B',
      protocol: acquisition ? `${exam.protocol} 15/s` : `FL ${exam.protocol}`,
      targetRegion: exam.region,
      units: dialect.eventUnits,
      ...(dialect.referencePointInWords ? { referencePoint: '15cm from Isocenter toward Source' } : {}),
      kap_gy_m2: rounded(kap_gy_m2, 9),
      dose_rp_gy: rounded(kap_gy_m2 * 100 * stream.between(0.8, 1.3), 7),
      irradiation_duration_s: rounded(duration_s, 1),
      pulse_rate_hz: acquisition ? 15 : 7.5,
      pulse_count: Math.max(1, Math.round(duration_s * (acquisition ? 15 : 7.5))),
    };
  });
}
