// npm run bench:rescan
import { ensureBuilt, ensureInstalled } from '../../jobs/prepare.mjs';
import { runTypeScript } from '../support/run-type-script.mjs';

ensureInstalled();
ensureBuilt();
await runTypeScript(new URL('./rescan.ts', import.meta.url));
