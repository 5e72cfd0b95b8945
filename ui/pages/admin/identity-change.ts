import { html, nothing } from 'lit';
import { KEEPING, type Keeping } from '../../api/choices.js';
import type { Row } from '../../api/types.js';
import { confirmDialog } from '../../components/confirm-dialog.js';
import { msg } from '../../locales/msg.js';

interface Change {
  readonly field: string;
  readonly from: Keeping;
  readonly to: Keeping;
}

/** Asks before the identity settings change, and says what the change does not do by itself. True to go on. */
export async function mayChangeIdentity(
  before: Row,
  next: Row,
  wordsOf: (field: string) => string,
): Promise<boolean> {
  const changes = changesOf(before, next);
  if (changes.length === 0) return true;
  const tighter = changes.filter(({ from, to }) => KEEPING.indexOf(to) < KEEPING.indexOf(from));
  const form = await confirmDialog({
    title: msg('identity.title'),
    confirm: msg('identity.change'),
    danger: true,
    body: html`<ul>
        ${changes.map(
          ({ field, from, to }) =>
            html`<li>
              ${wordsOf(field)}: ${msg(`choice.${from}`)} → <strong>${msg(`choice.${to}`)}</strong>
            </li>`,
        )}
      </ul>
      ${tighter.length > 0 ? html`<p>${msg('identity.tighter')}</p>` : nothing}
      ${tighter.length < changes.length ? html`<p>${msg('identity.looser')}</p>` : nothing}`,
  });
  return form !== null;
}

function changesOf(before: Row, next: Row): readonly Change[] {
  return Object.keys(before).flatMap((field) => {
    const [from, to] = [before[field], next[field]].map((value) => KEEPING.find((one) => one === value));
    return from && to && from !== to ? [{ field, from, to }] : [];
  });
}
