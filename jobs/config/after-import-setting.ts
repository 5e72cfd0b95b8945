import { resolve } from 'node:path';
import { isWithin, type AfterImportAction, type AfterImportPolicy } from '../../pipeline/run/after-import.js';
import { AFTER_IMPORT_KINDS, type AfterImportKind } from '../../warehouse/tables/index.js';
import { ConfigurationError, isRecord, requireKnown } from './field-values.js';

const IMAGE_KINDS: readonly AfterImportKind[] = [
  'mammographyImage',
  'radiographyImage',
  'nuclearImage',
  'ctImage',
];

/**
 * `afterImport`: for a kind of object `"leave"`, `"delete"` or `{"move": "folder"}`; `image` stands for all kinds of
 * images. A kind that is not named is as administrators set it on the pages. An archive may not lie in a drop folder,
 * nor a drop folder in it: what was moved would be found again.
 */
export function afterImportOf(
  value: unknown,
  directory: string,
  dropFolders: readonly { readonly path: string }[],
): Partial<AfterImportPolicy> {
  if (value === undefined) return {};
  if (!isRecord(value))
    throw new ConfigurationError('afterImport must be an object, such as {"rdsr": "leave"}');
  requireKnown(value, ['image', ...AFTER_IMPORT_KINDS], 'afterImport', 'kind');
  const ofImages = actionOf('image', value['image'], directory, dropFolders);
  const stated = AFTER_IMPORT_KINDS.flatMap((kind) => {
    const action =
      actionOf(kind, value[kind], directory, dropFolders) ?? (IMAGE_KINDS.includes(kind) ? ofImages : null);
    return action === null ? [] : [[kind, action] as const];
  });
  return Object.fromEntries(stated);
}

function actionOf(
  kind: string,
  value: unknown,
  directory: string,
  dropFolders: readonly { readonly path: string }[],
): AfterImportAction | null {
  if (value === undefined) return null;
  if (value === 'leave' || value === 'delete') return value;
  if (!isRecord(value) || typeof value['move'] !== 'string' || value['move'] === '') {
    throw new ConfigurationError(`afterImport.${kind} must be "leave", "delete" or {"move": "folder"}`);
  }
  requireKnown(value, ['move'], `afterImport.${kind}`, 'field');
  const move = resolve(directory, value['move']);
  if (dropFolders.some(({ path }) => isWithin(path, move) || isWithin(move, path))) {
    throw new ConfigurationError(
      `afterImport.${kind}: the archive and a drop folder may not lie in one another`,
    );
  }
  return { move };
}
