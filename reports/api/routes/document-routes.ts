import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { caller } from '../../access/guard.js';
import { recordAct } from '../../access/recorded-act.js';
import { keptDocument, parseValueQuestion, valueSources } from '../../studies/documents.js';
import { queryOf, valueOf } from '../address.js';
import { answer } from '../answer.js';
import type { Dependencies } from '../dependencies.js';
import { notFound } from '../problems.js';
import { idParam, ref, responses } from '../schemas.js';

const documentParams = Type.Object({
  id: Type.String({ maxLength: 100 }),
  sop_instance_uid: Type.String({ maxLength: 100 }),
});

/** Where the values of a study came from, and what is kept of its objects. */
export const documentRoutes =
  (dependencies: Dependencies): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { keptDocuments, state } = dependencies;

    app.get(
      '/studies/:id/sources',
      {
        config: { permission: 'view' },
        schema: {
          summary: 'Objects, places and raw texts that a value of a study came from',
          params: idParam,
          querystring: Type.Object({
            table: Type.Optional(Type.String({ description: 'Table of the value.' })),
            key: Type.Optional(
              Type.String({ description: 'Key of the row in the study, its columns joined by |.' }),
            ),
            column: Type.Optional(Type.String({ description: 'Column of the value.' })),
          }),
          response: responses({ 200: ref('ValueSources') }),
        },
      },
      async (request, reply) => {
        const query = queryOf(request);
        const question = valueOf(
          parseValueQuestion(request.params.id, {
            table: query.get('table'),
            key: query.get('key'),
            column: query.get('column'),
          }),
        );
        return answer(dependencies, request, reply, { priority: 'list', cacheable: true }, async (asking) => {
          const sources = await valueSources(asking, keptDocuments, question);
          if (sources === null) throw notFound();
          return { sources };
        });
      },
    );

    app.get(
      '/studies/:id/documents/:sop_instance_uid',
      {
        config: { permission: 'view' },
        schema: {
          summary: 'All that is kept of an object: its header and content tree, stripped of identity',
          params: documentParams,
          response: responses({ 200: ref('KeptDocument') }),
        },
      },
      async (request, reply) => {
        const { id, sop_instance_uid: sopInstanceUid } = request.params;
        const { permissions } = caller(request);
        const seesIdentity = permissions.includes('see_identity');
        return answer(
          dependencies,
          request,
          reply,
          { priority: 'list', cacheable: !seesIdentity },
          async (asking) => {
            const found = await keptDocument(asking, keptDocuments, {
              studyId: id,
              sopInstanceUid,
              seesIdentity,
            });
            if (found === null) throw notFound();
            if (seesIdentity) {
              recordAct(state, request, { action: 'identity_seen', subject: id });
            }
            return found;
          },
        );
      },
    );
  };
