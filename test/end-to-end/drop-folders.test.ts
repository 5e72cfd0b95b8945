import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ctReport, fluoroscopyReport } from '../support/builders/index.js';
import { dose, ingest, sql, type IngestDocument, type RunOptions } from '../support/program.js';

let scratch: string;
let drop: string;
let options: RunOptions;
const sockets: Server[] = [];

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'dose-odd-'));
  drop = join(scratch, 'drop');
  mkdirSync(drop);
  options = { data: join(scratch, 'store') };
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
  // Paths longer than a system call takes can only be removed folder by folder.
  spawnSync('rm', ['-rf', scratch]);
});

function put(name: string, bytes: Uint8Array | string): void {
  const path = join(drop, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, bytes);
}

const verdicts = ({ files }: IngestDocument): Record<string, string> =>
  Object.fromEntries(files.map(({ path, outcome, reason }) => [path, `${outcome} ${reason}`]));

/** A folder `count` levels deep, of names of `length` letters, with one file in the lowest. */
function putDeep(count: number, length: number, bytes: Uint8Array): void {
  const walk = `
    const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
    const bytes = readFileSync(0);
    process.chdir(process.argv[1]);
    for (let level = 0; level < ${count}; level++) {
      mkdirSync('d'.repeat(${length}));
      process.chdir('d'.repeat(${length}));
    }
    writeFileSync('deep.dcm', bytes);`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', walk, drop], { input: bytes });
  if (status !== 0) throw new Error(stderr.toString());
}

function makeDevice(path: string): boolean {
  return spawnSync('mknod', [path, 'c', '1', '5']).status === 0;
}

const canMakeDevices = (() => {
  const folder = mkdtempSync(join(tmpdir(), 'dose-device-'));
  const isMade = makeDevice(join(folder, 'zero'));
  spawnSync('rm', ['-rf', folder]);
  return isMade;
})();

describe.skipIf(process.platform === 'win32')('what lies in a drop folder and is no file', () => {
  it('is passed by with its reason: pipes, sockets, links in circles and to nowhere, names that are not UTF-8', async () => {
    put('good.dcm', ctReport({ seed: 'good' }));
    spawnSync('mkfifo', [join(drop, 'pipe.dcm')]);
    const socket = createServer().listen(join(drop, 'socket.dcm'));
    sockets.push(socket);
    await once(socket, 'listening');
    symlinkSync('.', join(drop, 'circle'));
    symlinkSync('itself.dcm', join(drop, 'itself.dcm'));
    symlinkSync('there', join(drop, 'here'));
    symlinkSync('here', join(drop, 'there'));
    symlinkSync('/nowhere/at/all.dcm', join(drop, 'dangling.dcm'));
    symlinkSync('/dev/zero', join(drop, 'zeros.dcm'));
    writeFileSync(
      Buffer.concat([Buffer.from(join(drop, 'bad')), Buffer.of(0xff, 0xfe)]),
      ctReport({ seed: 'bad' }),
    );
    const run = ingest(options, drop);
    expect(run.status).toBe(1);
    expect(run.counts).toMatchObject({ imported: 1, unreadable: 9, quarantined: 0 });
    expect(verdicts(run)).toEqual({
      'bad\ufffd\ufffd': 'unreadable name_not_utf8',
      circle: 'unreadable link_to_folder',
      'dangling.dcm': 'unreadable not_found',
      here: 'unreadable link_in_a_circle',
      'itself.dcm': 'unreadable link_in_a_circle',
      'pipe.dcm': 'unreadable not_a_file',
      'socket.dcm': 'unreadable not_a_file',
      there: 'unreadable link_in_a_circle',
      'zeros.dcm': 'unreadable not_a_file',
    });
    const { stderr } = dose(options, 'ingest', drop);
    expect(stderr).toContain('name the folder itself in dropFolders');
    expect(stderr).toContain('rename them');
  });

  it.skipIf(!canMakeDevices)('is passed by where it is a device (needs the right to make one)', () => {
    put('good.dcm', ctReport({ seed: 'good' }));
    makeDevice(join(drop, 'zero.dcm'));
    const run = ingest(options, drop);
    expect(run.status).toBe(1);
    expect(run.counts).toMatchObject({ imported: 1, unreadable: 1 });
    expect(verdicts(run)).toEqual({ 'zero.dcm': 'unreadable not_a_file' });
  });
});

