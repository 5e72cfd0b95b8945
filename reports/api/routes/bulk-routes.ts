import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { caller } from '../../access/guard.js';
import { recordAct } from '../../access/recorded-act.js';
import { matchingIds } from '../../studies/matching-ids.js';
import { asksIdentity, filterOf, queryOf } from '../address.js';
import { answer } from '../answer.js';
import type { Dependencies } from '../dependencies.js';
import { badRequest, HttpProblem } from '../problems.js';
import { anything, body, filterQuery, responses } from '../schemas.js';

/** Most studies of one act; a deletion reads the kept documents of each. */
const MOST_MARKED = 10_000;
const MOST_DELETED = 200;

/** Acts on all studies of a filter at once. The caller says how many it expects, so that none is met by surprise. */
export const bulkRoutes =
  (dependencies: Dependencies): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { state, actions } = dependencies;

    const idsOf = async (
      request: FastifyRequest,
      reply: FastifyReply,
      expected: number,
      most: number,
    ): Promise<readonly string[]> => {
      const filter = await filterOf(queryOf(request), new Set(), caller(request), dependencies);
      if (filter.clauses.length === 0) throw badRequest([{ field: 'filter', message: 'needs a condition' }]);
      const found = await answer(
        dependencies,
        request,
        reply,
        { priority: 'list', cacheable: false },
        async (asking) => ({ ids: await matchingIds(asking, filter, most) }),
      );
      const ids = 'ids' in found ? found.ids : [];
      if (asksIdentity(filter)) {
        recordAct(state, request, { action: 'identity_seen', subject: 'bulk' });
      }
      if (ids.length > most)
        throw new HttpProblem(422, 'Too many studies', `At most ${most} at a time; narrow the filter.`);
      if (ids.length !== expected) {
        throw new HttpProblem(
          409,
          'The studies have changed',
          `The filter finds ${ids.length} studies now, not ${expected}. Look at the list again.`,
        );
      }
      return ids;
    };

    app.post(
      '/studies/marks',
      {
        config: { permission: 'configure' },
        schema: {
          summary: 'Mark the studies of a filter as of patients or of test objects',
          querystring: filterQuery({}),
          body: body.marks,
          response: responses({ 200: anything }),
        },
      },
      async (request, reply) => {
        const { mark, expected, reason } = request.body;
        const { name: actor } = caller(request);
        const ids = await idsOf(request, reply, expected, MOST_MARKED);
        const changed = await actions.markStudies(ids, mark, actor, reason);
        const details = { mark, reason, studies: changed };
        recordAct(state, request, { action: 'studies_marked', details });
        return { found: ids.length, changed };
      },
    );

    app.post(
      '/studies/deletions',
      {
        config: { permission: 'delete' },
        schema: {
          summary: 'Delete the studies of a filter',
          querystring: filterQuery({}),
          body: body.deletions,
          response: responses({ 200: anything }),
        },
      },
      async (request, reply) => {
        const { expected, reason } = request.body;
        const { name: actor } = caller(request);
        const ids = await idsOf(request, reply, expected, MOST_DELETED);
        const changed = await actions.deleteStudies(ids, actor, reason);
        for (const subject of ids) {
          recordAct(state, request, { action: 'study_deleted', subject });
        }
        return { found: ids.length, changed };
      },
    );
  };
