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
        .option('replace-lost', {
          type: 'boolean',
          default: false,
          describe: 'Begin state.db or site.key anew where it was lost and no backup holds it',
        })
        .option('force', { type: 'boolean', default: false, describe: 'Also where the catalog is sound' }),
    ({ json, quick, rebuildCatalog, replaceLost, force, data }) =>
      end(async () => {
        const { doctorCommand, rebuildCatalogCommand, replaceLostCommand } = await import('./doctor.js');
        const settings = settingsOf({ data });
        if (rebuildCatalog) return rebuildCatalogCommand(settings, { isForced: force }, terminal);
        if (replaceLost) return replaceLostCommand(settings, terminal);
        return doctorCommand(settings, { isJson: json, isQuick: quick }, terminal);
      }),
  );
}
