import { randomUUID } from 'node:crypto';
import { createServer } from 'node:https';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import { TypeBoxValidatorCompiler, type TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import Fastify, { LogController, type FastifyInstance, type FastifyServerFactory } from 'fastify';
import { guard } from '../access/guard.js';
import { ReadyCharts } from '../charts/ready-charts.js';
import { boundedAsking } from './answer.js';
import type { ApiConfig, Dependencies } from './dependencies.js';
import { answerProblems, answerUnreadableAddress } from './problems.js';
import { QueryQueue } from './query-queue.js';
import { bulkRoutes } from './routes/bulk-routes.js';
import { auditRoutes } from './routes/audit-routes.js';
import { chartRoutes } from './routes/chart-routes.js';
import { checkRoutes } from './routes/check-routes.js';
import { documentRoutes } from './routes/document-routes.js';
import { factsRoutes } from './routes/facts-routes.js';
import { homeRoutes } from './routes/home-routes.js';
import { pageRoutes } from './routes/page-routes.js';
import { sessionRoutes } from './routes/session-routes.js';
import { settingRoutes } from './routes/setting-routes.js';
import { siteRoutes } from './routes/site-routes.js';
import { snapshotRoutes } from './routes/snapshot-routes.js';
import { erasureRoutes } from './routes/erasure-routes.js';
import { studyListRoutes } from './routes/study-list-routes.js';
import { studyRoutes } from './routes/study-routes.js';
import { tableRoutes } from './routes/table-routes.js';
import { tokenRoutes } from './routes/token-routes.js';
import { userRoutes } from './routes/user-routes.js';
import { viewRoutes } from './routes/view-routes.js';
import { COMPONENTS } from './schemas.js';
import { todayOf } from './today.js';

const BODY_LIMIT = 1_000_000;
const REQUESTS_PER_MINUTE = 1200;
const API = '/api/v1';

/** Only scripts, styles and data of our own; nothing inline, nowhere to be framed. */
const CONTENT_POLICY = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  fontSrc: ["'self'"],
  connectSrc: ["'self'"],
  manifestSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'self'"],
  frameAncestors: ["'none'"],
  objectSrc: ["'none'"],
};

/** Only the proxy that connects to us is believed: a client writes itself what stands further left in X-Forwarded-For. */
const isNearestProxy = (_address: string, hop: number): boolean => hop === 0;

/** The web server: pages and API over one store. Not yet listening. */
export async function buildApp(given: Omit<Dependencies, 'queue' | 'readyCharts'>): Promise<FastifyInstance> {
  const { config } = given;
  const app = Fastify({
    logger: config.logger ?? false,
    trustProxy: config.trustProxy ? isNearestProxy : false,
    bodyLimit: BODY_LIMIT,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: answerUnreadableAddress,
    genReqId: () => randomUUID(),
    ...(config.tls ? { serverFactory: httpsServer(config.tls) } : {}),
    logController: new LogController({ disableRequestLogging: true }),
  }).withTypeProvider<TypeBoxTypeProvider>();
  const queue = new QueryQueue({ concurrent: 3, waiting: 64 });
  const dependencies: Dependencies = { ...given, queue, readyCharts: keepChartsReady(app, given, queue) };
  app.setValidatorCompiler(TypeBoxValidatorCompiler);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.removeContentTypeParser('text/plain');
  answerProblems(app);
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: { useDefaults: false, directives: CONTENT_POLICY },
    strictTransportSecurity: config.https === true,
    crossOriginOpenerPolicy: config.https === true,
    originAgentCluster: config.https === true,
  });
  await app.register(rateLimit, {
    max: config.requestsPerMinute ?? REQUESTS_PER_MINUTE,
    timeWindow: '1 minute',
  });
  await describe(app, config.version);
  guard(app, dependencies.state);
  for (const component of COMPONENTS) app.addSchema(component);
  await app.register(pageRoutes(dependencies));
  await app.register(healthRoute(config.version));
  const routes = [
    sessionRoutes(dependencies),
    tokenRoutes(dependencies),
    tableRoutes,
    studyListRoutes(dependencies),
    studyRoutes(dependencies),
    bulkRoutes(dependencies),
    documentRoutes(dependencies),
    erasureRoutes(dependencies),
    chartRoutes(dependencies),
    checkRoutes(dependencies),
    snapshotRoutes(dependencies),
    homeRoutes(dependencies),
    userRoutes(dependencies),
    auditRoutes(dependencies),
    siteRoutes(dependencies),
    settingRoutes(dependencies),
    viewRoutes(dependencies),
    factsRoutes(dependencies),
  ];
  for (const plugin of routes) await app.register(plugin, { prefix: API });
  app.get(`${API}/openapi.json`, { config: { permission: 'signed_in' }, schema: { hide: true } }, async () =>
    app.swagger(),
  );
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'private, no-store');
  });
  return app;
}

/** How often it is looked whether charts are to be made ready. */
const LOOK_MS = 15_000;

/** Charts of the newest snapshot, made ready beside the questions for as long as the server runs. */
function keepChartsReady(
  app: FastifyInstance,
  given: Omit<Dependencies, 'queue' | 'readyCharts'>,
  queue: QueryQueue,
): ReadyCharts {
  const closing = new AbortController();
  const charts = new ReadyCharts({
    snapshots: given.snapshots,
    askingOf: (snapshot) => {
      const viewed = { snapshot, today: todayOf(given), changedAt: null };
      return boundedAsking({ ...given, queue }, viewed, 'chart', { signal: closing.signal });
    },
    policy: () => ({ adultFromYears: given.state.settings.get('statistics').adult_from_years }),
    asked: given.state.askedCharts,
    now: Date.now,
    onFailure: (error) =>
      app.log.warn(error, 'charts could not be remembered or made ready for the newest snapshot'),
  });
  const looking = setInterval(() => void charts.look(), LOOK_MS);
  looking.unref();
  app.addHook('onClose', () => {
    clearInterval(looking);
    closing.abort();
  });
  return charts;
}

const httpsServer =
  (credentials: NonNullable<ApiConfig['tls']>): FastifyServerFactory =>
  (handler) =>
    createServer({ ...credentials, minVersion: 'TLSv1.2' }, handler);

async function describe(app: FastifyInstance, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'DoseLake',
        version,
        description: 'Radiation dose of examinations: lists, charts and details over one filter language.',
      },
      servers: [{ url: '/' }],
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'dose_session' },
          token: { type: 'http', scheme: 'bearer' },
        },
      },
      security: [{ session: [] }, { token: [] }],
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, index) =>
        typeof json.$id === 'string' ? json.$id : `part-${index}`,
    },
  });
}

const healthRoute = (version: string) => async (app: FastifyInstance) => {
  app.get(
    '/healthz',
    { config: { permission: 'public' }, schema: { hide: true } },
    async (_request, reply) => {
      void reply.header('cache-control', 'no-store');
      return { status: 'ok', version };
    },
  );
};
