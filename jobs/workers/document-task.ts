import type { ValueQuestion } from '../../pipeline/run/value-sources.js';
import type { SourceDocument, UserDefinedModality } from '../../warehouse/tables/index.js';

/** What the worker is asked of kept documents: where a value came from, or all that one of them holds. */
export type DocumentTask =
  | {
      readonly ask: 'sources';
      readonly documents: readonly SourceDocument[];
      readonly modalities: readonly (readonly [deviceId: string, modality: UserDefinedModality])[];
      readonly question: ValueQuestion;
    }
  | { readonly ask: 'outline'; readonly content: Uint8Array };
