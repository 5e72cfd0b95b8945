import type { Attention, CheckSummary } from '../api/types.js';
import { msg } from '../locales/msg.js';
import { listPath, MODALITIES } from '../state/modality.js';

/** What checks of studies someone should look at, each modality with the list of exactly the studies that fail. */
export function failingChecks(summary: CheckSummary | null): readonly Attention[] {
  const grave = (summary?.checks ?? []).filter(({ severity }) => severity !== 'info');
  return grave.flatMap(({ id, title, severity, modalities }) =>
    MODALITIES.flatMap((modality) => {
      const failing = modalities.find((counted) => counted.modality === modality);
      if (!failing) return [];
      const message = msg('checks.of', { title, modality });
      const href = `${listPath(modality)}?${failing.address}`;
      return [{ kind: id, severity, count: failing.study_count, message, href }];
    }),
  );
}
