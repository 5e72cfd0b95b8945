import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { caller } from '../../access/guard.js';
import { recordAct } from '../../access/recorded-act.js';
import { studyDetail } from '../../studies/detail.js';
import { answer } from '../answer.js';
import type { Dependencies } from '../dependencies.js';
import { notFound } from '../problems.js';
import { anything, body, idParam, items, NOTHING, ref, responses, snapshotQuery } from '../schemas.js';

const NO_STUDY = 'There is no study of this id in this snapshot: it has not come, or it was deleted.';

/** One study: detail, deletion and restoration; and what is deleted. */
export const studyRoutes =
  (dependencies: Dependencies): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { state, actions } = dependencies;

    app.get(
      '/studies/deleted',
      {
        config: { permission: 'delete' },
        schema: {
          summary: 'Deleted studies',
          querystring: snapshotQuery,
          response: responses({ 200: items(anything) }),
        },
      },
      async (request, reply) =>
        answer(
          dependencies,
          request,
          reply,
          { priority: 'list', cacheable: false },
          async (_asking, { snapshot }) => ({ items: await actions.deletedStudies(snapshot.id) }),
        ),
    );

    app.get(
      '/studies/:id',
      {
        config: { permission: 'view' },
        schema: {
          summary: 'One study with all that is known of it',
          params: idParam,
          querystring: snapshotQuery,
          response: responses({ 200: ref('StudyDetail') }),
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const seesIdentity = caller(request).permissions.includes('see_identity');
        return answer(
          dependencies,
          request,
          reply,
          { priority: 'list', cacheable: !seesIdentity },
          async (asking) => {
            const detail = await studyDetail(asking, id, seesIdentity);
            if (!detail) throw notFound(NO_STUDY);
            if (seesIdentity) recordAct(state, request, { action: 'identity_seen', subject: id });
            return detail;
          },
        );
      },
    );

    app.delete(
      '/studies/:id',
      {
        config: { permission: 'delete' },
        schema: {
          summary: 'Delete a study',
          params: idParam,
          body: body.reason,
          response: responses({ 204: NOTHING }),
        },
      },
      async (request, reply) => {
        const { name } = caller(request);
        const { id } = request.params;
        if (!(await actions.deleteStudy(id, name, request.body.reason))) throw notFound();
        recordAct(state, request, { action: 'study_deleted', subject: id });
        return reply.code(204).send();
      },
    );

    app.post(
      '/studies/:id/restore',
      {
        config: { permission: 'delete' },
        schema: { summary: 'Take a deletion back', params: idParam, response: responses({ 204: NOTHING }) },
      },
      async (request, reply) => {
        const { name } = caller(request);
        const { id } = request.params;
        if (!(await actions.restoreStudy(id, name))) throw notFound();
        recordAct(state, request, { action: 'study_restored', subject: id });
        return reply.code(204).send();
      },
    );
  };
