/**
 * A writer in a process of its own: `node lake-worker.mjs FOLDER FROM TO SIZE`, with the environment for what else it does
 * (`writeStudies`).
 */
import { writeStudies } from './lake-support.js';

const [folder = '', from = '0', to = '0', size = '1'] = process.argv.slice(2);
await writeStudies(folder, [Number(from), Number(to), Number(size)], process.env);
process.stdout.write('done\n');
