import type { DataSet } from '../../dicom/data-set.js';
import { TAG } from '../../dicom/tags.js';
import type { ImageLinks } from '../extraction.js';
import {
  isDescribedAsSynthesised,
  SYNTHESISED_VIEW_IN_SERIES_DESCRIPTION,
} from '../quirks/synthesised-view-in-series-description.js';
import type { Reading } from '../reading.js';
import { BREAST_TOMOSYNTHESIS, contributingImages } from './tomosynthesis.js';

/**
 * What links an image to the others of its exposure (rows IMP-301, IMP-557): the images that it was made from, what it
 * is for, and whether it was computed from several exposures and so adds no dose.
 */
export function readImageLinks(reading: Reading, dataSet: DataSet): ImageLinks {
  const sourceImageUids = sourceImages(dataSet);
  if (dataSet.text(TAG.SOPClassUID) === BREAST_TOMOSYNTHESIS) return linksOfReconstruction(dataSet);
  return {
    sourceImageUids,
    presentationIntent: presentationIntent(dataSet),
    isDerived: isSynthesised(reading, dataSet) || isComposed(dataSet, sourceImageUids),
  };
}

/** The classes of digital radiographs, intra-oral ones and mammograms: for presentation this, for processing that with `.1`. */
const OF_ONE_INTENT = /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.1\.[123](\.1)?$/;

/** What an image is for; its class tells where the attribute is missing. */
function presentationIntent(dataSet: DataSet): string | null {
  const stated = dataSet.firstText(TAG.PresentationIntentType)?.toUpperCase();
  if (stated !== undefined) return stated;
  const found = OF_ONE_INTENT.exec(dataSet.text(TAG.SOPClassUID) ?? '');
  if (found === null) return null;
  return found[1] === undefined ? 'FOR PRESENTATION' : 'FOR PROCESSING';
}

/** Slices stand for their sweep, whatever number of projections they were made from. */
function linksOfReconstruction(dataSet: DataSet): ImageLinks {
  const sourceImageUids = [...new Set([...contributingImages(dataSet), ...sourceImages(dataSet)])];
  return { sourceImageUids, presentationIntent: null, isDerived: false, isReconstruction: true };
}

/** Source images; some archives that rescale images write the UIDs without "referenced" in their tags. */
function sourceImages(dataSet: DataSet): string[] {
  const uids = dataSet
    .items(TAG.SourceImageSequence)
    .map((item) => item.text(TAG.ReferencedSOPInstanceUID) ?? item.text(TAG.SOPInstanceUID))
    .filter((uid) => uid !== null && uid !== dataSet.text(TAG.SOPInstanceUID));
  return [...new Set(uids)] as string[];
}

/**
 * Values of Image Type that name an image computed from the projections of a tomosynthesis, recombined from a low and a
 * high energy (PS3.3 C.8.11.7.1.4: by addition or subtraction), or stitched from several exposures. The first two
 * values (DERIVED, PRIMARY) do not tell: every image for presentation is derived.
 */
const COMPUTED =
  /^(GENERATED_2D|TOMO_2D|SYNTH\w*|TOMO_SYNTHETIC\w*|RECOMBINED|SUBTRACT\w*|ADDITION|STITCH\w*|PASTED\w*|COMPOSED\w*|COMPOSITE\w*|MOSAIC)$/;

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
  return sourceImageUids.length > 1 || new Set(dataSet.texts(TAG.IrradiationEventUID)).size > 1;
}
