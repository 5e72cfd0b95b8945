import { code, type Code } from './codes.js';
import type { WallClock } from './wall-clock.js';

/** A radiopharmaceutical as reports and images name it. */
export interface Radiopharmaceutical {
  readonly name: string;
  readonly agent: Code;
  readonly radionuclide: Code;
  readonly half_life_s: number;
  /** Plausible median of an adult administration. */
  readonly activity_mbq: number;
}

/** The administration that report and images of one study share. */
export interface Administration {
  readonly radiopharmaceutical: Radiopharmaceutical;
  readonly activity_mbq: number | null;
  readonly startedAt: WallClock | null;
  readonly stoppedAt: WallClock | null;
}

/** Agents of the single photon tracers carry codes of an invented local scheme, 99SYN. */
const TECHNETIUM = code('C-163A8', 'SRT', '^99m^Technetium');

export const RADIOPHARMACEUTICAL = {
  fdg: {
    name: 'Fluorodeoxyglucose',
    agent: code('C-B1031', 'SRT', 'Fluorodeoxyglucose F^18^'),
    radionuclide: code('C-111A1', 'SRT', '^18^Fluorine'),
    half_life_s: 6586.2,
    activity_mbq: 290,
  },
  mdp: {
    name: 'Medronate Tc99m',
    agent: code('MEDRONATE', '99SYN', 'Medronate Tc^99m^'),
    radionuclide: TECHNETIUM,
    half_life_s: 21_624,
    activity_mbq: 600,
  },
  tetrofosmin: {
    name: 'Tetrofosmin Tc99m',
    agent: code('TETROFOSMIN', '99SYN', 'Tetrofosmin Tc^99m^'),
    radionuclide: TECHNETIUM,
    half_life_s: 21_624,
    activity_mbq: 420,
  },
  pertechnetate: {
    name: 'Pertechnetate Tc99m',
    agent: code('PERTECHNETATE', '99SYN', 'Sodium pertechnetate Tc^99m^'),
    radionuclide: TECHNETIUM,
    half_life_s: 21_624,
    activity_mbq: 80,
  },
  iodide: {
    name: 'Sodium iodide I-123',
    agent: code('IODIDE', '99SYN', 'Sodium iodide I^123^'),
    radionuclide: code('C-114A4', 'SRT', '^123^Iodine'),
    half_life_s: 47_592,
    activity_mbq: 20,
  },
} as const satisfies Record<string, Radiopharmaceutical>;
