/** An action as parsed JSON. */
export type Fields = Readonly<Record<string, unknown>>;
export type LogAction = Readonly<Record<string, Fields>>;

/** The actions of a kind. */
export function ofKind(actions: readonly LogAction[], kind: string): Fields[] {
  return actions.flatMap((action): Fields[] => (action[kind] === undefined ? [] : [action[kind]]));
}

/** What a log comes to (protocol, "Action Reconciliation"). */
export interface Reconciled {
  protocol: Fields | null;
  metaData: Fields | null;
  readonly txn: Map<string, Fields>;
  readonly add: Map<string, Fields>;
  readonly remove: Map<string, Fields>;
}

export function nothing(): Reconciled {
  return { protocol: null, metaData: null, txn: new Map(), add: new Map(), remove: new Map() };
}

/** Applies actions to a state, in place. */
export function reconcile(state: Reconciled, actions: readonly LogAction[]): void {
  for (const { protocol, metaData, txn, add, remove } of actions) {
    if (protocol) state.protocol = protocol;
    if (metaData) state.metaData = metaData;
    if (txn) state.txn.set(String(txn['appId']), txn);
    if (add) {
      state.add.set(String(add['path']), add);
      state.remove.delete(String(add['path']));
    }
    if (remove) {
      state.remove.set(String(remove['path']), remove);
      state.add.delete(String(remove['path']));
    }
  }
}

const REQUIRED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  add: {
    path: 'string',
    partitionValues: 'object',
    size: 'number',
    modificationTime: 'number',
    dataChange: 'boolean',
  },
  remove: { path: 'string', dataChange: 'boolean' },
  txn: { appId: 'string', version: 'number' },
  protocol: { minReaderVersion: 'number', minWriterVersion: 'number' },
  metaData: {
    id: 'string',
    format: 'object',
    schemaString: 'string',
    partitionColumns: 'object',
    configuration: 'object',
  },
  commitInfo: {},
};

/** Whatever in one commit the protocol does not allow, on top of the state before it. */
export function commitViolations(
  version: number,
  actions: readonly LogAction[],
  before: Reconciled,
): string[] {
  const at = `version ${version}`;
  const of = (kind: string): Fields[] => ofKind(actions, kind);
  const pathsOf = (kind: string): string[] => of(kind).map(({ path }) => String(path));
  const repeated = (names: readonly string[]): string[] =>
    names.filter((name, index) => names.indexOf(name) !== index);
  const shapes = actions.flatMap((action) => shapeViolations(action, at));
  const only = (kind: string): string[] =>
    of(kind).length > 1 ? [`${at}: ${kind} stands more than once`] : [];
  return [
    ...shapes,
    ...only('protocol'),
    ...only('metaData'),
    ...only('commitInfo'),
    ...(version === 0 && (of('protocol').length === 0 || of('metaData').length === 0)
      ? [`${at}: the first version lacks protocol or metadata`]
      : []),
    ...repeated([...pathsOf('add'), ...pathsOf('remove')]).map((path) => `${at}: ${path} stands twice`),
    ...repeated(of('txn').map(({ appId }) => String(appId))).map((id) => `${at}: transaction of ${id} twice`),
    ...pathsOf('remove')
      .filter((path) => !before.add.has(path))
      .map((path) => `${at}: removes ${path}, which is not in the table`),
    ...pathsOf('add')
      .filter((path) => before.add.has(path))
      .map((path) => `${at}: adds ${path} again`),
    ...of('remove').flatMap((remove) => extendedViolations(remove, at)),
    ...of('protocol').flatMap((protocol) => protocolViolations(protocol, at)),
    ...of('metaData').flatMap((metaData) => metaDataViolations(metaData, before.metaData, at)),
    ...[...of('add'), ...of('remove')].flatMap((file) => fileViolations(file, at)),
    ...(of('commitInfo').length === 1 && actions[0]!['commitInfo'] === undefined
      ? [`${at}: the provenance does not come first`]
      : []),
  ];
}

/** Characters of names that Spark takes only in tables with column mapping. */
const OUTSIDE_NAMES = /[ ,;{}()\n\t=]/;