describe('archives', () => {
  it('are no dose objects, whatever they hold, and the run says to unpack them', () => {
    const report = ctReport({ seed: 'packed' });
    const localHeader = Buffer.alloc(30);
    localHeader.writeUInt32LE(0x04034b50, 0);
    put('study.zip', Buffer.concat([localHeader, report]));
    put('named-like-an-object.dcm', gzipSync(report));
    put('in/report.dcm', report);
    spawnSync('tar', ['-cf', join(drop, 'study.tar'), '-C', drop, 'in']);
    const run = ingest(options, drop);
    expect(run.status).toBe(0);
    expect(run.counts).toMatchObject({ imported: 1, not_dose: 3, quarantined: 0 });
    expect(verdicts(run)).toEqual({
      'study.zip': 'not_dose archive_to_unpack',
      'study.tar': 'not_dose archive_to_unpack',
      'named-like-an-object.dcm': 'not_dose archive_to_unpack',
    });
    put('again.zip', localHeader);
    expect(dose(options, 'ingest', drop).stderr).toContain('unpack them in the drop folder');
  });

  it('are told from objects whose preamble looks like one', () => {
    const report = Buffer.from(ctReport({ seed: 'preamble' }));
    report.writeUInt32LE(0x04034b50, 0);
    put('report.dcm', report);
    expect(ingest(options, drop)).toMatchObject({ status: 0, counts: { imported: 1, not_dose: 0 } });
  });
});

describe.skipIf(process.platform === 'win32')('names and paths', () => {
  it('may hold line ends, escapes and letters of any kind; the terminal is shown none of it raw', () => {
    const names = [
      'two\nlines.dcm',
      'tab\tand \u001b[31m.dcm',
      'Thorax Übersicht 胸部 🫀.dcm',
      '-rf.dcm',
      ' .dcm',
    ];
    for (const [index, name] of names.entries()) put(name, ctReport({ seed: `name ${index}` }));
    put('cut\n\u001b[31m.dcm', ctReport({ seed: 'cut' }).subarray(0, 4000));
    const run = ingest(options, drop);
    expect(run.counts).toMatchObject({ imported: names.length, quarantined: 1 });
    const stored = sql(options, "SELECT path FROM source_objects WHERE outcome = 'imported'");
    expect(stored.map(({ path }) => path).sort()).toEqual([...names].sort());
    expect(ingest(options, drop).counts).toMatchObject({ unchanged: names.length + 1 });

    put('cut\n\u001b[31m.dcm', ctReport({ seed: 'cut' }));
    const { status, stderr } = dose(options, 'quarantine', 'retry', 'cut\n\u001b[31m.dcm');
    expect([status, stderr]).toEqual([0, expect.stringContaining('1  imported')]);
    put('worse\n\u001b[31m.dcm', 'no object');
    const told = dose(options, 'ingest', drop).stderr;
    expect(told).toContain('worse\\u{a}\\u{1b}[31m.dcm');
    expect(told).not.toContain('\u001b');
  });

  it('may be as long as the system can open; beyond that they are reported, and nothing else is disturbed', () => {
    put('good.dcm', ctReport({ seed: 'good' }));
    putDeep(12, 250, fluoroscopyReport({ seed: 'deep' }));
    const deep = ingest(options, drop);
    expect(deep).toMatchObject({ status: 0, counts: { imported: 2 } });
    const [stored] = sql(options, "SELECT path FROM source_objects WHERE path LIKE '%deep.dcm'");
    expect(stored).toEqual({ path: `${'d'.repeat(250)}/`.repeat(12) + 'deep.dcm' });

    const again = { ...options, data: join(scratch, 'second') };
    spawnSync('rm', ['-rf', join(drop, 'd'.repeat(250))]);
    putDeep(40, 250, ctReport({ seed: 'too deep' }));
    const tooDeep = ingest(again, drop);
    expect(tooDeep).toMatchObject({ status: 1, counts: { imported: 1, unreadable: 1 } });
    expect(tooDeep.files.map(({ outcome, reason }) => `${outcome} ${reason}`)).toEqual([
      'unreadable path_too_long',
    ]);
  });
});

describe.skipIf(process.getuid?.() !== 0)('a drop folder that may not be written to (needs root)', () => {
  it('is read all the same', () => {
    put('good.dcm', ctReport({ seed: 'good' }));
    chmodSync(scratch, 0o777);
    chmodSync(drop, 0o555);
    expect(ingest({ ...options, uid: 65534 }, drop)).toMatchObject({ status: 0, counts: { imported: 1 } });
  });
});
