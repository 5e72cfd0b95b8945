import type { Server, ServerResponse } from 'node:http';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Run } from '../../../warehouse/state/runs.js';
import { caller } from '../../access/guard.js';
import { recordAct } from '../../access/recorded-act.js';
import { homeFigures, type Attention } from '../../studies/home.js';
import { listObjects, parseOutcome } from '../../studies/objects.js';
import { queryOf, valueOf, wholeNumber } from '../address.js';
import { answer } from '../answer.js';
import type { Dependencies } from '../dependencies.js';
import { HttpProblem, notFound } from '../problems.js';
import { anything, filterQuery, idParam, items, ref, responses, snapshotQuery } from '../schemas.js';

const PROGRESS_EVERY_MS = 1000;
const PROGRESS_FOR_MS = 30 * 60_000;

/** What the first page shows, the runs, and the files that were handled (rows UI-004…007). */
export const homeRoutes =
  (dependencies: Dependencies): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { state, actions } = dependencies;

    app.get(
      '/home',
      {
        config: { permission: 'view' },
        schema: {
          summary: 'The first page',
          querystring: snapshotQuery,
          response: responses({ 200: ref('Home') }),
        },
      },
      async (request, reply) => {
        const windows = state.settings.get('home');
        const runs = state.runs.list(10, 'ingest');
        const upkeep = state.runs.list(1, 'upkeep');
        return answer(
          dependencies,
          request,
          reply,
          { priority: 'list', cacheable: false },
          async (asking) => {
            const figures = await homeFigures(asking, {
              recentDays: windows.recent_days,
              earlierDays: windows.earlier_days,
              silentAfterDays: windows.silent_after_days,
            });
            const attention = [
              ...failedRun(runs, 'run'),
              ...failedRun(upkeep, 'upkeep'),
              ...figures.attention,
            ];
            const { today } = asking.context;
            return { ...figures, today, windows, runs: runs.map(shownRun), attention };
          },
        );
      },
    );

    app.get(
      '/runs',
      {
        config: { permission: 'view' },
        schema: { summary: 'Runs, the newest first', response: responses({ 200: items(ref('Run')) }) },
      },
      async () => ({ items: state.runs.list(200).map(shownRun) }),
    );

    app.get(
      '/runs/:id',
      {
        config: { permission: 'view' },
        schema: { summary: 'One run', params: idParam, response: responses({ 200: ref('Run') }) },
      },
      async (request) => {
        const run = state.runs.find(request.params.id);
        if (!run) throw notFound();
        return shownRun(run);
      },
    );

    app.post(
      '/runs',
      {
        config: { permission: 'configure' },
        schema: { summary: 'Start an ingest', response: responses({ 202: anything }) },
      },
      async (request, reply) => {
        const { name } = caller(request);
        const started = await actions.startIngest(name);
        if (!started)
          throw new HttpProblem(
            409,
            'No ingest was started',
            'One runs already, or no drop folder is configured.',
          );
        recordAct(state, request, { action: 'run_started', subject: started.runId });
        return reply.code(202).send({ run_id: started.runId });
      },
    );

    app.get(
      '/runs/current/progress',
      {
        config: { permission: 'view' },
        schema: { summary: 'Progress of the running ingest (text/event-stream)', response: responses({}) },
      },
      async (_request, reply) => {
        reply.hijack();
        tellProgress(
          reply.raw,
          app.server,
          () => state.runs.running('ingest') ?? state.runs.list(1, 'ingest')[0],
        );
      },
    );

    app.get(
      '/objects',
      {
        config: { permission: 'view' },
        schema: {
          summary: 'Files that were handled, the newest first',
          querystring: filterQuery({
            outcome: 'One outcome',
            run_id: 'One run',
            page: 'Page, from 1',
            page_size: '10 to 400',
          }),
          response: responses({ 200: anything }),
        },
      },
      async (request, reply) => {
        const query = queryOf(request);
        const outcome = valueOf(parseOutcome(query.get('outcome')));
        const runId = query.get('run_id') || null;
        const page = wholeNumber(query, 'page', { least: 1, most: 1_000_000, usual: 1 });
        const pageSize = wholeNumber(query, 'page_size', { least: 10, most: 400, usual: 50 });
        return answer(
          dependencies,
          request,
          reply,
          { priority: 'list', cacheable: true },
          async (asking) => ({
            ...(await listObjects(asking, { outcome, runId, page, pageSize })),
            page,
            page_size: pageSize,
          }),
        );
      },
    );
  };

/** Sends the run at hand whenever it has changed, until the client or the server goes, or half an hour has passed. */
function tellProgress(to: ServerResponse, server: Server, runAtHand: () => Run | undefined): void {
  to.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  let last = '';
  const tell = (): void => {
    const run = runAtHand();
    const data = JSON.stringify(run ? shownRun(run) : null);
    to.write(data === last ? ': \n\n' : `event: run\ndata: ${data}\n\n`);
    last = data;
  };
  tell();
  const timer = setInterval(tell, PROGRESS_EVERY_MS);
  const end = setTimeout(() => to.end(), PROGRESS_FOR_MS);
  to.once('close', () => {
    clearInterval(timer);
    clearTimeout(end);
  });
  server.once('close', () => to.end());
}

function failedRun(runs: readonly Run[], what: 'run' | 'upkeep'): readonly Attention[] {
  const last = runs.find((run) => run.state !== 'running');
  if (last?.state !== 'failed' && last?.state !== 'interrupted') return [];
  const message = last.state === 'failed' ? `The last ${what} failed` : `The last ${what} was interrupted`;
  return [{ kind: 'failed_run', severity: 'error', count: 1, message, href: '/imports' }];
}

function shownRun(run: Run): object {
  return {
    run_id: run.runId,
    kind: run.kind,
    started_at: run.startedAt,
    finished_at: run.finishedAt,
    state: run.state,
    trigger: run.trigger,
    counts: run.counts,
    file_count: run.fileCount,
    file_total: run.fileTotal,
    error: run.error,
  };
}
