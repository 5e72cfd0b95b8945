// npm run bench:query
import { ensureBuilt, ensureInstalled } from '../../jobs/prepare.mjs';
import { runTypeScript } from '../support/run-type-script.mjs';

ensureInstalled();
ensureBuilt();
await runTypeScript(new URL('./query.ts', import.meta.url));
