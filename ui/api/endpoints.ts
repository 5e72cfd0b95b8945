import type { ApiDescription } from './description.js';
import { atViewedSnapshot } from '../state/viewed-snapshot.js';
import type { HeldDecision } from './choices.js';
import { get, request } from './client.js';
import type {
  FailedCheck,
  BulkResult,
  Chart,
  CheckSummary,
  ErasureStarted,
  Facets,
  FactsUpload,
  Home,
  Items,
  Json,
  KeptDocument,
  Row,
  Run,
  SavedView,
  Session,
  Snapshot,
  StudyDetail,
  StudyPage,
  Tables,
  ValueSource,
} from './types.js';

const id = encodeURIComponent;

/** A value of a study: its table, the key of its row in the study, its column. */
export interface ValueAddress {
  readonly table: string;
  readonly key: string;
  readonly column: string;
}

/** A question on the lake, about the snapshot that is looked at. */
const getAt = <T>(path: string, signal?: AbortSignal): Promise<T> => get<T>(atViewedSnapshot(path), signal);

/** Every question that the pages ask, by name. Queries are in the one filter language. */
export const api = {
  session: (signal?: AbortSignal) => get<Session>('/session', signal),
  signIn: (name: string, password: string) =>
    request<Session>('POST', '/session', { body: { name, password } }),
  signOut: () => request<undefined>('DELETE', '/session'),
  changePassword: (current: string, next: string) =>
    request<undefined>('PUT', '/session/password', { body: { current, next } }),
  savePreferences: (preferences: Record<string, Json>) =>
    request<Json>('PUT', '/session/preferences', { body: preferences }),
  ownSessions: (signal?: AbortSignal) => get<Items | readonly Row[]>('/sessions', signal),
  endSession: (sessionId: string) => request<undefined>('DELETE', `/sessions/${id(sessionId)}`),
  tables: () => get<Tables>('/tables'),
  home: (signal?: AbortSignal) => getAt<Home>('/home', signal),
  studies: (query: string, signal?: AbortSignal) => getAt<StudyPage>(`/studies?${query}`, signal),
  facets: (query: string, signal?: AbortSignal) => getAt<Facets>(`/studies/facets?${query}`, signal),
  study: (studyId: string, signal?: AbortSignal) => getAt<StudyDetail>(`/studies/${id(studyId)}`, signal),
  failedChecks: (studyId: string, signal?: AbortSignal) =>
    getAt<{ readonly items: readonly FailedCheck[] }>(`/studies/${id(studyId)}/checks`, signal),
  valueSources: (studyId: string, value: ValueAddress, signal?: AbortSignal) =>
    getAt<{ readonly sources: readonly ValueSource[] }>(
      `/studies/${id(studyId)}/sources?${new URLSearchParams({ ...value }).toString()}`,
      signal,
    ),
  keptDocument: (studyId: string, sopInstanceUid: string, signal?: AbortSignal) =>
    getAt<KeptDocument>(`/studies/${id(studyId)}/documents/${id(sopInstanceUid)}`, signal),
  deleteStudy: (studyId: string, reason: string) =>
    request<undefined>('DELETE', `/studies/${id(studyId)}`, { body: { reason } }),
  restoreStudy: (studyId: string) =>
    request<undefined>('POST', `/studies/${id(studyId)}/restore`, { body: {} }),
  markStudies: (query: string, mark: Json) =>
    request<BulkResult>('POST', `/studies/marks?${query}`, { body: mark }),
  deleteStudies: (query: string, deletion: Json) =>
    request<BulkResult>('POST', `/studies/deletions?${query}`, { body: deletion }),
  deletedStudies: (signal?: AbortSignal) => getAt<Items>('/studies/deleted', signal),
  decideHeld: (decision: HeldDecision, place: { readonly drop_folder: string; readonly path: string }) =>
    request<undefined>('POST', '/objects/held', { body: { decision, ...place } }),
  eraseStudies: (studyIds: readonly string[]) =>
    request<ErasureStarted>('POST', '/studies/erasures', { body: { study_ids: studyIds } }),
  run: (runId: string) => get<Run>(`/runs/${id(runId)}`),
  chart: (name: string, query: string, signal?: AbortSignal) =>
    getAt<Chart>(`/charts/${name}?${query}`, signal),
  runs: (signal?: AbortSignal) => get<Items<Run>>('/runs', signal),
  startRun: () => request<{ readonly run_id: string }>('POST', '/runs', { body: {} }),
  objects: (query: string, signal?: AbortSignal) => getAt<Items>(`/objects?${query}`, signal),
  views: (signal?: AbortSignal) => get<Items<SavedView> | readonly SavedView[]>('/views', signal),
  saveView: (view: Omit<SavedView, 'id' | 'owner'>) => request<SavedView>('POST', '/views', { body: view }),
  deleteView: (viewId: number | string) => request<undefined>('DELETE', `/views/${id(String(viewId))}`),
  users: (signal?: AbortSignal) => get<Items>('/users', signal),
  addUser: (user: Json) => request<Json>('POST', '/users', { body: user }),
  changeUser: (name: string, change: Json) => request<Json>('PATCH', `/users/${id(name)}`, { body: change }),
  removeUser: (name: string) => request<undefined>('DELETE', `/users/${id(name)}`),
  audit: (query: string, signal?: AbortSignal) => get<Items>(`/audit?${query}`, signal),
  devices: (signal?: AbortSignal) => getAt<Items>('/devices', signal),
  checks: (signal?: AbortSignal) => getAt<CheckSummary>('/checks', signal),
  snapshots: (signal?: AbortSignal) => get<Items<Snapshot>>('/snapshots', signal),
  changeDevices: (change: Json) => request<undefined>('PUT', '/devices', { body: change }),
  standardNames: (signal?: AbortSignal) => getAt<Items>('/standard-names', signal),
  saveStandardNames: (items: Json) => request<Json>('PUT', '/standard-names', { body: items }),
  tokens: (signal?: AbortSignal) => get<Items>('/tokens', signal),
  issueToken: (token: Json) => request<{ readonly token: string }>('POST', '/tokens', { body: token }),
  revokeToken: (tokenId: string) => request<undefined>('DELETE', `/tokens/${id(tokenId)}`),
  description: (signal?: AbortSignal) => get<ApiDescription>('/openapi.json', signal),
  sendFacts: (file: File) => request<FactsUpload>('POST', `/facts?name=${id(file.name)}`, { file }),
  facts: (uploadId: string) => get<FactsUpload>(`/facts/${id(uploadId)}`),
  applyFacts: (uploadId: string, mapping: Json) =>
    request<FactsUpload>('POST', `/facts/${id(uploadId)}/apply`, { body: mapping }),
  discardFacts: (uploadId: string) => request<undefined>('DELETE', `/facts/${id(uploadId)}`),
  settings: (signal?: AbortSignal) => get<Json>('/settings', signal),
  fixedSettings: (signal?: AbortSignal) => get<Json>('/fixed-settings', signal),
  saveSetting: (name: string, value: Json) =>
    request<Json>('PUT', `/settings/${id(name)}`, { body: { value } }),
};

/** The items of an answer, whether it wraps its list or is one. */
export function itemsOf<T>(answer: Items<T> | readonly T[]): readonly T[] {
  return 'items' in answer ? answer.items : answer;
}
