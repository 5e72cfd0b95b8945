/** What a person or token may do. Everything is denied unless one of these allows it (rows ROL-001…013). */
export const PERMISSIONS = [
  'view',
  'export',
  'see_identity',
  'import_facts',
  'delete',
  'erase',
  'configure',
  'manage_users',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** The groups of the guide and the permissions that each brings. */
export const GROUPS = {
  viewgroup: ['view'],
  exportgroup: ['view', 'export'],
  importsizegroup: ['view', 'import_facts'],
  pidgroup: ['view', 'see_identity'],
  admingroup: PERMISSIONS,
} as const satisfies Record<string, readonly Permission[]>;
export type Group = keyof typeof GROUPS;
export const GROUP_NAMES = Object.keys(GROUPS) as readonly Group[];

export function isGroup(name: string): name is Group {
  return Object.hasOwn(GROUPS, name);
}

export function isPermission(name: string): name is Permission {
  return PERMISSIONS.some((permission) => permission === name);
}

/** The permissions of a user in these groups, in fixed order; every user may view. */
export function permissionsOf(groups: readonly Group[]): readonly Permission[] {
  const allowed = new Set<Permission>(['view', ...groups.flatMap((group) => GROUPS[group])]);
  return PERMISSIONS.filter((permission) => allowed.has(permission));
}
