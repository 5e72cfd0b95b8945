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
