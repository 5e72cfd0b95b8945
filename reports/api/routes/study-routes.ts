import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { caller } from '../../access/guard.js';
import { parseSort } from '../../filters/sort.js';
import { csvLine, csvLines } from '../../studies/csv.js';
import { studyDetail } from '../../studies/detail.js';
import { facetsOf, parseFacets } from '../../studies/facets.js';
import { allStudies, identityColumns, listStudies, PAGE_SIZES, parseColumns } from '../../studies/list.js';
import type { Asking } from '../../snapshots.js';
import { asksIdentity, filterOf, queryOf, valueOf, wholeNumber } from '../address.js';
import { answer, askingOf, openNamed } from '../answer.js';
import type { Dependencies } from '../dependencies.js';
import { badRequest, HttpProblem, notFound } from '../problems.js';
import {
  anything,
  body,
  filterQuery,
  idParam,
  items,
  NOTHING,
  ref,
  responses,
  snapshotQuery,
} from '../schemas.js';

const LIST_KEYS = new Set(['sort', 'page', 'page_size', 'columns']);
const FACET_KEYS = new Set(['facet', ...LIST_KEYS]);
const CSV_CHUNK_CELLS = 8000;
const NO_STUDY = 'There is no study of this id in this snapshot: it has not come, or it was deleted.';

/** Lists, facets, details, CSV, deletion and restoration of studies. */
export const studyRoutes =
  (dependencies: Dependencies): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { state, actions, snapshots } = dependencies;

    const columnsOf = (query: URLSearchParams, request: FastifyRequest): readonly string[] => {
      const columns = valueOf(parseColumns(query.get('columns')));
      const hidden = identityColumns(columns);
      if (hidden.length > 0 && !caller(request).permissions.includes('see_identity')) {
        throw new HttpProblem(
          403,
          'Not allowed',
          `The columns ${hidden.join(', ')} need the permission see_identity.`,
        );
      }
      return columns;
    };
    const noteIdentity = (
      request: FastifyRequest,
      subject: string,
      details: Record<string, unknown> = {},
    ): void =>
      state.audit.record({
        actor: caller(request).name,
        action: 'identity_seen',
        subject,
        details,
        requestId: request.id,
      });

    app.get(
      '/studies',
      {
        config: { permission: 'view' },
        schema: {
          summary: 'Studies that a filter finds',
          querystring: filterQuery({
            sort: 'Columns to sort by, - for descending: -study_date,study_description',
            page: 'Page, from 1',
            page_size: `One of ${PAGE_SIZES.join(', ')}`,
            columns: 'Columns to send, separated by commas; all without it',
          }),
          response: responses({ 200: ref('StudyList') }),
        },
      },
      async (request, reply) => {
        const query = queryOf(request);
        const filter = await filterOf(query, LIST_KEYS, caller(request), dependencies);
        const sort = valueOf(parseSort(query.get('sort')));
        const columns = columnsOf(query, request);
        const page = wholeNumber(query, 'page', { least: 1, most: 1_000_000, usual: 1 });
        const pageSize = wholeNumber(query, 'page_size', { least: 10, most: 400, usual: 25 });
        if (!PAGE_SIZES.some((size) => size === pageSize)) {
          throw badRequest([{ field: 'page_size', message: `expects one of ${PAGE_SIZES.join(', ')}` }]);
        }
        const showsIdentity = identityColumns(columns).length > 0 || asksIdentity(filter);
        return answer(
          dependencies,
          request,
          reply,
          { priority: 'list', cacheable: !showsIdentity },
          async (asking) => {
            const { total, notPatientCount, items } = await listStudies(asking, {
              filter,
              sort,
              page,
              pageSize,
              columns,
            });
            if (showsIdentity)
              noteIdentity(request, 'list', { columns: identityColumns(columns), rows: items.length });
            return { total, page, page_size: pageSize, not_patient_count: notPatientCount, items };
          },
        );
      },
    );

    app.get(
      '/studies/facets',
      {
        config: { permission: 'view' },
        schema: {
          summary: 'Values of columns with their counts',
          querystring: filterQuery({ facet: 'Key to count the values of; may be repeated' }),
          response: responses({ 200: ref('Facets') }),
        },
      },
      async (request, reply) => {
        const query = queryOf(request);
        const filter = await filterOf(query, FACET_KEYS, caller(request), dependencies);
        const fields = valueOf(parseFacets(query.getAll('facet')));
        return answer(
          dependencies,
          request,
          reply,
          { priority: 'list', cacheable: !asksIdentity(filter) },
          async (asking) => {
            if (asksIdentity(filter)) noteIdentity(request, 'facets');
            return { facets: await facetsOf(asking, filter, fields) };
          },
        );
      },
    );

    app.get(
      '/studies.csv',
      {
        config: { permission: 'export' },
        schema: {
          summary: 'The studies of a list as CSV',
          querystring: filterQuery({ sort: 'As for the list', columns: 'As for the list' }),
          response: responses({}),
        },
      },
      async (request, reply) => {
        const query = queryOf(request);
        const filter = await filterOf(query, LIST_KEYS, caller(request), dependencies);
        const sort = valueOf(parseSort(query.get('sort')));
        const columns = columnsOf(query, request);
        const viewed = await openNamed(dependencies, request);
        const { snapshot } = viewed;
        snapshots.keep(snapshot.id, 'studies.csv');
        const asking = askingOf(dependencies, reply, viewed, 'chart');
        const details = { what: 'studies.csv', columns, snapshot: snapshot.id };
        const { name } = caller(request);
        state.audit.record({ actor: name, action: 'export', details, requestId: request.id });
        if (identityColumns(columns).length > 0 || asksIdentity(filter)) noteIdentity(request, 'studies.csv');
        void reply
          .type('text/csv; charset=utf-8')
          .header('cache-control', 'private, no-store')
          .header('content-disposition', `attachment; filename="studies-${snapshot.id}.csv"`);
        const lines = csvOf(asking, { filter, sort, columns });
        const stream = Readable.from(lines);
        stream.once('close', () => snapshot.release());
        return reply.send(stream);
      },
    );

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
            if (seesIdentity) noteIdentity(request, id);
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
        state.audit.record({ actor: name, action: 'study_deleted', subject: id, requestId: request.id });
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
        state.audit.record({ actor: name, action: 'study_restored', subject: id, requestId: request.id });
        return reply.code(204).send();
      },
    );
  };

/** The list as CSV from one snapshot, so many rows at a time that no other request waits for long. */
async function* csvOf(
  asking: Asking,
  request: Parameters<typeof allStudies>[1],
): AsyncGenerator<string, void, undefined> {
  yield csvLine(request.columns);
  const chunkRows = Math.max(1, Math.floor(CSV_CHUNK_CELLS / request.columns.length));
  for await (const rows of allStudies(asking, request, chunkRows)) yield csvLines(request.columns, rows);
}
