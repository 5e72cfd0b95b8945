/**
 * A reader in a process of its own: `node lake-reader.mjs FOLDER SNAPSHOT`. Holds the snapshot, says so, and for each line
 * on stdin tells how many studies it has; ends with its input.
 */
import { createInterface } from 'node:readline';
import { openLake, openSnapshot } from '../../warehouse/index.js';

const [folder = '', snapshotId = '0'] = process.argv.slice(2);
const lake = await openLake(folder);
const snapshot = await openSnapshot(lake, { snapshotId: Number(snapshotId) });
process.stdout.write('held\n');
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'end') break;
  const [row] = await snapshot.query('SELECT count(*) AS n, sum(dlp_total_mgy_cm) AS dlp FROM studies');
  process.stdout.write(`${String(row?.['n'])}\n`);
}
await snapshot.close();
await lake.close();
