import { GROUP_NAMES } from '../../warehouse/state/permissions.js';
import { end, settingsOf, terminal, type Program } from '../cli/program.js';

export function declareUser(program: Program): Program {
  return program.command(
    'user <action> [name]',
    'Users: add one, list them, let one in or not, give a new password',
    (command) =>
      command
        .positional('action', {
          choices: ['add', 'list', 'disable', 'enable', 'password'] as const,
          demandOption: true,
        })
        .positional('name', { type: 'string', describe: 'Name to sign in with; not for list' })
        .option('group', {
          type: 'string',
          array: true,
          default: [] as string[],
          choices: GROUP_NAMES,
          describe: 'Groups of a new user',
        })
        .option('password-stdin', {
          type: 'boolean',
          default: false,
          describe: 'Read the password from stdin',
        }),
    ({ action, name, group, passwordStdin, data }) =>
      end(async () => {
        const { userCommand } = await import('./user.js');
        return userCommand(settingsOf({ data }), { action, name, groups: group, passwordStdin }, terminal);
      }),
  );
}
