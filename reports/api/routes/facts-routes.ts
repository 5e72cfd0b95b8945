import type { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { caller } from '../../access/guard.js';
import { recordAct } from '../../access/recorded-act.js';
import { isRefusal, type FactsUploads } from '../../facts-uploads.js';
import type { Dependencies } from '../dependencies.js';
import { HttpProblem, notFound } from '../problems.js';
import { anything, body, idParam, NOTHING, ref, responses } from '../schemas.js';

const PERMISSION = { config: { permission: 'import_facts' } } as const;
const fileQuery = Type.Object({ name: Type.Optional(Type.String({ maxLength: 255 })) });

/** Patient sizes and other facts about studies from CSV files (rows IMP-500…511): send, map columns, apply, read the log. */
export const factsRoutes =
  ({ state, actions }: Dependencies): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.addContentTypeParser(['text/csv', 'application/octet-stream'], (_request, payload, done) =>
      done(null, payload),
    );

    const uploads = (): FactsUploads => {
      if (!actions.factsUploads) throw new HttpProblem(409, 'Files are not taken here');
      return actions.factsUploads;
    };
    const record = (request: FastifyRequest, details: object): void => {
      recordAct(state, request, { action: 'facts_applied', details: { ...details } });
    };

    app.post(
      '/facts',
      {
        ...PERMISSION,
        schema: {
          summary: 'Send a CSV file of facts about studies (body: the file, as text/csv)',
          querystring: fileQuery,
          response: responses({ 201: ref('FactsUpload') }),
        },
      },
      async (request, reply) => {
        const about = { fileName: request.query.name ?? '', owner: caller(request).name };
        const received = await uploads().receive(contentOf(request), about);
        if (isRefusal(received))
          throw new HttpProblem(422, 'The file cannot be used', sentence(received.refusal));
        return reply.code(201).send(received);
      },
    );

    app.get(
      '/facts/:id',
      {
        ...PERMISSION,
        schema: {
          summary: 'A file that was sent: its columns, how far it is, and what became of its values',
          params: idParam,
          response: responses({ 200: ref('FactsUpload') }),
        },
      },
      async (request) => {
        const found = uploads().find(request.params.id, caller(request).name);
        if (!found) throw notFound();
        return found;
      },
    );

    app.post(
      '/facts/:id/apply',
      {
        ...PERMISSION,
        schema: {
          summary: 'Apply a file: all of it or nothing',
          params: idParam,
          body: body.factsMapping,
          response: responses({ 202: ref('FactsUpload') }),
        },
      },
      async (request, reply) => {
        const { name: owner } = caller(request);
        const begun = uploads().apply(request.params.id, owner, request.body);
        if (!begun) throw notFound();
        if (isRefusal(begun)) throw new HttpProblem(409, 'The file is not applied', sentence(begun.refusal));
        record(request, {
          fields: request.body.columns.map(({ field }) => field),
          overwrites: request.body.overwrites,
        });
        return reply.code(202).send(begun);
      },
    );

    app.delete(
      '/facts/:id',
      {
        ...PERMISSION,
        schema: {
          summary: 'Stop applying a file, or forget it',
          params: idParam,
          response: responses({ 204: NOTHING }),
        },
      },
      async (request, reply) => {
        if (!uploads().discard(request.params.id, caller(request).name)) throw notFound();
        return reply.code(204).send();
      },
    );

    app.get(
      '/facts/:id/log',
      {
        ...PERMISSION,
        schema: {
          summary: 'What became of every value, a line each (text/plain)',
          params: idParam,
          response: responses({ 200: anything }),
        },
      },
      async (request, reply) => {
        const log = uploads().log(request.params.id, caller(request).name);
        if (!log) throw notFound();
        return reply
          .type('text/plain; charset=utf-8')
          .header('content-disposition', `attachment; filename="facts-log.txt"`)
          .send(log);
      },
    );
  };

function contentOf(request: FastifyRequest): Readable {
  const content = request.body as Readable | null | undefined;
  if (!content || typeof content !== 'object' || !(Symbol.asyncIterator in content)) {
    throw new HttpProblem(415, 'Send the CSV file itself, as text/csv');
  }
  return content;
}

const sentence = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
