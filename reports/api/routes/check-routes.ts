import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { caller } from '../../access/guard.js';
import { recordAct } from '../../access/recorded-act.js';
import { failedChecks } from '../../checks/study-checks.js';
import { checkSummary, type CheckSummary } from '../../checks/check-summary.js';
import { SummaryCache } from '../../checks/summary-cache.js';
import { FAILED_CHECK } from '../../filters/failed-check.js';
import type { Filter } from '../../filters/filter.js';
import { asksIdentity, filterOf, queryOf } from '../address.js';
import { answer, boundedAsking, type Viewed } from '../answer.js';
import type { Dependencies } from '../dependencies.js';
import { badRequest, notFound } from '../problems.js';
import { filterQuery, idParam, items, ref, responses, snapshotQuery } from '../schemas.js';

/** A whole decade is counted once a snapshot, behind the questions of lists. */
const SUMMARY_DEADLINE_MS = 120_000;
const EVERYTHING: Filter = { clauses: [] };

/** Data-quality checks: what they ask, how many studies fail them, and what each device fails. */
export const checkRoutes =
  (dependencies: Dependencies): FastifyPluginAsyncTypebox =>
  async (app) => {
    const summaries = new SummaryCache();

    /** Goes on when the client goes away, since the next one asks the same. */
    const ofWholeSnapshot = ({ snapshot: { id }, today, changedAt }: Viewed): Promise<CheckSummary> =>
      summaries.get(`${id} ${changedAt} ${today}`, async () => {
        const snapshot = await dependencies.snapshots.open(id);
        try {
          const limits = { deadlineMs: SUMMARY_DEADLINE_MS };
          const asking = boundedAsking(dependencies, { snapshot, today, changedAt }, 'chart', limits);
          return await checkSummary(asking, EVERYTHING);
        } finally {
          snapshot.release();
        }
      });

    app.get(
      '/studies/:id/checks',
      {
        config: { permission: 'view' },
        schema: {
          summary: 'Data-quality checks that a study fails, the gravest first',
          params: idParam,
          querystring: snapshotQuery,
          response: responses({ 200: items(ref('FailedCheck')) }),
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        return answer(dependencies, request, reply, { priority: 'list', cacheable: true }, async (asking) => {
          const failed = await failedChecks(asking, id);
          if (failed === null) throw notFound();
          return { items: failed };
        });
      },
    );

    app.get(
      '/checks',
      {
        config: { permission: 'view' },
        schema: {
          summary: 'Data-quality checks with the studies that fail them',
          querystring: filterQuery({}),
          response: responses({ 200: ref('CheckSummary') }),
        },
      },
      async (request, reply) => {
        const filter = await filterOf(queryOf(request), new Set(), caller(request), dependencies);
        if (filter.clauses.some(({ column }) => column === FAILED_CHECK))
          throw badRequest([{ field: FAILED_CHECK, message: 'is what this answer counts; leave it out' }]);
        const cacheable = !asksIdentity(filter);
        return answer(
          dependencies,
          request,
          reply,
          { priority: 'chart', cacheable },
          async (asking, viewed) => {
            if (!cacheable) {
              recordAct(dependencies.state, request, { action: 'identity_seen', subject: 'checks' });
            }
            const isWhole = filter.clauses.length === 0 && viewed.snapshot.id > 0;
            return isWhole ? ofWholeSnapshot(viewed) : checkSummary(asking, filter);
          },
        );
      },
    );
  };
