import type { SentImages } from './sending.js';
import type { MachineKind, TrueExposure } from './truth.js';

/**
 * Whether reports without event UIDs tell the exposures apart. A missing UID is replaced by a digest of device, start,
 * plane, type, protocol and doses (blueprint, "Events"). Equal ones are counted within one report, so they must not
 * stand in two that do not hold each other's.
 */
export function areToldByValues(
  kind: MachineKind,
  parts: readonly TrueExposure[][],
  statesStart: boolean,
): boolean {
  const digest = ({ startedAt, plane, isLight, protocol, dose }: TrueExposure): string =>
    [statesStart && kind !== 'ct' ? startedAt : '', plane, isLight, protocol, dose].join('|');
  const values = parts.map((part) => new Set(part.map(digest)));
  return values.every((own, at) =>
    values.slice(at + 1).every((other) => ![...own].some((one) => other.has(one))),
  );
}

/**
 * Images that tell of which exposure they are: by event UID, unless what they state does. Images that are equal in all
 * but a chain merge (blueprint, "Events"); those of pairs without a chain must differ in more than what one leaves out.
 */
export function tellingImages(exposures: readonly TrueExposure[], drawn: SentImages): SentImages {
  const isPair = drawn.of === 'both';
  const areChained = isPair && drawn.areChained;
  // Without a time of acquisition only images that state all else are known for a pair.
  const isMomentTold = areChained || drawn.timeOf === 'acquisition';
  const leftOut = isPair && isMomentTold ? drawn.leftOut : 'nothing';
  const uidIn = isPair || drawn.uidIn === 'none' ? drawn.uidIn : 'all';
  const images: SentImages = { ...drawn, areChained, leftOut, uidIn };
  // Of equal images for presentation that leave out their technique nothing tells that they are one (row IMP-301).
  const isTechniqueTold = areChained || (isMomentTold && !['kvp', 'exposure'].includes(leftOut));
  const telling = {
    ...images,
    isShownAgain: images.isShownAgain && (isTechniqueTold || images.uidIn === 'all'),
  };
  const isTold =
    images.uidIn === 'all' ||
    (images.uidIn === 'processing' && images.areChained) ||
    exposures.every((one, at) => exposures.slice(at + 1).every((other) => !areAlike(one, other, images)));
  return isTold ? telling : { ...telling, uidIn: 'all' };
}

function areAlike(
  one: TrueExposure,
  other: TrueExposure,
  { of, areChained, leftOut, timeOf }: SentImages,
): boolean {
  const isPairByValues = of === 'both' && !areChained;
  return (
    (timeOf !== 'acquisition' ||
      (isPairByValues ? mayBeOneMoment(one, other, leftOut) : one.startedAt === other.startedAt)) &&
    one.side === other.side &&
    one.view === other.view &&
    ((isPairByValues && leftOut === 'kvp') || one.kvp_kv === other.kvp_kv) &&
    ((isPairByValues && leftOut === 'exposure') || one.exposure_mas === other.exposure_mas) &&
    ((isPairByValues && leftOut === 'dose') || areDosesAlike(one, other))
  );
}

/** Of a pair without a chain: whole seconds may be a moment without its fraction (row IMP-557). */
function mayBeOneMoment(one: TrueExposure, other: TrueExposure, leftOut: SentImages['leftOut']): boolean {
  const [start, otherStart] = [one.startedAt, other.startedAt];
  const isCoarse =
    leftOut === 'fraction' || start.length === WHOLE_SECONDS || otherStart.length === WHOLE_SECONDS;
  return isCoarse
    ? start.slice(0, WHOLE_SECONDS) === otherStart.slice(0, WHOLE_SECONDS)
    : start === otherStart;
}

const WHOLE_SECONDS = 'YYYYMMDDHHMMSS'.length;

/** Objects may round one dose differently: within 1 % it is one. */
function areDosesAlike(one: TrueExposure, other: TrueExposure): boolean {
  return Math.abs(one.dose - other.dose) <= 0.0101 * Math.max(one.dose, other.dose);
}
