import type { CommandModule } from 'yargs';
import { end, settingsOf, terminal, type CommonFlags } from '../cli/program.js';

export const compactArguments: CommandModule<CommonFlags, CommonFlags> = {
  command: 'compact',
  describe: 'Merge the files of the lake to one per modality and month',
  handler: ({ data }) =>
    end(async () => {
      const { compactCommand } = await import('./compact.js');
      return compactCommand(settingsOf({ data }), terminal);
    }),
};
