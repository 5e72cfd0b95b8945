import { dataSet } from '../../../support/dicom-writer/index.js';
import {
  dateOf,
  mammographyImage,
  radiographyImage,
  rounded,
  SOP_CLASS,
  sopInstanceUid,
  timeOf,
} from '../../../support/builders/index.js';
import { layoutOf, machineAttributes } from './machines.js';
import { agdOf, kapOf } from './reports.js';
import type { Sending, SentImages } from './sending.js';
import type { TrueExposure, TrueStudy } from './truth.js';

type Intent = 'FOR PROCESSING' | 'FOR PRESENTATION';

/** The bytes of all images of a machine. */
export function writeImages(truth: TrueStudy, sending: Sending, images: SentImages): Uint8Array[] {
  const intents: Intent[] = [];
  if (images.of !== 'presentation') intents.push('FOR PROCESSING');
  if (images.of !== 'processing') intents.push('FOR PRESENTATION');
  return sending.machine.exposures.flatMap((exposure, at) =>
    intents.map((intent) => writeImage(truth, sending, images, exposure, at, intent)),
  );
}

function writeImage(
  truth: TrueStudy,
  sending: Sending,
  images: SentImages,
  exposure: TrueExposure,
  at: number,
  intent: Intent,
): Uint8Array {
  const { machine, dialect } = sending;
  const isMammogram = machine.kind === 'mammography';
  const object = (of: Intent): string => `image ${machine.number}/${at}/${of}`;
  const isShown = intent === 'FOR PRESENTATION';
  const source = sopInstanceUid(truth.seed, object('FOR PROCESSING'));
  const sourceClass = isMammogram ? SOP_CLASS.mammographyForProcessing : SOP_CLASS.digitalXRayForProcessing;
  const isChained = isShown && images.areChained && images.of === 'both';
  const attributes = {
    ...machineAttributes(machine),
    AcquisitionDate: dateOf(exposure.startedAt),
    AcquisitionTime: timeOf(exposure.startedAt),
    IrradiationEventUID: images.stateUid ? exposure.uid : null,
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
    ...(isShown ? lessStated(images, exposure) : {}),
  };
  const parts = {
    seed: truth.seed,
    startedAt: truth.startedAt,
    object: object(intent),
    attributes,
    ...layoutOf(dialect),
  };
  return isMammogram
    ? mammographyImage({ ...parts, intent, view: exposure.view === 'first' ? 'CC' : 'MLO' })
    : radiographyImage({ ...parts, forProcessing: !isShown });
}

/** What an image for presentation leaves out. */
function lessStated({ leftOut }: SentImages, { startedAt }: TrueExposure): Record<string, null | string> {
  if (leftOut === 'dose')
    return { OrganDose: null, EntranceDoseInmGy: null, ImageAndFluoroscopyAreaDoseProduct: null };
  if (leftOut === 'kvp') return { KVP: null };
  if (leftOut === 'exposure')
    return { ExposureTime: null, XRayTubeCurrent: null, Exposure: null, ExposureInuAs: null };
  return leftOut === 'fraction' ? { AcquisitionTime: timeOf(startedAt).slice(0, 6) } : {};
}
