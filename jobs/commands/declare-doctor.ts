import { end, settingsOf, terminal, type Program } from '../cli/program.js';

export function declareDoctor(program: Program): Program {
  return program.command(
    'doctor',
    'Look for damage in the store and say what to do',
    (command) =>
      command
        .option('json', { type: 'boolean', default: false, describe: 'Print one JSON document' })
        .option('quick', { type: 'boolean', default: false, describe: 'Do not read the bytes of the parts' })
        .option('rebuild-catalog', {
          type: 'boolean',
          default: false,
          describe: 'Make a lost or damaged catalog anew from the parts; nothing else may be running',
        })
        .option('force', { type: 'boolean', default: false, describe: 'Also where the catalog is sound' }),
    ({ json, quick, rebuildCatalog, force, data }) =>
      end(async () => {
        const { doctorCommand, rebuildCatalogCommand } = await import('./doctor.js');
        const settings = settingsOf({ data });
        if (rebuildCatalog) return rebuildCatalogCommand(settings, { isForced: force }, terminal);
        return doctorCommand(settings, { isJson: json, isQuick: quick }, terminal);
      }),
  );
}
