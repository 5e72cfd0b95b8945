import { outlineOf, type DocumentOutline } from '../../pipeline/document/outline.js';
import { traceStudy, type ValueSource } from '../../pipeline/run/value-sources.js';
import type { DocumentTask } from './document-task.js';

/** Reads kept documents again, away from the server's event loop. */
export default function readDocuments(task: DocumentTask): ValueSource[] | DocumentOutline {
  if (task.ask === 'outline') return outlineOf(task.content);
  const settings = { userDefinedModality: new Map(task.modalities) };
  return traceStudy(task.documents, settings)(task.question);
}
