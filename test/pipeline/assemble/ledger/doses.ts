import { rounded } from '../../../support/builders/index.js';
import type { TrueExposure } from './truth.js';

/** Doses of an exposure in the units that the columns have. */
export const dlpOf = ({ dose }: TrueExposure): number => dose / 100;
export const ctdiVolOf = ({ dose }: TrueExposure): number => dose / 1000;
export const kapOf = ({ dose }: TrueExposure): number => dose / 1000;
export const doseRpOf = ({ dose }: TrueExposure): number => dose / 10;
export const agdOf = ({ dose }: TrueExposure): number => dose / 100;
/** Irradiation duration in seconds. */
export const durationOf = ({ dose }: TrueExposure): number => ((dose % 50) + 1) / 10;

/** Sum of decimals of up to three places, as written. */
export function sumOf(exposures: readonly TrueExposure[], doseOf: (one: TrueExposure) => number): number {
  return rounded(
    exposures.reduce((sum, one) => sum + doseOf(one), 0),
    3,
  );
}
