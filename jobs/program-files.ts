import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** All of the built program stands in one folder, dist/program (`build.mjs`). */
const FOLDER = import.meta.dirname;

/** The checkout. */
export const ROOT = join(FOLDER, '..', '..');

/** The program that `dose` starts, and that the server starts for work of its own. */
export const PROGRAM = join(FOLDER, 'main.js');

/** What worker threads run. */
export const DIGEST_WORKER = pathToFileURL(join(FOLDER, 'digest-worker.js')).href;
export const CALCULATION_WORKER = pathToFileURL(join(FOLDER, 'calculation-worker.js')).href;
export const DOCUMENT_WORKER = pathToFileURL(join(FOLDER, 'document-worker.js')).href;
