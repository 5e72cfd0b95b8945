import type { Study } from '../../../warehouse/tables/index.js';
import {
  DEVICE_OBSERVER_LOCATION,
  DEVICE_OBSERVER_MANUFACTURER,
  DEVICE_OBSERVER_MODEL_NAME,
  DEVICE_OBSERVER_NAME,
  DEVICE_OBSERVER_SERIAL_NUMBER,
  DEVICE_OBSERVER_UID,
  DEVICE_ROLE_IN_PROCEDURE,
  OBSERVER_TYPE,
  PERSON_OBSERVER_NAME,
  PERSON_OBSERVER_ORGANIZATION,
  PERSON_OBSERVER_ROLE_IN_ORGANIZATION,
  PERSON_OBSERVER_ROLE_IN_PROCEDURE,
} from '../../dicom/concepts/report.js';
import { isConcept, type Concept } from '../../dicom/codes.js';
import { IRRADIATING_DEVICE, PERSON } from '../../dicom/concepts/values.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';
import { personParticipants } from './tid-1020-person-participant.js';

/**
 * Device observer (TID 1004): who reported, apart from the equipment in the header (row IMP-086). Of several the one that
 * irradiated, else the first; none is made up of several.
 */
export function readDeviceObserver(device: RowReader<'devices'>, { device: devices }: Observers): void {
  const irradiating = devices.find(({ items }) => items.some(isIrradiating));
  for (const item of (irradiating ?? devices[0])?.items ?? []) {
    if (item.isOf(DEVICE_OBSERVER_UID)) device.uidOf('device_observer_uid', item);
    const column = TEXTS.find(([, concept]) => item.isOf(concept))?.[0];
    if (column !== undefined) device.textOf(column, item);
  }
}

const TEXTS = [
  ['device_observer_name', DEVICE_OBSERVER_NAME],
  ['device_observer_manufacturer', DEVICE_OBSERVER_MANUFACTURER],
  ['device_observer_model_name', DEVICE_OBSERVER_MODEL_NAME],
  ['device_observer_serial_number', DEVICE_OBSERVER_SERIAL_NUMBER],
  ['device_observer_location', DEVICE_OBSERVER_LOCATION],
] as const;

function isIrradiating(item: ContentItem): boolean {
  return item.isOf(DEVICE_ROLE_IN_PROCEDURE) && isConcept(item.codeOrText, IRRADIATING_DEVICE);
}

/** Everyone who observed or took part, persons and devices (rows IMP-128, IMP-129). */
export function readObservers(study: RowReader<'studies'>, root: ContentItem, observers: Observers): void {
  const path = root.path;
  const said = KINDS.flatMap((kind) => observers[kind].map((observer) => ({ ...NOBODY, ...observer.said })));
  if (said.length > 0) study.set('observers', said, { path, raw: '' });
  study.set('person_participants', personParticipants(root), { path, raw: '' });
}

type Observer = NonNullable<Study['observers']>[number];

/** The items of one observer, and what they say. */
interface ObserverItems {
  readonly items: ContentItem[];
  readonly said: Partial<Observer>;
}

/** The observers of each kind, in order. */
export type Observers = Readonly<Record<Kind, readonly ObserverItems[]>>;

/**
 * The items of all observers stand beside each other at the root: those of persons and of devices are told apart by
 * their concepts, and a second observer of a kind begins with its type, or where an item is stated again.
 */
export function observersOf(root: ContentItem): Observers {
  const observers: Record<Kind, ObserverItems[]> = { person: [], device: [] };
  for (const item of root.children) {
    if (item.isOf(OBSERVER_TYPE)) {
      observers[isConcept(item.code, PERSON) ? 'person' : 'device'].push({
        items: [item],
        said: typeOf(item),
      });
      continue;
    }
    for (const kind of KINDS) {
      const field = FIELDS[kind].find(([concept]) => item.isOf(concept));
      if (field) addTo(observers[kind], item, field[1](item));
    }
  }
  return observers;
}

/** To the last observer unless it states that already, then to another that does not. */
function addTo(observers: ObserverItems[], item: ContentItem, said: Partial<Observer>): void {
  const keys = Object.keys(said) as (keyof Observer)[];
  const isOpen = (observer: ObserverItems): boolean =>
    keys.every((key) => (observer.said[key] ?? null) === null);
  const last = observers.at(-1);
  const open = last && isOpen(last) ? last : observers.find(isOpen);
  if (open === undefined) {
    observers.push({ items: [item], said });
    return;
  }
  open.items.push(item);
  Object.assign(open.said, said);
}

type Kind = 'person' | 'device';
const KINDS = ['person', 'device'] as const;

const typeOf = ({ code, text }: ContentItem): Partial<Observer> => ({
  type: code?.meaning ?? text,
  type_code: code?.value ?? null,
});

const NOBODY: Observer = {
  type: null,
  type_code: null,
  name: null,
  organization: null,
  role_in_organization: null,
  role_in_procedure: null,
  role_in_procedure_code: null,
  uid: null,
  manufacturer: null,
  model_name: null,
  serial_number: null,
  location: null,
};

const role = ({ code, text }: ContentItem): Partial<Observer> => ({
  role_in_procedure: code?.meaning ?? text,
  role_in_procedure_code: code?.value ?? null,
});

const FIELDS: Readonly<
  Record<Kind, readonly (readonly [Concept, (item: ContentItem) => Partial<Observer>])[]>
> = {
  person: [
    [PERSON_OBSERVER_NAME, ({ personName }) => ({ name: personName })],
    [PERSON_OBSERVER_ORGANIZATION, ({ text }) => ({ organization: text })],
    [
      PERSON_OBSERVER_ROLE_IN_ORGANIZATION,
      ({ code, text }) => ({ role_in_organization: code?.meaning ?? text }),
    ],
    [PERSON_OBSERVER_ROLE_IN_PROCEDURE, role],
  ],
  device: [
    [DEVICE_ROLE_IN_PROCEDURE, role],
    [DEVICE_OBSERVER_UID, ({ uid }) => ({ uid })],
    [DEVICE_OBSERVER_NAME, ({ text }) => ({ name: text })],
    [DEVICE_OBSERVER_MANUFACTURER, ({ text }) => ({ manufacturer: text })],
    [DEVICE_OBSERVER_MODEL_NAME, ({ text }) => ({ model_name: text })],
    [DEVICE_OBSERVER_SERIAL_NUMBER, ({ text }) => ({ serial_number: text })],
    [DEVICE_OBSERVER_LOCATION, ({ text }) => ({ location: text })],
  ],
};
