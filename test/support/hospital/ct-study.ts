import {
  ctDoseCapture,
  ctReport,
  rounded,
  type CaptureExposure,
  type CtEventInput,
  type Random,
} from '../builders/index.js';
import { CT_EXAMS, type CtExam } from './ct-exams.js';
import { sizeFactor, writtenBy, type StudyContext, type StudyObject } from './study-context.js';

/** A CT study of an exam drawn by frequency: a report, or a capture where the scanner knows no report. */
export function ctStudy(context: StudyContext): readonly StudyObject[] {
  const child = context.age_years < 16;
  const candidates = usualExams(child, context.ctExams);
  const exam = context.stream.weighted(candidates, (candidate) => candidate.frequency);
  if (context.system.kind === 'ct_capture') return [captureOf(exam, context)];
  return [reportOf(ctEventsOf(exam, context), exam.description, context)];
}

/** The exams for children or adults, the most frequent ones where there is a limit. */
function usualExams(forChildren: boolean, limit: number): readonly CtExam[] {
  return CT_EXAMS.filter((exam) => exam.forChildren === forChildren)
    .sort((a, b) => b.frequency - a.frequency)
    .slice(0, limit);
}

/** A report with these events, in the detail of the context. */
export function reportOf(
  events: readonly CtEventInput[],
  description: string,
  context: StudyContext,
  object = 'ct-report',
): StudyObject {
  const { attributes } = context;
  const bytes = ctReport({
    ...writtenBy(context),
    object,
    events,
    attributes: {
      ...attributes,
      StudyDescription: description,
      ProtocolName: events.at(-1)?.protocol ?? null,
    },
  });
  return { name: object, bytes };
}

/** Localizer and phases of an exam: doses log-normal about the median, by system and body size. */
function ctEventsOf(exam: CtExam, context: StudyContext): readonly CtEventInput[] {
  const phases = Array.from({ length: exam.phases }, (_, index) => phaseOf(exam, context, index));
  const repeated = context.stream.chance(0.04) ? [phaseOf(exam, context, 0)] : [];
  const localizers = context.detail === 'compact' ? 1 : 2; // frontal, and lateral
  return [...Array.from({ length: localizers }, () => localizerOf(exam, context)), ...phases, ...repeated];
}

function localizerOf(exam: CtExam, context: StudyContext): CtEventInput {
  const ctdi_vol_mgy = rounded(context.stream.logNormal(0.12, 0.1), 2);
  const scanning_length_mm = exam.length_mm + 60;
  const { statesLocalizerDose } = context.dialect;
  return {
    type: 'localizer',
    protocol: ['Localizer', 'Scout', 'Scanogram'][context.system.naming]!,
    targetRegion: exam.region,
    ctdi_vol_mgy: statesLocalizerDose ? ctdi_vol_mgy : null,
    scanning_length_mm,
    phantom: exam.phantom,
    dlp_mgy_cm: statesLocalizerDose ? rounded((ctdi_vol_mgy * scanning_length_mm) / 10, 2) : null,
    modulation: null,
    ...wordy(context),
  };
}

function phaseOf(exam: CtExam, context: StudyContext, phase: number): CtEventInput {
  const { stream, system, weight_kg } = context;
  const kvp_kv = stream.weighted([80, 100, 120, 140], (kv) => ({ 80: 1, 100: 6, 120: 12, 140: 1 })[kv] ?? 0);
  const tube_current_ma = Math.round(stream.logNormal(190, 0.2) * sizeFactor(weight_kg, 70));
  const rotation_s = exam.phantom === 'head_16cm' ? 1 : 0.5;
  const scanning_length_mm = Math.round(exam.length_mm * stream.between(0.92, 1.12));
  const dualSource =
    system.model === 'Helios Duo' && (exam.region.meaning === 'Heart' || stream.chance(0.15));
  return {
    type: exam.type,
    protocol: exam.phases === 1 ? exam.names[system.naming] : `${exam.names[system.naming]} ph${phase + 1}`,
    targetRegion: exam.region,
    phantom: exam.phantom,
    ctdi_vol_mgy: rounded(ctdiVolOf(exam, context), 2),
    scanning_length_mm,
    exposure_time_s: rounded((scanning_length_mm / 40) * rotation_s, 2),
    pitch_factor: exam.type === 'spiral' ? rounded(stream.between(0.6, 1.4), 2) : null,
    single_collimation_mm: 0.6,
    total_collimation_mm: [38.4, 40, 80][system.naming]!,
    ...(dualSource
      ? { dualSource }
      : {
          sources: [
            {
              kvp_kv,
              tube_current_ma,
              tube_current_max_ma: Math.round(tube_current_ma * 1.7),
              exposure_time_per_rotation_s: rotation_s,
            },
          ],
        }),
    ...(stream.chance(0.02) ? { doseCheck: true } : wordy(context)),
  };
}

function ctdiVolOf(exam: CtExam, context: StudyContext): number {
  const spread = context.stream.logNormal(exam.ctdi_vol_mgy, 0.16) * context.doseFactor;
  if (exam.forChildren)
    return spread * Math.exp((context.weight_kg - 20) / (exam.phantom === 'head_16cm' ? 120 : 45));
  return spread * sizeFactor(context.weight_kg, exam.phantom === 'head_16cm' ? 400 : 62);
}

/** What makes a report as long as a real one: dose check without values, a comment of technical parameters. */
function wordy(context: StudyContext): CtEventInput {
  if (context.detail === 'compact') return {};
  const strength = context.stream.pick(['Average', 'Strong', 'Weak']);
  return {
    alert: { ctdi_vol_mgy: 1000, dlp_mgy_cm: null },
    notification: {},
    procedureContext: { value: 'P5-0808E', scheme: 'SRT', meaning: 'CT without contrast' },
    comment: `Technical parameters: modulation strength = ${strength}, tube current curve = ${curve(context.stream)}`,
  };
}

function curve(stream: Random): string {
  return Array.from({ length: 120 }, () => stream.integer(60, 400)).join(' ');
}

function captureOf(exam: CtExam, context: StudyContext): StudyObject {
  const { attributes, stream } = context;
  const phase = (): CaptureExposure => ({
    protocol: exam.names[context.system.naming],
    type: exam.type === 'sequenced' ? 'SEQUENCED' : 'SPIRAL',
    ctdi_vol_mgy: rounded(ctdiVolOf(exam, context), 3),
    scan_length_mm: Math.round(exam.length_mm * stream.between(0.92, 1.12)),
    phantom: exam.phantom === 'head_16cm' ? '16 CM' : '32 CM',
  });
  const bytes = ctDoseCapture({
    ...writtenBy(context),
    exposures: [{ type: 'CONSTANT_ANGLE' }, ...Array.from({ length: exam.phases }, phase)],
    attributes: {
      ...attributes,
      StudyDescription: exam.description,
      ProtocolName: exam.names[context.system.naming],
    },
  });
  return { name: 'ct-dose-capture', bytes };
}
