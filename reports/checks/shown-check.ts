import {
  SEVERITIES,
  type Check,
  type Compared,
  type Severity,
  type Tolerance,
} from '../../warehouse/checks/index.js';

/** A check as the API shows it. */
export interface ShownCheck {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly grain: Check['grain'];
  readonly definition: string;
  readonly tolerance: Tolerance | null;
  readonly compared: Compared | null;
}

export const shownCheck = ({
  id,
  title,
  severity,
  grain,
  definition,
  tolerance,
  compared,
}: Check): ShownCheck => ({ id, title, severity, grain, definition, tolerance, compared });

/** The gravest first. */
export const byGravity = (one: { severity: Severity }, other: { severity: Severity }): number =>
  SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity);
