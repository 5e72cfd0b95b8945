/**
 * A writer in a process of its own: `node lake-worker.mjs FOLDER FROM TO SIZE`. Commits the studies FROM … TO in batches of
 * SIZE, each only when it is not there yet, as an ingest that scans the same files again does; studies divisible by
 * ten are replaced once more, so that parts are rewritten. With PUBLISH every commit is followed by a publication.
 */
import { openLake } from '../../warehouse/index.js';
import { commitMissing, eraseOne, replaceTens } from './lake-support.js';

const [folder = '', from = '0', to = '0', size = '1'] = process.argv.slice(2);
const expiryMs = Number(process.env['LEASE_EXPIRY_MS'] ?? 30_000);
const lake = await openLake(folder, {
  leaseTiming: { expiryMs, waitMs: 60_000 },
  publishes: Boolean(process.env['PUBLISH']),
  onPublicationError: (error) => {
    throw error;
  },
});
for (let n = Number(from); n < Number(to); n += Number(size)) {
  await commitMissing(lake, n, Math.min(n + Number(size), Number(to)));
}
await replaceTens(lake, Number(from), Number(to));
if (process.env['UPKEEP']) {
  await lake.compact();
  await lake.vacuum({ everyMs: 0, dailyMs: 0, monthlyMs: 0, graceMs: 0 });
}
if (process.env['ERASE']) await eraseOne(lake);
await lake.close();
process.stdout.write('done\n');
