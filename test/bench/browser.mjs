// npm run bench:browser
import { ensureBuilt, ensureInstalled } from '../../jobs/prepare.mjs';
import { runTypeScript } from '../support/run-type-script.mjs';

ensureInstalled();
ensureBuilt();
await runTypeScript(new URL('./browser.ts', import.meta.url));
