/**
 * Whether a text stands where a UID belongs without being one: `$IrradiationEventUID`, which dcm4che's conversion of
 * performed procedure steps writes in every CT report, `N/A`, `0`. What many objects share identifies none of them.
 */
export function isUidPlaceholder(uid: string): boolean {
  return !/[1-9]/.test(uid);
}
