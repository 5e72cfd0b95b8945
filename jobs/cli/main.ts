import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { declareBackup, declareRestoreBackup } from '../commands/declare-backup.js';
import { declareCheck } from '../commands/declare-check.js';
import { declareCompact } from '../commands/declare-compact.js';
import { declareDemo } from '../commands/declare-demo.js';
import { declareDiff } from '../commands/declare-diff.js';
import { declareDoctor } from '../commands/declare-doctor.js';
import { declareFacts, declareSizes } from '../commands/declare-facts.js';
import { declareHeld } from '../commands/declare-held.js';
import { declareIdentity, declarePatterns } from '../commands/declare-identity.js';
import { declareIngest } from '../commands/declare-ingest.js';
import { declarePublish } from '../commands/declare-publish.js';
import { declareQuarantine } from '../commands/declare-quarantine.js';
import { declareRebuild } from '../commands/declare-rebuild.js';
import { declareServe } from '../commands/declare-serve.js';
import { declareSql } from '../commands/declare-sql.js';
import { declareDelete, declareMark, declareRestore } from '../commands/declare-study-actions.js';
import { declareUser } from '../commands/declare-user.js';
import { declareVacuum } from '../commands/declare-vacuum.js';
import { programVersion } from '../version.js';
import { adviceOn, unknownVariables } from '../config/unknown-variables.js';
import { EXIT } from './exit-codes.js';
import { terminal, type Program } from './program.js';
import { requireNothingEmpty, requireNothingTwice } from './required-arguments.js';

/** Every command, in the order in which help lists them. */
const COMMANDS: readonly ((program: Program) => Program)[] = [
  declareIngest,
  declareServe,
  declareSql,
  declareFacts,
  declareSizes,
  declareDelete,
  declareRestore,
  declareMark,
  declareQuarantine,
  declareHeld,
  declareIdentity,
  declarePatterns,
  declareRebuild,
  declareCheck,
  declareDiff,
  declareDoctor,
  declareCompact,
  declareVacuum,
  declarePublish,
  declareBackup,
  declareRestoreBackup,
  declareUser,
  declareDemo,
];

const words = hideBin(process.argv);
// Yargs takes what follows for no argument at all, and a command would do less than it was told.
if (words.includes('--')) {
  terminal.tell('dose: Leave out "--"; a path that begins with a dash is written ./-like-this.');
  process.exit(EXIT.usage);
}

/** Yargs counts what is missing and does not name it. */
const isMissing = (message: string | null): boolean => (message ?? '').startsWith('Not enough');

/** Each is told once: it is taken out of the environment, so that processes that this one starts do not find it. */
function tellUnknownVariables(): void {
  for (const variable of unknownVariables(process.env)) {
    terminal.tell(`dose: ${adviceOn(variable)}`);
    Reflect.deleteProperty(process.env, variable);
  }
}

const program: Program = yargs(words)
  .scriptName('dose')
  .version(programVersion())
  .detectLocale(false)
  .usage('$0 <command>\n\nRadiation dose monitoring: dose objects into a lake, and the lake in a browser.')
  .option('data', {
    type: 'string',
    describe: 'Folder of the store (DOSE_DATA), data/store by default',
    global: true,
  })
  .option('publish', {
    type: 'boolean',
    describe: 'Publish what is committed as Delta Lake at once (DOSE_PUBLISH)',
    global: true,
  })
  .check(requireNothingEmpty, true)
  .check((given, options) => requireNothingTwice(given, options as unknown as { array: string[] }), true)
  .middleware(tellUnknownVariables)
  // It goes on to the processes that this one starts.
  .middleware(({ publish }) => {
    if (publish !== undefined) process.env['DOSE_PUBLISH'] = String(publish);
  });

await COMMANDS.reduce((declared, declare) => declare(declared), program)
  .demandCommand(1, 'Say which command; dose --help lists them.')
  .strict()
  .fail((message, error) => {
    terminal.tell(`dose: ${message || error.message}`);
    if (isMissing(message)) terminal.tell(`dose ${words[0]} --help says what it takes.`);
    process.exit(EXIT.usage);
  })
  .epilogue(
    'Exit codes: 0 done, 1 done with findings, 2 wrong usage, 3 wrong configuration, 4 data locked or unavailable, ' +
      '70 a bug. README.md says what dose.config.json and the environment can set.',
  )
  .help()
  .parseAsync();
