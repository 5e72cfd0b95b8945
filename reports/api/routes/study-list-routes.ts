import { Readable } from 'node:stream';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { caller } from '../../access/guard.js';
import type { Principal } from '../../access/principal.js';
import { recordAct } from '../../access/recorded-act.js';
import { parseSort } from '../../filters/sort.js';
import { csvLine, csvLines } from '../../studies/csv.js';
import { facetsOf, parseFacets } from '../../studies/facets.js';
import { allStudies, identityColumns, listStudies, PAGE_SIZES, parseColumns } from '../../studies/list.js';
import type { Asking } from '../../snapshots.js';
import { asksIdentity, filterOf, queryOf, valueOf, wholeNumber } from '../address.js';
import { answer, askingOf, openNamed } from '../answer.js';
import type { Dependencies } from '../dependencies.js';
import { badRequest, HttpProblem } from '../problems.js';
import { filterQuery, ref, responses } from '../schemas.js';

const LIST_KEYS = new Set(['sort', 'page', 'page_size', 'columns']);
const FACET_KEYS = new Set(['facet', ...LIST_KEYS]);
const CSV_CHUNK_CELLS = 8000;

/** Lists of studies, the values that a filter can choose from, and a list as CSV. */
export const studyListRoutes =
  (dependencies: Dependencies): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { state, snapshots } = dependencies;

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
        const columns = columnsOf(query, caller(request));
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
              recordAct(state, request, {
                action: 'identity_seen',
                subject: 'list',
                details: { columns: identityColumns(columns), rows: items.length },
              });
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
            if (asksIdentity(filter))
              recordAct(state, request, { action: 'identity_seen', subject: 'facets' });
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
        const columns = columnsOf(query, caller(request));
        const viewed = await openNamed(dependencies, request);
        const { snapshot } = viewed;
        snapshots.keep(snapshot.id, 'studies.csv');
        const asking = askingOf(dependencies, reply, viewed, 'chart');
        const details = { what: 'studies.csv', columns, snapshot: snapshot.id };
        recordAct(state, request, { action: 'export', details });
        if (identityColumns(columns).length > 0 || asksIdentity(filter))
          recordAct(state, request, { action: 'identity_seen', subject: 'studies.csv' });
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
  };

/** The columns to send; those that identify patients need their permission. */
function columnsOf(query: URLSearchParams, { permissions }: Principal): readonly string[] {
  const columns = valueOf(parseColumns(query.get('columns')));
  const hidden = identityColumns(columns);
  if (hidden.length > 0 && !permissions.includes('see_identity')) {
    throw new HttpProblem(
      403,
      'Not allowed',
      `The columns ${hidden.join(', ')} need the permission see_identity.`,
    );
  }
  return columns;
}

/** The list as CSV from one snapshot, so many rows at a time that no other request waits for long. */
async function* csvOf(
  asking: Asking,
  request: Parameters<typeof allStudies>[1],
): AsyncGenerator<string, void, undefined> {
  yield csvLine(request.columns);
  const chunkRows = Math.max(1, Math.floor(CSV_CHUNK_CELLS / request.columns.length));
  for await (const rows of allStudies(asking, request, chunkRows)) yield csvLines(request.columns, rows);
}
