/** Mammography projections and their modifiers: PS3.16 CID 4014 and 4015. */
import { concept, type Concept } from '../codes.js';

export const CRANIO_CAUDAL = concept('cranio-caudal', ['SCT:399162004', 'SRT:R-10242']);
export const MEDIO_LATERAL_OBLIQUE = concept('medio-lateral oblique', ['SCT:399368009', 'SRT:R-10226']);
export const MEDIO_LATERAL = concept('medio-lateral', ['SCT:399260004', 'SRT:R-10224'], {
  meanings: ['medial-lateral'],
});
export const LATERO_MEDIAL = concept('latero-medial', ['SCT:399352003', 'SRT:R-10228']);
export const LATERO_MEDIAL_OBLIQUE = concept('latero-medial oblique', ['SCT:399099002', 'SRT:R-10230']);
export const CAUDO_CRANIAL = concept('caudo-cranial', ['SCT:399196006', 'SRT:R-10244'], {
  meanings: ['caudo-cranial (from below)'],
});
export const SUPEROLATERAL_TO_INFEROMEDIAL = concept('superolateral to inferomedial oblique', [
  'SCT:399188001',
  'SRT:R-102D0',
]);
export const INFEROMEDIAL_TO_SUPEROLATERAL = concept('inferomedial to superolateral oblique', [
  'SCT:441555000',
  'SRT:R-40AAA',
]);
export const EXAGGERATED_CRANIO_CAUDAL = concept('cranio-caudal exaggerated', [
  'SCT:399265009',
  'SRT:R-102CF',
]);
export const CRANIO_CAUDAL_EXAGGERATED_LATERALLY = concept('cranio-caudal exaggerated laterally', [
  'SCT:399192008',
  'SRT:R-1024A',
]);
export const CRANIO_CAUDAL_EXAGGERATED_MEDIALLY = concept('cranio-caudal exaggerated medially', [
  'SCT:399101009',
  'SRT:R-1024B',
]);
export const TISSUE_SPECIMEN_FROM_BREAST = concept('tissue specimen from breast', [
  'SCT:127457009',
  'SRT:G-8310',
]);
export const MAMMOGRAPHY_VIEWS: readonly Concept[] = [
  CRANIO_CAUDAL,
  MEDIO_LATERAL_OBLIQUE,
  MEDIO_LATERAL,
  LATERO_MEDIAL,
  LATERO_MEDIAL_OBLIQUE,
  CAUDO_CRANIAL,
  SUPEROLATERAL_TO_INFEROMEDIAL,
  INFEROMEDIAL_TO_SUPEROLATERAL,
  EXAGGERATED_CRANIO_CAUDAL,
  CRANIO_CAUDAL_EXAGGERATED_LATERALLY,
  CRANIO_CAUDAL_EXAGGERATED_MEDIALLY,
  TISSUE_SPECIMEN_FROM_BREAST,
];

export const CLEAVAGE = concept('Cleavage', ['SCT:399161006', 'SRT:R-102D2']);
export const AXILLARY_TAIL = concept('Axillary Tail', ['SCT:399011000', 'SRT:R-102D1']);
export const ROLLED_LATERAL = concept('Rolled Lateral', ['SCT:399197002', 'SRT:R-102D3']);
export const ROLLED_MEDIAL = concept('Rolled Medial', ['SCT:399226006', 'SRT:R-102D4']);
export const ROLLED_INFERIOR = concept('Rolled Inferior', ['SCT:414493004', 'SRT:R-102CA']);
export const ROLLED_SUPERIOR = concept('Rolled Superior', ['SCT:415670009', 'SRT:R-102C9']);
export const IMPLANT_DISPLACED = concept('Implant Displaced', ['SCT:399209000', 'SRT:R-102D5']);
export const MAGNIFICATION = concept('Magnification', ['SCT:399163009', 'SRT:R-102D6']);
export const SPOT_COMPRESSION = concept('Spot Compression', ['SCT:399055006', 'SRT:R-102D7']);
export const TANGENTIAL = concept('tangential', ['SCT:399110001', 'SRT:R-102C2']);
export const NIPPLE_IN_PROFILE = concept('Nipple in profile', ['SCT:442581004', 'SRT:R-40AB3']);
export const ANTERIOR_COMPRESSION = concept('Anterior compression', ['SCT:441752004', 'SRT:P2-00161']);
export const INFRA_MAMMARY_FOLD = concept('Infra-mammary fold', ['SCT:442593008', 'SRT:R-40ABE']);
export const AXILLARY_TISSUE = concept('Axillary tissue', ['SCT:442580003', 'SRT:R-40AB2']);
export const VIEW_MODIFIERS: readonly Concept[] = [
  CLEAVAGE,
  AXILLARY_TAIL,
  ROLLED_LATERAL,
  ROLLED_MEDIAL,
  ROLLED_INFERIOR,
  ROLLED_SUPERIOR,
  IMPLANT_DISPLACED,
  MAGNIFICATION,
  SPOT_COMPRESSION,
  TANGENTIAL,
  NIPPLE_IN_PROFILE,
  ANTERIOR_COMPRESSION,
  INFRA_MAMMARY_FOLD,
  AXILLARY_TISSUE,
];
