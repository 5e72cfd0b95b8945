import { end, settingsOf, terminal, type Program } from '../cli/program.js';

export function declareCompact(program: Program): Program {
  return program.command(
    'compact',
    'Merge the files of the lake to few, by modality and month',
    (command) => command,
    ({ data }) =>
      end(async () => {
        const { compactCommand } = await import('./compact.js');
        return compactCommand(settingsOf({ data }), terminal);
      }),
  );
}
