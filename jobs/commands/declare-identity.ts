import { end, settingsOf, terminal, type Program } from '../cli/program.js';

export function declareIdentity(program: Program): Program {
  return program.command(
    'identity <action>',
    'How names, IDs, birth dates and accession numbers are kept: show, or apply to everything stored',
    (command) =>
      command
        .positional('action', {
          choices: ['show', 'apply'] as const,
          demandOption: true,
          describe: 'apply closes what is more open than it is to be, and reads the rest from original files',
        })
        .option('json', { type: 'boolean', default: false, describe: 'show as one JSON document' }),
    ({ action, json, data }) =>
      end(async () => {
        const { applyIdentityCommand, showIdentityCommand } = await import('./identity.js');
        const settings = settingsOf({ data });
        return action === 'apply'
          ? applyIdentityCommand(settings, terminal)
          : showIdentityCommand(settings, { json }, terminal);
      }),
  );
}

export function declarePatterns(program: Program): Program {
  return program.command(
    'patterns',
    'Match stored studies against the not-patient patterns of today; marks by hand hold on',
    (command) =>
      command.option('dry-run', {
        type: 'boolean',
        default: false,
        describe: 'Say how many studies would change, change nothing',
      }),
    ({ dryRun, data }) =>
      end(async () => {
        const { patternsCommand } = await import('./patterns.js');
        return patternsCommand(settingsOf({ data }), { isDryRun: dryRun }, terminal);
      }),
  );
}
