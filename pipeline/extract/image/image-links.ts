import type { DataSet } from '../../dicom/data-set.js';
import { TAG } from '../../dicom/tags.js';
import type { ImageLinks } from '../extraction.js';
import {
  isDescribedAsSynthesised,
  SYNTHESISED_VIEW_IN_SERIES_DESCRIPTION,
} from '../quirks/synthesised-view-in-series-description.js';
import type { Reading } from '../reading.js';
import {
  BREAST_PROJECTION_FOR_PRESENTATION,
  BREAST_PROJECTION_FOR_PROCESSING,
  isBreastProjection,
} from './breast-projection.js';
import { frameCountOf, framesOf, irradiationEventUids } from './functional-groups.js';
import { BREAST_TOMOSYNTHESIS, contributingImages } from './tomosynthesis.js';

/**
 * What links an image to the others of its exposure (rows IMP-301, IMP-557): the images that it was made from, what it
 * is for, and whether it was computed from several exposures and so adds no dose.
 */
export function readImageLinks(reading: Reading, dataSet: DataSet): ImageLinks {
  const sourceImageUids = sourceImages(dataSet);
  if (dataSet.text(TAG.SOPClassUID) === BREAST_TOMOSYNTHESIS) return linksOfReconstruction(dataSet);
  const isComputed = isSynthesised(reading, dataSet);
  const links = { sourceImageUids, presentationIntent: presentationIntent(dataSet) };
  if (isBreastProjection(dataSet) && frameCountOf(dataSet) > 1) {
    // Each frame has a source of its own: they repeat the dose of these, and stand for it where these did not come.
    const isCopy = !isComputed && sourceImageUids.length > 1;
    return { ...links, isDerived: isComputed, ...(isCopy ? { isReconstruction: true } : {}) };
  }
  return { ...links, isDerived: isComputed || isComposed(dataSet, sourceImageUids) };
}

/** The classes of digital radiographs, intra-oral ones and mammograms: for presentation this, for processing that with `.1`. */
const OF_ONE_INTENT = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.1\.[123](\.1)?$/;

/** What an image is for; its class tells where the attribute is missing. */
function presentationIntent(dataSet: DataSet): string | null {
  const stated = dataSet.firstText(TAG.PresentationIntentType)?.toUpperCase();
  if (stated !== undefined) return stated;
  const sopClass = dataSet.text(TAG.SOPClassUID) ?? '';
  if (sopClass === BREAST_PROJECTION_FOR_PRESENTATION) return 'FOR PRESENTATION';
  if (sopClass === BREAST_PROJECTION_FOR_PROCESSING) return 'FOR PROCESSING';
  const found = OF_ONE_INTENT.exec(sopClass);
  if (found === null) return null;
  return found[1] === undefined ? 'FOR PRESENTATION' : 'FOR PROCESSING';
}

/** Slices stand for their sweep, whatever number of projections they were made from. */
function linksOfReconstruction(dataSet: DataSet): ImageLinks {
  const sourceImageUids = [...new Set([...contributingImages(dataSet), ...sourceImages(dataSet)])];
  return { sourceImageUids, presentationIntent: null, isDerived: false, isReconstruction: true };
}

/** Source images, of frames too; some archives that rescale images write the UIDs without "referenced" in their tags. */
function sourceImages(dataSet: DataSet): string[] {
  const uids = [dataSet, ...derivationsOf(dataSet)]
    .flatMap((derivation) => derivation.items(TAG.SourceImageSequence))
    .map((item) => item.text(TAG.ReferencedSOPInstanceUID) ?? item.text(TAG.SOPInstanceUID))
    .filter((uid) => uid !== null && uid !== dataSet.text(TAG.SOPInstanceUID));
  return [...new Set(uids)] as string[];
}

/** Derivations of the frames of a multi-frame image, of all together or one by one. */
function derivationsOf(dataSet: DataSet): DataSet[] {
  const groups = [...dataSet.items(TAG.SharedFunctionalGroupsSequence), ...framesOf(dataSet)];
  return groups.flatMap((group) => group.items(TAG.DerivationImageSequence));
}

/**
 * Values of Image Type that name an image computed from the projections of a tomosynthesis, projected from its slices
 * (PS3.3 C.8.21.6.1.1), recombined from a low and a high energy (C.8.11.7.1.4: by addition or subtraction), or stitched
 * from several exposures. The first two values (DERIVED, PRIMARY) do not tell: every image for presentation is derived.
 */
const COMPUTED =
  /^(GENERATED_2D|TOMO_2D|SYNTH\w*|TOMO_SYNTHETIC\w*|RECOMBINED|SUBTRACT\w*|ADDITION|MAXIMUM|MEAN|STITCH\w*|PASTED\w*|COMPOSED\w*|COMPOSITE\w*|MOSAIC)$/;

function isSynthesised(reading: Reading, dataSet: DataSet): boolean {
  const isTold = dataSet
    .texts(TAG.ImageType)
    .slice(2)
    .some((value) => COMPUTED.test(value.toUpperCase().replace(/[\s-]+/g, '_')));
  if (isTold || !isDescribedAsSynthesised(dataSet)) return isTold;
  reading.quirks.add(SYNTHESISED_VIEW_IN_SERIES_DESCRIPTION);
  return true;
}

/** Made from several exposures: derived from two images and more, or standing for two events and more. */
function isComposed(dataSet: DataSet, sourceImageUids: readonly string[]): boolean {
  if (dataSet.firstText(TAG.ImageType)?.toUpperCase() !== 'DERIVED') return false;
  return sourceImageUids.length > 1 || irradiationEventUids(dataSet).length > 1;
}
