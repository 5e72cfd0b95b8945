import { dataSet } from '../../../support/dicom-writer/index.js';
import {
  dateOf,
  mammographyImage,
  radiographyImage,
  rounded,
  SOP_CLASS,
  sopInstanceUid,
  plusSeconds,
  timeOf,
  toMillis,
  type WallClock,
} from '../../../support/builders/index.js';
import { IMAGE_HEADERS, layoutOf, machineAttributes } from './machines.js';
import { agdOf, kapOf } from './doses.js';
import type { Sending, SentImages } from './sending.js';
import type { TrueExposure, TrueStudy } from './truth.js';

type Intent = 'FOR PROCESSING' | 'FOR PRESENTATION';

/** One image of an exposure: what it is for, and which of several. */
interface Copy {
  readonly intent: Intent;
  readonly number: number;
}

/** The bytes of all images of a machine. */
export function writeImages(truth: TrueStudy, sending: Sending, images: SentImages): Uint8Array[] {
  const copies: Copy[] = [];
  if (images.of !== 'presentation') copies.push({ intent: 'FOR PROCESSING', number: 1 });
  if (images.of !== 'processing') copies.push({ intent: 'FOR PRESENTATION', number: 1 });
  if (images.isShownAgain) copies.push({ intent: 'FOR PRESENTATION', number: 2 });
  return sending.machine.exposures.flatMap((exposure, at) =>
    copies.map((copy) => writeImage(truth, sending, images, exposure, at, copy)),
  );
}

function writeImage(
  truth: TrueStudy,
  { machine, habits }: Sending,
  images: SentImages,
  exposure: TrueExposure,
  at: number,
  { intent, number }: Copy,
): Uint8Array {
  const isMammogram = machine.kind === 'mammography';
  const object = (of: Intent): string => `image ${machine.number}/${at}/${of}`;
  const acquiredAt = plusSeconds(exposure.startedAt, images.ahead_s);
  const isShown = intent === 'FOR PRESENTATION';
  const source = sopInstanceUid(truth.seed, object('FOR PROCESSING'));
  const sourceClass = isMammogram ? SOP_CLASS.mammographyForProcessing : SOP_CLASS.digitalXRayForProcessing;
  const statesUid = images.uidIn === 'all' || (images.uidIn === 'processing' && !isShown);
  const isChained = isShown && images.areChained && images.of === 'both';
  const attributes = {
    ...machineAttributes(machine),
    ...IMAGE_HEADERS[images.machine],
    AcquisitionDate: dateOf(acquiredAt),
    AcquisitionTime: timeOf(acquiredAt),
    IrradiationEventUID: statesUid ? exposure.uid : null,
    SourceImageSequence: isChained
      ? [dataSet({ ReferencedSOPClassUID: sourceClass, ReferencedSOPInstanceUID: source })]
      : null,
    ...(isMammogram ? {} : { ViewPosition: exposure.view === 'first' ? 'PA' : 'AP' }),
    ImageLaterality: exposure.side === 'left' ? 'L' : 'R',
    ProtocolName: exposure.protocol,
    KVP: exposure.kvp_kv,
    ExposureTime: 1000,
    XRayTubeCurrent: exposure.exposure_mas,
    Exposure: exposure.exposure_mas,
    ExposureInuAs: exposure.exposure_mas * 1000,
    ...(isMammogram
      ? { OrganDose: rounded(agdOf(exposure) / 100, 6), EntranceDoseInmGy: rounded(agdOf(exposure) * 3, 3) }
      : { ImageAndFluoroscopyAreaDoseProduct: rounded(kapOf(exposure) * 10, 6) }),
    ...(isShown ? lessStated(images, acquiredAt) : {}),
  };
  const parts = {
    seed: truth.seed,
    startedAt: truth.startedAt,
    object: number === 1 ? object(intent) : `${object(intent)}/${number}`,
    contentDelay_s: (toMillis(acquiredAt) - toMillis(truth.startedAt)) / 1000 + number,
    attributes,
    ...layoutOf(habits.dialect),
  };
  return isMammogram
    ? mammographyImage({ ...parts, intent, view: exposure.view === 'first' ? 'CC' : 'MLO' })
    : radiographyImage({ ...parts, forProcessing: !isShown });
}

/** What an image for presentation leaves out. */
function lessStated({ leftOut }: SentImages, acquiredAt: WallClock): Record<string, null | string> {
  if (leftOut === 'dose')
    return { OrganDose: null, EntranceDoseInmGy: null, ImageAndFluoroscopyAreaDoseProduct: null };
  if (leftOut === 'kvp') return { KVP: null };
  if (leftOut === 'exposure')
    return { ExposureTime: null, XRayTubeCurrent: null, Exposure: null, ExposureInuAs: null };
  return leftOut === 'fraction' ? { AcquisitionTime: timeOf(acquiredAt).slice(0, 6) } : {};
}