/** What is wrong with metadata, and what readers that go on from the version before could not take. */
function metaDataViolations(metaData: Fields, before: Fields | null, at: string): string[] {
  const isText = (value: unknown): boolean => typeof value === 'string';
  const { id, format, configuration, createdTime } = metaData;
  const options = (format as { options?: object } | undefined)?.options;
  const former = before ? columnsOf(before) : new Map<string, string>();
  const columns = columnsOf(metaData);
  return [
    ...(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(String(id)) ? [] : [`${at}: the id is no GUID`]),
    ...(before && before['id'] !== id ? [`${at}: the id is another one than before`] : []),
    ...(Number.isSafeInteger(createdTime) ? [] : [`${at}: the time of creation is no number`]),
    ...(options && Object.values(options).every(isText) ? [] : [`${at}: no options of the format`]),
    ...(Object.values(configuration as object).every(isText) ? [] : [`${at}: a property is no text`]),
    ...[...columns.keys()]
      .filter((name) => OUTSIDE_NAMES.test(name))
      .map((name) => `${at}: ${name} is no name of a column`),
    ...[...former]
      .filter(([name, type]) => columns.get(name) !== type)
      .map(([name]) => `${at}: column ${name} is gone or of another type`),
  ];
}

function columnsOf({ schemaString }: Fields): Map<string, string> {
  const { fields } = JSON.parse(String(schemaString)) as { fields: { name: string; type: unknown }[] };
  return new Map(fields.map(({ name, type }) => [name, JSON.stringify(type)]));
}

function fileViolations({ path, size, partitionValues, ...file }: Fields, at: string): string[] {
  const isEncoded = /^([\w.~!*'()-]|%[\dA-F]{2})+(\/([\w.~!*'()-]|%[\dA-F]{2})+)*$/.test(String(path));
  const times = [file['modificationTime'], file['deletionTimestamp']].filter((time) => time !== undefined);
  return [
    ...(isEncoded ? [] : [`${at}: ${String(path)} is no relative URI`]),
    ...(Number.isSafeInteger(size) ? [] : [`${at}: ${String(path)} has no size`]),
    ...(times.length === 1 && times.every(Number.isSafeInteger)
      ? []
      : [`${at}: ${String(path)} has no time`]),
    ...(Object.keys((partitionValues ?? {}) as object).length === 0
      ? []
      : [`${at}: ${String(path)} has partitions`]),
  ];
}

function shapeViolations(action: LogAction, at: string): string[] {
  const [kind = '', ...more] = Object.keys(action);
  if (more.length > 0) return [`${at}: a line of several actions`];
  const fields = REQUIRED[kind];
  if (!fields) return [`${at}: ${kind} is no action`];
  return Object.entries(fields)
    .filter(([name, type]) => typeof action[kind]![name] !== type || action[kind]![name] === null)
    .map(([name]) => `${at}: ${kind} lacks ${name}`);
}

function extendedViolations(remove: Fields, at: string): string[] {
  if (remove['extendedFileMetadata'] !== true) return [];
  const missing = ['partitionValues', 'size', 'tags'].filter((name) => remove[name] === undefined);
  return missing.map((name) => `${at}: remove lacks ${name} in spite of extendedFileMetadata`);
}

export function protocolViolations(protocol: Fields, at: string): string[] {
  const { minReaderVersion: reader, minWriterVersion: writer, readerFeatures, writerFeatures } = protocol;
  const isListed = (features: unknown, isNeeded: boolean): boolean => Array.isArray(features) === isNeeded;
  return [
    ...(reader === 3 && writer !== 7 ? [`${at}: reader version 3 needs writer version 7`] : []),
    ...(isListed(readerFeatures, reader === 3) ? [] : [`${at}: reader features do not fit the version`]),
    ...(isListed(writerFeatures, writer === 7) ? [] : [`${at}: writer features do not fit the version`]),
    ...((readerFeatures ?? []) as string[])
      .filter((feature) => !((writerFeatures ?? []) as string[]).includes(feature))
      .map((feature) => `${at}: ${feature} is a feature of readers only`),
  ];
}
