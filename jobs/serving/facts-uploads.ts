import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isCsvProblem } from '../../pipeline/facts/csv-survey.js';
import { FACT_FIELDS } from '../../pipeline/facts/fact-fields.js';
import { isRowProblem, type FactsLogEntry } from '../../pipeline/facts/facts-log.js';
import { previewFacts, type FactsPreview } from '../../pipeline/facts/preview-facts.js';
import type { FactsMapping, FactsUpload, FactsUploads } from '../../reports/facts-uploads.js';
import { EXIT } from '../cli/exit-codes.js';
import { PROGRAM } from '../program-files.js';

export interface FactsUploadsOptions {
  readonly dataDirectory: string;
  /** Where files stand between being sent and being applied; emptied when the server starts and ends. */
  readonly folder: string;
  readonly mostBytes?: number;
}

/** `FactsUploads` whose work is done by `dose facts`, with an end for the server to await. */
export interface FactsUploadProcesses extends FactsUploads {
  /** Stops what is being applied (nothing of it is) and forgets every file. */
  close(): Promise<void>;
}

interface Held {
  readonly owner: string;
  readonly file: string;
  readonly logFile: string;
  upload: FactsUpload;
  child: ChildProcess | null;
}

const MOST_BYTES = 256 * 1024 * 1024;
/** Files that one server keeps at a time; the oldest that is not being applied goes first. */
const MOST_UPLOADS = 20;
const MOST_LINES = 1000;

/** Receives files of facts from the pages and applies each in a process of its own, so that no page waits for it. */
export function factsUploads(options: FactsUploadsOptions): FactsUploadProcesses {
  rmSync(options.folder, { recursive: true, force: true });
  const uploads = new Map<string, Held>();
  const heldOf = (id: string, owner: string): Held | null => {
    const held = uploads.get(id);
    return held?.owner === owner ? held : null;
  };
  return {
    async receive(content, { fileName, owner }) {
      makeRoom(uploads);
      const held = emptyUpload(options.folder, owner);
      const size = await keep(content, held.file, options.mostBytes ?? MOST_BYTES);
      const preview = size === null ? null : await previewFacts({ open: () => createReadStream(held.file) });
      if (preview === null || isCsvProblem(preview)) {
        forget(held);
        return { refusal: preview === null ? 'the file is too large; split it' : preview.message };
      }
      held.upload = received(held.upload.id, fileName, preview);
      uploads.set(held.upload.id, held);
      return held.upload;
    },
    find: (id, owner) => heldOf(id, owner)?.upload ?? null,
    apply(id, owner, mapping) {
      const held = heldOf(id, owner);
      if (!held) return null;
      if (held.upload.state === 'applying') return { refusal: 'the file is being applied already' };
      if (!existsSync(held.file)) return { refusal: 'the file was applied already; send it again' };
      begin(held, mapping, options.dataDirectory);
      return held.upload;
    },
    discard(id, owner) {
      const held = heldOf(id, owner);
      if (!held) return false;
      if (held.child) return held.child.kill('SIGTERM');
      forget(held);
      return uploads.delete(id);
    },
    log(id, owner) {
      const held = heldOf(id, owner);
      return held && existsSync(held.logFile) ? createReadStream(held.logFile) : null;
    },
    async close() {
      await Promise.all([...uploads.values()].map(stopped));
      rmSync(options.folder, { recursive: true, force: true });
    },
  };
}

function emptyUpload(folder: string, owner: string): Held {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const id = randomUUID();
  const file = join(folder, `${id}.csv`);
  const preview: FactsPreview = {
    survey: { encoding: 'utf-8', delimiter: ',', headerLine: 1, byteCount: 0 },
    columns: [],
  };
  return {
    owner,
    file,
    logFile: join(folder, `${id}.log`),
    upload: received(id, '', preview),
    child: null,
  };
}

function received(id: string, fileName: string, { survey, columns }: FactsPreview): FactsUpload {
  return {
    id,
    file_name: fileName,
    byte_count: survey.byteCount,
    encoding: survey.encoding,
    delimiter: survey.delimiter,
    columns,
    fields: FACT_FIELDS,
    state: 'received',
    message: null,
    result: null,
  };
}

