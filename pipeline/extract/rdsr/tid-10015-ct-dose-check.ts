import type { CtEvent } from '../../../warehouse/tables/index.js';
import { isConcept, type Concept } from '../../dicom/codes.js';
import {
  ACCUMULATED_CTDI_VOL_FORWARD_ESTIMATE,
  ACCUMULATED_DLP_FORWARD_ESTIMATE,
  CTDI_VOL_ALERT_VALUE,
  CTDI_VOL_ALERT_VALUE_CONFIGURED,
  CTDI_VOL_FORWARD_ESTIMATE,
  CTDI_VOL_NOTIFICATION_VALUE,
  CTDI_VOL_NOTIFICATION_VALUE_CONFIGURED,
  DLP_ALERT_VALUE,
  DLP_ALERT_VALUE_CONFIGURED,
  DLP_FORWARD_ESTIMATE,
  DLP_NOTIFICATION_VALUE,
  DLP_NOTIFICATION_VALUE_CONFIGURED,
  DOSE_CHECK_ALERT_DETAILS,
  DOSE_CHECK_NOTIFICATION_DETAILS,
  REASON_FOR_PROCEEDING,
} from '../../dicom/concepts/ct.js';
import { NO, YES } from '../../dicom/concepts/values.js';
import { codedItem, type ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';
import { personParticipants } from './tid-1020-person-participant.js';

type DoseCheck = NonNullable<CtEvent['dose_check']>;

/**
 * Dose check alert and notification (TID 10015, rows IMP-278, IMP-279), each wherever it stands, the first holder before
 * the next: either may be there without the other.
 */
export function readDoseCheck(event: RowReader<'ct_events'>, holders: readonly ContentItem[]): void {
  const alert = holders.flatMap((holder) => holder.all(DOSE_CHECK_ALERT_DETAILS));
  const notification = holders.flatMap((holder) => holder.all(DOSE_CHECK_NOTIFICATION_DETAILS));
  const [first] = [...alert, ...notification];
  if (first === undefined) return;
  const number = (column: string, details: Details, concept: Concept) => {
    const item = itemIn(details, concept);
    return item ? (event.numbersIn(column, item)?.[0] ?? null) : null;
  };
  const alertPerson = personIn(alert);
  const notificationPerson = personIn(notification);
  const doseCheck: DoseCheck = {
    dlp_alert_value_configured: yesOrNo(alert, DLP_ALERT_VALUE_CONFIGURED),
    ctdi_vol_alert_value_configured: yesOrNo(alert, CTDI_VOL_ALERT_VALUE_CONFIGURED),
    dlp_alert_value_mgy_cm: number('dlp_alert_value_mgy_cm', alert, DLP_ALERT_VALUE),
    ctdi_vol_alert_value_mgy: number('ctdi_vol_alert_value_mgy', alert, CTDI_VOL_ALERT_VALUE),
    accumulated_dlp_forward_estimate_mgy_cm: number(
      'accumulated_dlp_forward_estimate_mgy_cm',
      alert,
      ACCUMULATED_DLP_FORWARD_ESTIMATE,
    ),
    accumulated_ctdi_vol_forward_estimate_mgy: number(
      'accumulated_ctdi_vol_forward_estimate_mgy',
      alert,
      ACCUMULATED_CTDI_VOL_FORWARD_ESTIMATE,
    ),
    alert_reason_for_proceeding: itemIn(alert, REASON_FOR_PROCEEDING)?.text ?? null,
    alert_person_name: alertPerson?.name ?? null,
    alert_person_role: alertPerson?.role ?? null,
    alert_person_role_code: alertPerson?.role_code ?? null,
    dlp_notification_value_configured: yesOrNo(notification, DLP_NOTIFICATION_VALUE_CONFIGURED),
    ctdi_vol_notification_value_configured: yesOrNo(notification, CTDI_VOL_NOTIFICATION_VALUE_CONFIGURED),
    dlp_notification_value_mgy_cm: number(
      'dlp_notification_value_mgy_cm',
      notification,
      DLP_NOTIFICATION_VALUE,
    ),
    ctdi_vol_notification_value_mgy: number(
      'ctdi_vol_notification_value_mgy',
      notification,
      CTDI_VOL_NOTIFICATION_VALUE,
    ),
    dlp_forward_estimate_mgy_cm: number('dlp_forward_estimate_mgy_cm', notification, DLP_FORWARD_ESTIMATE),
    ctdi_vol_forward_estimate_mgy: number(
      'ctdi_vol_forward_estimate_mgy',
      notification,
      CTDI_VOL_FORWARD_ESTIMATE,
    ),
    notification_reason_for_proceeding: itemIn(notification, REASON_FOR_PROCEEDING)?.text ?? null,
    notification_person_name: notificationPerson?.name ?? null,
    notification_person_role: notificationPerson?.role ?? null,
    notification_person_role_code: notificationPerson?.role_code ?? null,
  };
  event.set('dose_check', doseCheck, { path: first.path, raw: '' });
}

/** The containers of an alert, or of a notification, of which the template knows one. */
type Details = readonly ContentItem[];

function itemIn(details: Details, concept: Concept): ContentItem | null {
  return details.map((container) => container.child(concept)).find((item) => item !== null) ?? null;
}

function personIn(details: Details): NonNullable<ReturnType<typeof personParticipants>>[number] | null {
  return details.flatMap((container) => personParticipants(container) ?? [])[0] ?? null;
}

function yesOrNo(details: Details, concept: Concept): boolean | null {
  const code = codedItem(concept, details)?.codeOrText;
  if (isConcept(code, YES)) return true;
  return isConcept(code, NO) ? false : null;
}
