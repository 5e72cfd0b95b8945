import { html } from 'lit';
import { api } from '../../api/endpoints.js';
import type { Row } from '../../api/types.js';
import { go } from '../../app/navigation.js';
import { confirmDialog } from '../../components/confirm-dialog.js';
import { toast } from '../../components/toasts.js';
import { msg } from '../../locales/msg.js';
import { lastList } from '../../state/last-list.js';
import { listPath } from '../../state/modality.js';
import { asProblem } from '../../state/resource.js';
import { factList, isStated } from './study-facts.js';

const UNDO_MS = 30_000;
const CONFIRMED = [
  'study_date',
  'institution_name',
  'station_name',
  'study_description',
  'procedure_code_meaning',
  'accession_number',
  'event_count',
  'dlp_total_mgy_cm',
  'kap_total_gy_cm2',
  'dose_rp_total_mgy',
  'agd_left_mgy',
  'agd_right_mgy',
  'administered_activity_mbq',
];

/** Asks with what would be lost, deletes, leads back to the list, and offers the way back (rows UI-099, UI-100). */
export async function deleteStudy(study: Row): Promise<void> {
  const form = await confirmDialog({
    title: msg('delete.title'),
    confirm: msg('delete.confirm'),
    danger: true,
    body: html`<p>${msg('delete.what')}</p>
      ${factList(
        'studies',
        study,
        CONFIRMED.filter((column) => isStated(study, column)),
      )}
      <label class="field">
        <span>${msg('delete.reason')}</span>
        <input name="reason" required maxlength="500" autocomplete="off" />
      </label>`,
  });
  if (!form) return;
  const studyId = String(study['study_id']);
  try {
    await api.deleteStudy(studyId, String(form.get('reason')));
  } catch (error) {
    toast({ text: asProblem(error).message });
    return;
  }
  go(lastList() ?? listPath(String(study['modality'])));
  toast({
    text: msg('delete.done'),
    forMs: UNDO_MS,
    action: { label: msg('action.undo'), run: () => void restoreStudy(studyId) },
  });
}

/** Brings a deleted study back. */
export async function restoreStudy(studyId: string): Promise<boolean> {
  try {
    await api.restoreStudy(studyId);
    toast({ text: msg('delete.restored') });
    go(`/studies/${encodeURIComponent(studyId)}`);
    return true;
  } catch (error) {
    toast({ text: asProblem(error).message });
    return false;
  }
}