/** Writes what is sent to a file of the owner only; its size, or null where there is more than is taken. */
async function keep(
  content: AsyncIterable<Uint8Array>,
  file: string,
  mostBytes: number,
): Promise<number | null> {
  let size = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const piece of content) {
      size += piece.length;
      if (size > mostBytes) return;
      yield piece;
    }
  };
  await pipeline(counted(), createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  return size > mostBytes ? null : size;
}

function makeRoom(uploads: Map<string, Held>): void {
  for (const [id, held] of uploads) {
    if (uploads.size < MOST_UPLOADS) return;
    if (held.child) continue;
    forget(held);
    uploads.delete(id);
  }
}

function forget({ file, logFile }: Held): void {
  for (const path of [file, logFile]) rmSync(path, { force: true });
}

function stopped(held: Held): Promise<void> {
  const { child } = held;
  if (!child) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

function begin(held: Held, mapping: FactsMapping, dataDirectory: string): void {
  rmSync(held.logFile, { force: true });
  const child = spawn(process.execPath, [PROGRAM, ...argumentsOf(held, mapping, dataDirectory)], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: process.env,
  });
  held.child = child;
  held.upload = { ...held.upload, state: 'applying', message: null, result: null };
  child.on('message', (message) => {
    const progress = progressOf(message);
    if (progress !== null) held.upload = { ...held.upload, message: progress };
  });
  const output = collected(child.stdout);
  const errors = collected(child.stderr);
  child.on('close', (code) => {
    held.child = null;
    held.upload = { ...held.upload, ...outcomeOf(code, output(), errors()) };
    if (held.upload.state === 'applied') rmSync(held.file, { force: true });
  });
  child.on('error', () => {
    held.child = null;
    held.upload = { ...held.upload, state: 'refused', message: 'the program could not be started' };
  });
}

/** Column names may begin with a dash or hold an equals sign, so every value is joined to its option. */
function argumentsOf(held: Held, mapping: FactsMapping, dataDirectory: string): string[] {
  return [
    'facts',
    held.file,
    `--data=${dataDirectory}`,
    '--json',
    `--log=${held.logFile}`,
    `--id=${mapping.id_column}`,
    ...mapping.columns.map(({ column, field }) => `--map=${column}=${field}`),
    ...(mapping.key_kind === 'study_instance_uid' ? ['--study-uid'] : []),
    ...(mapping.overwrites ? ['--overwrite'] : []),
  ];
}

function collected(stream: NodeJS.ReadableStream | null): () => string {
  const pieces: Buffer[] = [];
  stream?.on('data', (piece: Buffer) => pieces.push(piece));
  return () => Buffer.concat(pieces).toString('utf8');
}

function progressOf(message: unknown): string | null {
  const isProgress = typeof message === 'object' && message !== null && 'progress' in message;
  return isProgress && typeof message.progress === 'string' ? message.progress : null;
}

function outcomeOf(
  code: number | null,
  output: string,
  errors: string,
): Pick<FactsUpload, 'state' | 'message' | 'result'> {
  if (output !== '') {
    return { state: 'applied', message: null, result: shownResult(JSON.parse(output) as FactsDocument) };
  }
  const message =
    errors
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^dose: /, '') ?? '';
  if (code === EXIT.findings) return { state: 'stopped', message, result: null };
  return {
    state: 'refused',
    message: code === EXIT.bug ? 'the program failed; see its log' : message,
    result: null,
  };
}

interface FactsDocument {
  readonly log: readonly FactsLogEntry[];
}

/** The document of `dose facts` with as many log lines as a page shows, rows that are wrong first. */
function shownResult(document: FactsDocument): Record<string, unknown> {
  const wrong = document.log.filter(isRowProblem);
  const others = document.log.filter((entry) => !isRowProblem(entry));
  return { ...document, log: [...wrong, ...others].slice(0, MOST_LINES) };
}
