import { describe, expect, it } from 'vitest';
import { wentBeyondDoseCheck } from '../../../ui/pages/study/event-columns.js';

describe('a dose check', () => {
  const configured = {
    dlp_alert_value_configured: true,
    dlp_alert_value_mgy_cm: 2000,
    dlp_forward_estimate_mgy_cm: null,
    alert_reason_for_proceeding: null,
  };
  it.each([
    [null, false],
    [undefined, false],
    [configured, false],
    [{ ...configured, alert_reason_for_proceeding: '' }, false],
    [{ ...configured, dlp_forward_estimate_mgy_cm: 2210.5 }, true],
    [{ ...configured, accumulated_ctdi_vol_forward_estimate_mgy: 900 }, true],
    [{ ...configured, alert_reason_for_proceeding: 'Clinically needed' }, true],
  ])('of %j warns: %s', (check, warns) => expect(wentBeyondDoseCheck(check)).toBe(warns));
});
