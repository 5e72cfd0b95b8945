import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { caller } from '../../access/guard.js';
import { recordAct } from '../../access/recorded-act.js';
import { drawChart, drawCharts, type Chart, type StatisticsPolicy } from '../../charts/chart.js';
import { chartCsv } from '../../charts/csv.js';
import { CHART_KEYS, CHART_OPTIONS, CHARTS, parseChart, parseChartText } from '../../charts/request.js';
import type { Filter } from '../../filters/filter.js';
import type { Asking } from '../../snapshots.js';
import { asksIdentity, filterOf, queryOf, valueOf } from '../address.js';
import { answer, type SnapshotName } from '../answer.js';
import type { Dependencies } from '../dependencies.js';
import { badRequest } from '../problems.js';
import { filterQuery, items, ref, responses } from '../schemas.js';

/** Charts that one request may ask for. */
const MOST_CHARTS = 12;

const chartParam = Type.Object({ name: Type.String({ maxLength: 40, description: CHARTS.join(', ') }) });

/** Charts over the current filter, as JSON and as CSV with the same numbers (rows CH-001…014). */
export const chartRoutes =
  (dependencies: Dependencies): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { state, readyCharts } = dependencies;

    const drawWith = <T extends object>(
      request: FastifyRequest,
      reply: FastifyReply,
      filter: Filter,
      draw: (asking: Asking, policy: StatisticsPolicy) => Promise<T>,
    ): ReturnType<typeof answer<T>> => {
      const { adult_from_years: adultFromYears } = state.settings.get('statistics');
      const cacheable = !asksIdentity(filter);
      return answer(dependencies, request, reply, { priority: 'chart', cacheable }, async (asking) => {
        if (!cacheable) {
          recordAct(state, request, { action: 'identity_seen', subject: 'chart' });
        }
        return draw(asking, { adultFromYears });
      });
    };
    const draw = async (
      request: FastifyRequest,
      reply: FastifyReply,
      name: string,
    ): Promise<FastifyReply | (Chart & { snapshot: SnapshotName })> => {
      const query = queryOf(request);
      const filter = await filterOf(query, CHART_KEYS, caller(request), dependencies);
      const wanted = valueOf(parseChart(name, query, filter));
      return drawWith(request, reply, filter, (asking, policy) => {
        readyCharts.note([wanted]);
        return drawChart(asking, wanted, policy);
      });
    };

    app.get(
      '/charts',
      {
        config: { permission: 'view' },
        schema: {
          summary: 'Several charts over the studies of one filter, read together',
          querystring: filterQuery({
            chart: `Name and options of a chart, such as dose?value=dlp_total_mgy_cm; repeated, up to ${MOST_CHARTS}`,
          }),
          response: responses({ 200: items(ref('Chart')) }),
        },
      },
      async (request, reply) => {
        const query = queryOf(request);
        const filter = await filterOf(query, new Set(['chart']), caller(request), dependencies);
        const wanted = query.getAll('chart').map((text) => valueOf(parseChartText(text, filter)));
        if (wanted.length === 0 || wanted.length > MOST_CHARTS)
          throw badRequest([{ field: 'chart', message: `expects 1 to ${MOST_CHARTS} charts` }]);
        return drawWith(request, reply, filter, async (asking, policy) => {
          readyCharts.note(wanted);
          return { items: await drawCharts(asking, wanted, policy) };
        });
      },
    );

    const schema = { params: chartParam, querystring: filterQuery(CHART_OPTIONS) };

    app.get(
      '/charts/:name',
      {
        config: { permission: 'view' },
        schema: {
          ...schema,
          summary: 'A chart over the studies of a filter',
          response: responses({ 200: ref('Chart') }),
        },
      },
      async (request, reply) => draw(request, reply, request.params.name),
    );

    app.get(
      '/charts/:name.csv',
      {
        config: { permission: 'export' },
        schema: { ...schema, summary: 'The numbers of a chart as CSV', response: responses({}) },
      },
      async (request, reply) => {
        const { name } = request.params;
        const chart = await draw(request, reply, name);
        if (!('groups' in chart)) return chart;
        const details = { what: `${name}.csv`, snapshot: chart.snapshot.id };
        dependencies.snapshots.keep(chart.snapshot.id, details.what);
        recordAct(state, request, { action: 'export', details });
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="${chart.chart}-${chart.snapshot.id}.csv"`)
          .send(chartCsv(chart));
      },
    );
  };
