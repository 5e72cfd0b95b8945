import { dataSet, type Attributes } from '../dicom-writer/index.js';
import { header, startOf, studyUid, writeObject, type ObjectParts } from './object-header.js';
import { dateOf, plusSeconds, timeOf } from './wall-clock.js';

/** What every image builder takes besides. */
export interface ImageParts extends ObjectParts {
  /** Seconds from the start of the study to the acquisition. */
  readonly acquisitionDelay_s?: number;
  /** Bytes of PixelData to write (zeros), 16 bits allocated. Default none: a header as a reader sees it. */
  readonly pixelBytes?: number;
}

/** Header of an image: common attributes, acquisition time, image type. */
export function imageHeader(
  parts: ImageParts,
  sopClassUid: string,
  modality: string,
  object: string,
): Attributes {
  const acquired = plusSeconds(startOf(parts), parts.acquisitionDelay_s ?? 120);
  return {
    ...header(
      { contentDelay_s: (parts.acquisitionDelay_s ?? 120) + 1, ...parts },
      sopClassUid,
      modality,
      object,
    ),
    ImageType: ['ORIGINAL', 'PRIMARY'],
    AcquisitionDate: dateOf(acquired),
    AcquisitionTime: timeOf(acquired),
    FrameOfReferenceUID: studyUid(parts, 'frame-of-reference'),
  };
}

/** Bytes of an image: header, then a small pixel description and the pixels asked for. */
export function writeImage(attributes: Attributes, parts: ImageParts): Uint8Array {
  const bytes = parts.pixelBytes ?? 0;
  if (bytes === 0) return writeObject(attributes, parts);
  const pixels: Attributes = {
    SamplesPerPixel: 1,
    PhotometricInterpretation: 'MONOCHROME2',
    Rows: 1,
    Columns: Math.ceil(bytes / 2),
    BitsAllocated: 16,
    BitsStored: 16,
    HighBit: 15,
    PixelRepresentation: 0,
    PixelData: new Uint8Array(Math.ceil(bytes / 2) * 2),
  };
  return writeObject({ ...attributes, ...pixels }, parts);
}

/** A reference to another object as an item of SourceImageSequence. */
export function sourceImage(sopClassUid: string, sopInstanceUid: string): ReturnType<typeof dataSet> {
  return dataSet({ ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid });
}
