// npm run bench:rescan
import { ensureBuilt, ensureInstalled, PROGRAM_ENVIRONMENT } from '../../jobs/prepare.mjs';
import { runTypeScript } from '../support/run-type-script.mjs';

ensureInstalled();
ensureBuilt();
// The processes that are measured start as `dose` starts them.
Object.assign(process.env, PROGRAM_ENVIRONMENT);
await runTypeScript(new URL('./rescan.ts', import.meta.url));
