/** The part of dcmjs that the tests use; it ships no types of its own. */
declare module 'dcmjs' {
  interface DicomJsonElement {
    readonly Value?: readonly unknown[];
  }
  export type DicomJsonDataSet = Readonly<Record<string, DicomJsonElement>>;
  const dcmjs: {
    readonly data: {
      readonly DicomMessage: {
        readFile(
          buffer: ArrayBuffer,
          options?: { readonly ignoreErrors?: boolean },
        ): { readonly dict: DicomJsonDataSet };
      };
    };
  };
  export default dcmjs;
}
