import { Piscina } from 'piscina';
import type { DocumentOutline } from '../../pipeline/document/outline.js';
import type { ValueSource } from '../../pipeline/run/value-sources.js';
import type { KeptDocuments } from '../../reports/kept-documents.js';
import { DOCUMENT_WORKER } from '../program-files.js';
import type { DocumentTask } from './document-task.js';
import { THREAD_ARGUMENTS } from './thread-arguments.js';

export interface DocumentReader extends KeptDocuments {
  close(): Promise<void>;
}

/** One worker thread that reads kept documents for the pages; it starts with the first question and ends when idle. */
export function openDocumentReader(): DocumentReader {
  const pool = new Piscina<DocumentTask, ValueSource[] | DocumentOutline>({
    filename: DOCUMENT_WORKER,
    execArgv: [...THREAD_ARGUMENTS],
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: 60_000,
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  });
  return {
    sourcesOf: async (question) => (await pool.run({ ask: 'sources', ...question })) as ValueSource[],
    outlineOf: async (content) => (await pool.run({ ask: 'outline', content })) as DocumentOutline,
    close: () => pool.destroy(),
  };
}
