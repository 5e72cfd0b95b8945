declare module 'dicom-character-set' {
  interface CodeElement {
    codeElement: 'G0' | 'G1';
    escapeSequence: readonly number[];
    encoding: string;
    bytesPerCodePoint: number;
    isASCII?: boolean;
  }
  interface CharacterSet {
    encoding?: string;
    extension?: boolean;
    multiByte?: boolean;
    elements?: readonly CodeElement[];
  }
  export const characterSets: Record<string, CharacterSet>;
  export function convertBytes(
    specificCharacterSet: string,
    bytes: Uint8Array,
    options?: { vr?: string },
  ): string;
}
