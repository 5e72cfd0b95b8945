// The bare limit: reads every file below a folder and parses it with dicom-parser, one thread, nothing else.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import dicomParser from 'dicom-parser';

const folder = process.argv[2];
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (entry.isFile()) dicomParser.parseDicom(readFileSync(join(entry.parentPath, entry.name)));
}
