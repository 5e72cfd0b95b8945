import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { studyDeletion } from '../../jobs/serving/study-deletion.js';
import { buildApp } from '../../reports/api/app.js';
import type { ApiConfig } from '../../reports/api/dependencies.js';
import { outlineOf } from '../../pipeline/document/outline.js';
import { traceStudy } from '../../pipeline/run/value-sources.js';
import type { KeptDocuments } from '../../reports/kept-documents.js';
import { lakeActions } from '../../reports/lake-actions.js';
import { lakeSnapshots } from '../../reports/lake-snapshots.js';
import { openLake, type DoseLake } from '../../warehouse/index.js';
import { openState, type State } from '../../warehouse/state/state.js';
import type { Rows } from '../../warehouse/tables/index.js';
import { temporaryFolder } from '../warehouse/lake-support.js';

export const PASSWORD = 'correct horse battery';
export const HOST = 'dose.example:8080';

/** A server over a real lake in a temporary folder, called without a network. */
export interface ServerFixture {
  readonly app: FastifyInstance;
  readonly state: State;
  readonly lake: DoseLake;
  /** The cookie of a signed-in user of these groups; made once a group set. */
  cookieOf(...groups: readonly string[]): Promise<string>;
  /** A request as a page of ours makes it. */
  ask(cookie: string | null, method: string, url: string, body?: object): Promise<LightMyRequestResponse>;
  close(): Promise<void>;
}

export interface FixtureOptions {
  readonly rows?: Rows;
  readonly config?: Partial<ApiConfig>;
  readonly now?: () => number;
}

/** Reads kept documents in this thread, as the worker of the server does in its own. */
const keptDocumentsHere: KeptDocuments = {
  sourcesOf: async ({ documents, modalities, question }) =>
    traceStudy(documents, { userDefinedModality: new Map(modalities) })(question),
  outlineOf: async (content) => outlineOf(content),
};

export async function serverFixture({
  rows = {},
  config = {},
  now,
}: FixtureOptions = {}): Promise<ServerFixture> {
  const { folder, remove } = await temporaryFolder();
  const lake = await openLake(folder);
  if (Object.keys(rows).length > 0)
    await lake.commit({ kind: 'ingest', runId: 'run-1' }, async () => ({ add: rows }));
  const state = openState(':memory:', now ? { now } : {});
  const snapshots = lakeSnapshots(lake);
  const app = await buildApp({
    state,
    snapshots,
    keptDocuments: keptDocumentsHere,
    actions: lakeActions(lake, {
      ...studyDeletion(lake, new Uint8Array(32)),
      startIngest: async () => ({ runId: 'run-2' }),
    }),
    config: { version: '1.2.3', demo: true, uiFolder: null, today: () => '2026-04-01', ...config },
  });
  await app.ready();
  const cookies = new Map<string, string>();

  const ask: ServerFixture['ask'] = (cookie, method, url, body) =>
    app.inject({
      method: method as NonNullable<InjectOptions['method']>,
      url,
      headers: {
        host: HOST,
        ...(method === 'GET' ? {} : { 'sec-fetch-site': 'same-origin', origin: `http://${HOST}` }),
        ...(cookie === null ? {} : { cookie }),
      },
      ...(body === undefined ? {} : { payload: body }),
    });

  return {
    app,
    state,
    lake,
    ask,
    async cookieOf(...groups) {
      const name = `user-${groups.join('-') || 'none'}`;
      const known = cookies.get(name);
      if (known !== undefined) return known;
      const outcome = await state.users.add(name, PASSWORD, groups);
      if (!outcome.ok) throw new Error(outcome.message);
      const cookie = `dose_session=${state.sessions.start(name, 'test').secret}`;
      cookies.set(name, cookie);
      return cookie;
    },
    async close() {
      await app.close();
      await snapshots.close();
      await lake.close();
      state.close();
      await remove();
    },
  };
}
