import type { CommandModule } from 'yargs';
import { end, settingsOf, terminal, type CommonFlags } from '../cli/program.js';

export const vacuumArguments: CommandModule<CommonFlags, CommonFlags> = {
  command: 'vacuum',
  describe: 'Let old snapshots expire and remove files that none needs',
  handler: ({ data }) =>
    end(async () => {
      const { vacuumCommand } = await import('./vacuum.js');
      return vacuumCommand(settingsOf({ data }), terminal);
    }),
};
