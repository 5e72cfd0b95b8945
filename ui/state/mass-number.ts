const RAISED: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...'⁰¹²³⁴⁵⁶⁷⁸⁹'].map((raised, digit) => [String(digit), raised])),
  m: 'ᵐ',
};

/** `^18^Fluorine` as ¹⁸Fluorine: SNOMED CT writes raised mass numbers between circumflexes. */
export function massNumbersRaised(text: string): string {
  return text.replace(/\^(\d{2,3}m?)\^/g, (_, massNumber: string) =>
    [...massNumber].map((sign) => RAISED[sign]!).join(''),
  );
}
