import { apiTokensIn, type ApiTokens } from './api-tokens.js';
import { auditTrailIn, type AuditTrail } from './audit-trail.js';
import { askedChartsIn, type AskedCharts } from './asked-charts.js';
import { backupsIn, type Backups } from './backups.js';
import type { Clock } from './clock.js';
import { openDatabase } from './database.js';
import { runsIn, type Runs } from './runs.js';
import { savedViewsIn, type SavedViews } from './saved-views.js';
import { sessionsIn, SESSION_LIMITS, type SessionLimits, type Sessions } from './sessions.js';
import { settingsIn, type Settings } from './settings.js';
import { signInThrottleIn, type SignInThrottle } from './sign-in-throttle.js';
import { usersIn, type Users } from './users.js';

/** What the application keeps besides the lake: people, settings, runs and the audit trail, in one SQLite file. */
export interface State {
  readonly users: Users;
  readonly sessions: Sessions;
  readonly throttle: SignInThrottle;
  readonly tokens: ApiTokens;
  readonly views: SavedViews;
  readonly settings: Settings;
  readonly runs: Runs;
  readonly audit: AuditTrail;
  readonly backups: Backups;
  readonly askedCharts: AskedCharts;
  /** All of the work holds, or nothing of it. The work must not wait for anything. */
  transaction<T>(work: () => T): T;
  close(): void;
}

export interface StateOptions {
  readonly now?: Clock;
  readonly sessionLimits?: SessionLimits;
}

/** Opens the state file, made or brought up to date where needed; `:memory:` for tests. */
export function openState(path: string, options: StateOptions = {}): State {
  const now = options.now ?? Date.now;
  const db = openDatabase(path);
  return {
    users: usersIn(db, now),
    sessions: sessionsIn(db, now, options.sessionLimits ?? SESSION_LIMITS),
    throttle: signInThrottleIn(db, now),
    tokens: apiTokensIn(db, now),
    views: savedViewsIn(db, now),
    settings: settingsIn(db, now),
    runs: runsIn(db, now),
    audit: auditTrailIn(db, now),
    backups: backupsIn(db),
    askedCharts: askedChartsIn(db, now),
    transaction: (work) => db.transaction(work),
    close: () => db.close(),
  };
}
