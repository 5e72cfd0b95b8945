/** What files begin with that hold others, packed: ZIP (also empty and divided), gzip, 7-Zip, RAR. */
const SIGNATURES: readonly (readonly number[])[] = [
  [0x50, 0x4b, 0x03, 0x04],
  [0x50, 0x4b, 0x05, 0x06],
  [0x50, 0x4b, 0x07, 0x08],
  [0x1f, 0x8b, 0x08],
  [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c],
  [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07],
];

/** Where `ustar` stands in the first header of a tape archive (POSIX.1-1988). */
const TAR_MAGIC_AT = 257;
const TAR_MAGIC = [0x75, 0x73, 0x74, 0x61, 0x72];

/** Whether bytes begin as an archive does, in which dose objects may lie unseen. */
export function isArchive(bytes: Uint8Array): boolean {
  return (
    SIGNATURES.some((signature) => stands(signature, bytes, 0)) || stands(TAR_MAGIC, bytes, TAR_MAGIC_AT)
  );
}

function stands(signature: readonly number[], bytes: Uint8Array, at: number): boolean {
  return signature.every((byte, index) => bytes[at + index] === byte);
}
