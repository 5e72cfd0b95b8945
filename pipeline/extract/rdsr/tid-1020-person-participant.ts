import type { CtEvent } from '../../../warehouse/tables/index.js';
import type { ContentItem } from '../../dicom/content-item.js';
import {
  ORGANIZATION_NAME,
  PERSON_ID,
  PERSON_NAME,
  PERSON_ROLE_IN_PROCEDURE,
} from '../../dicom/concepts/report.js';

type PersonParticipants = NonNullable<CtEvent['person_participants']>;

/** Staff who took part in what a container describes; a participant without a name is kept (Q48). */
export function personParticipants(container: ContentItem | null): PersonParticipants | null {
  const persons = container?.all(PERSON_NAME).map(participantOf) ?? [];
  return persons.length > 0 ? persons : null;
}

function participantOf(person: ContentItem): PersonParticipants[number] {
  const role = person.child(PERSON_ROLE_IN_PROCEDURE)?.codeOrText;
  return {
    name: person.personName,
    role: role?.meaning ?? null,
    role_code: role?.value || null,
    organization: person.child(ORGANIZATION_NAME)?.text ?? null,
    person_id: person.child(PERSON_ID)?.text ?? null,
  };
}
