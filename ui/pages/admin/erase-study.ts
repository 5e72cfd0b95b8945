import { html } from 'lit';
import { api } from '../../api/endpoints.js';
import type { ErasureStarted, Row } from '../../api/types.js';
import { confirmDialog } from '../../components/confirm-dialog.js';
import { toast } from '../../components/toasts.js';
import { msg } from '../../locales/msg.js';
import { asProblem } from '../../state/resource.js';
import { factList, isStated } from '../study/study-facts.js';

const CONFIRMED = ['study_date', 'modality', 'study_description', 'station_name', 'event_count'];
const LOOK_EVERY_MS = 1_000;
const LONG_MS = 60_000;

/** Asks, saying what cannot be undone, erases, and waits for the end. True once the study is erased. */
export async function eraseStudy(study: Row): Promise<boolean> {
  const form = await confirmDialog({
    title: msg('erase.title'),
    confirm: msg('erase.confirm'),
    danger: true,
    body: html`<p>${msg('erase.what')}</p>
      <p><strong>${msg('erase.for_good')}</strong></p>
      <p>${msg('erase.left')}</p>
      ${factList(
        'studies',
        study,
        CONFIRMED.filter((column) => isStated(study, column)),
      )}
      <label class="check">
        <input type="checkbox" name="understood" required />
        <span>${msg('erase.understood')}</span>
      </label>`,
  });
  if (!form) return false;
  try {
    const started = await api.eraseStudies([String(study['study_id'])]);
    toast({ text: msg('erase.running') });
    return await ended(started);
  } catch (error) {
    toast({ text: asProblem(error).message });
    return false;
  }
}

async function ended({ run_id: runId, backups }: ErasureStarted): Promise<boolean> {
  for (;;) {
    const { state } = await api.run(runId);
    if (state === 'running') {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      continue;
    }
    const isDone = state === 'done';
    toast({ text: isDone ? msg('erase.done') : msg('erase.not_finished'), forMs: LONG_MS });
    if (backups.length > 0) {
      const folders = backups.map(({ folder }) => folder).join(', ');
      toast({ text: msg('erase.backups', { folders }), forMs: LONG_MS });
    }
    return isDone;
  }
}
