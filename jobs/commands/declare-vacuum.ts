import { end, settingsOf, terminal, type Program } from '../cli/program.js';

export function declareVacuum(program: Program): Program {
  return program.command(
    'vacuum',
    'Let old snapshots expire and remove files that none needs',
    (command) => command,
    ({ data }) =>
      end(async () => {
        const { vacuumCommand } = await import('./vacuum.js');
        return vacuumCommand(settingsOf({ data }), terminal);
      }),
  );
}
