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

type Role = 'processing' | 'presentation' | 'slices' | 'synthesised';

/** One image of an exposure: what it is, and which of several. */
interface Copy {
  readonly role: Role;
  readonly number: number;
}

/** The bytes of all images of a machine. */
export function writeImages(truth: TrueStudy, sending: Sending, images: SentImages): Uint8Array[] {
  return sending.machine.exposures.flatMap((exposure, at) =>
    copiesOf(exposure, images).map((copy) => writeImage(truth, sending, images, exposure, at, copy)),
  );
}

/** An exposure in images for processing and for presentation; a sweep in slices and in a view made of them. */
function copiesOf({ isSweep }: TrueExposure, { of, isShownAgain }: SentImages): Copy[] {
  const copies: Copy[] = [];
  if (isSweep || of !== 'presentation') copies.push({ role: isSweep ? 'slices' : 'processing', number: 1 });
  if (of !== 'processing') copies.push({ role: isSweep ? 'synthesised' : 'presentation', number: 1 });
  if (isShownAgain) copies.push({ role: isSweep ? 'slices' : 'presentation', number: 2 });
  return copies;
}

function writeImage(
  truth: TrueStudy,
  { machine, habits }: Sending,
  images: SentImages,
  exposure: TrueExposure,
  at: number,
  { role, number }: Copy,
): Uint8Array {
  const isMammogram = machine.kind === 'mammography';
  const object = (of: Role): string => `image ${machine.number}/${at}/${of}`;
  const acquiredAt = plusSeconds(exposure.startedAt, images.ahead_s);
  const isMade = role === 'presentation' || role === 'synthesised';
  const statesUid = images.uidIn === 'all' || (images.uidIn === 'processing' && !isMade);
  const isChained = isMade && images.areChained && (images.of === 'both' || exposure.isSweep);
  const source = sopInstanceUid(truth.seed, object(exposure.isSweep ? 'slices' : 'processing'));
  const attributes = {
    ...machineAttributes(machine),
    ...IMAGE_HEADERS[images.machine],
    AcquisitionDate: dateOf(acquiredAt),
    AcquisitionTime: images.timeOf === 'acquisition' ? timeOf(acquiredAt) : null,
    ...(images.timeOf === 'study' ? { ContentTime: null } : {}),
    IrradiationEventUID: statesUid ? exposure.uid : null,
    SourceImageSequence: isChained ? [dataSet({ ReferencedSOPInstanceUID: source })] : null,
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
    ...(role === 'presentation' ? lessStated(images, acquiredAt) : {}),
    ...(role === 'slices' ? { SOPClassUID: SOP_CLASS.breastTomosynthesis } : {}),
    ...(role === 'synthesised' ? { ImageType: ['DERIVED', 'PRIMARY', '', 'GENERATED_2D'] } : {}),
  };
  const parts = {
    seed: truth.seed,
    startedAt: truth.startedAt,
    object: number === 1 ? object(role) : `${object(role)}/${number}`,
    contentDelay_s: (toMillis(acquiredAt) - toMillis(truth.startedAt)) / 1000 + number,
    attributes,
    ...layoutOf(habits.dialect),
  };
  if (!isMammogram) return radiographyImage({ ...parts, forProcessing: !isMade });
  const intent = isMade ? 'FOR PRESENTATION' : 'FOR PROCESSING';
  return mammographyImage({ ...parts, intent, view: exposure.view === 'first' ? 'CC' : 'MLO' });
}

/** What an image for presentation leaves out. */
function lessStated(
  { leftOut, timeOf: timeOfImage }: SentImages,
  acquiredAt: WallClock,
): Record<string, null | string> {
  if (leftOut === 'dose')
    return { OrganDose: null, EntranceDoseInmGy: null, ImageAndFluoroscopyAreaDoseProduct: null };
  if (leftOut === 'kvp') return { KVP: null };
  if (leftOut === 'exposure')
    return { ExposureTime: null, XRayTubeCurrent: null, Exposure: null, ExposureInuAs: null };
  return leftOut === 'fraction' && timeOfImage === 'acquisition'
    ? { AcquisitionTime: timeOf(acquiredAt).slice(0, 6) }
    : {};
}
