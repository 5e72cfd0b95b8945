// npm run bench:nights
import { ensureBuilt, ensureInstalled } from '../../jobs/prepare.mjs';
import { runTypeScript } from '../support/run-type-script.mjs';

ensureInstalled();
ensureBuilt();
await runTypeScript(new URL('./cost-over-time.ts', import.meta.url));
