import { describe, expect, expectTypeOf, it } from 'vitest';
import { CHARTS, PAEDIATRIC, PERIODS } from '../../reports/charts/request.js';
import { STATISTICS } from '../../reports/charts/statistics.js';
import type { FactsUpload } from '../../reports/facts-uploads.js';
import * as offered from '../../ui/api/choices.js';
import type * as answers from '../../ui/api/types.js';
import { MODALITIES as SHOWN_MODALITIES } from '../../ui/state/modality.js';
import type { Grain, Severity } from '../../warehouse/checks/index.js';
import { AUDIT_ACTIONS } from '../../warehouse/state/audit-trail.js';
import { GROUP_NAMES, type Permission } from '../../warehouse/state/permissions.js';
import {
  HELD_DECISIONS,
  KEEPING,
  MODALITIES,
  OUTCOMES,
  STANDARD_NAME_FIELDS,
} from '../../warehouse/tables/index.js';

describe('what the pages offer is what the API takes', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['charts', offered.CHARTS, CHARTS],
    ['periods', offered.PERIODS, PERIODS],
    ['divisions of children', offered.PAEDIATRIC, PAEDIATRIC],
    ['figures of a mark', offered.STATISTICS, STATISTICS],
    ['modalities', SHOWN_MODALITIES, MODALITIES],
    ['outcomes of files', offered.OUTCOMES, OUTCOMES],
    ['decisions about held objects', offered.HELD_DECISIONS, HELD_DECISIONS],
    ['acts of the audit trail', offered.AUDIT_ACTIONS, AUDIT_ACTIONS],
    ['fields of standard names', offered.STANDARD_NAME_FIELDS, STANDARD_NAME_FIELDS],
    ['ways to keep identity', offered.KEEPING, KEEPING],
    ['groups of users', offered.GROUPS, GROUP_NAMES],
  ])('%s', (_, choices, taken) => expect([...choices].sort()).toEqual([...taken].sort()));

  it('in the types of its answers', () => {
    expectTypeOf<answers.Permission>().toEqualTypeOf<Permission>();
    expectTypeOf<answers.Check['severity']>().toEqualTypeOf<Severity>();
    expectTypeOf<answers.Check['grain']>().toEqualTypeOf<Grain>();
    expectTypeOf<answers.FactsUpload['state']>().toEqualTypeOf<FactsUpload['state']>();
  });
});
