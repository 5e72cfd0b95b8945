/** What is the same in every generated lake: the scanners of three hospitals and the examinations that they do. */

export interface Scanner {
  readonly device_id: string;
  readonly institution_name: string;
  readonly manufacturer: string;
  readonly manufacturer_model_name: string;
  readonly station_name: string;
  readonly device_serial_number: string;
  readonly software_versions: string;
}

const MODELS = [
  ['Borealis Medical Systems', 'Aurora CT 64', 'VB20A'],
  ['Dunlin Healthcare', 'Strand 320', '4.0'],
  ['Kestrel Imaging', 'Revolve 256', '18MW25.10'],
  ['Plover Medical', 'Prime 80', 'V6.04ER003'],
] as const;

export const SCANNERS: readonly Scanner[] = Array.from({ length: 12 }, (_, at) => {
  const [manufacturer, model, software] = MODELS[at % MODELS.length]!;
  return {
    device_id: (0xc7d0_0000 + at).toString(16).repeat(4),
    institution_name: ['Samplewick General', 'Mocklington Infirmary', 'Fairfield Children'][at % 3]!,
    manufacturer,
    manufacturer_model_name: model,
    station_name: `CT${String(at + 1).padStart(2, '0')}`,
    device_serial_number: String(70_000 + at * 37),
    software_versions: software,
  };
});

export interface Examination {
  readonly study_description: string;
  readonly procedure: string;
  readonly acquisition_protocol: string;
  readonly target_region: string;
  readonly target_region_code: string;
  readonly is_head: boolean;
  /** Median CTDIvol of an adult, mGy. */
  readonly ctdi_vol_mgy: number;
  readonly scanning_length_mm: number;
}

const REGIONS = [
  ['Head', 'T-D1100', true, 48, 160],
  ['Sinuses', 'T-D1217', true, 9, 110],
  ['Neck', 'T-D1600', false, 9, 240],
  ['Chest', 'T-D3000', false, 6, 340],
  ['Pulmonary arteries', 'T-44000', false, 7, 280],
  ['Abdomen', 'T-D4000', false, 9, 260],
  ['Abdomen and pelvis', 'R-FAB56', false, 10, 470],
  ['Pelvis', 'T-D6000', false, 11, 250],
  ['Lumbar spine', 'T-11503', false, 18, 210],
  ['Heart', 'T-32000', false, 15, 140],
  ['Whole body', 'T-D0010', false, 8, 980],
  ['Extremity', 'T-D8000', false, 5, 220],
] as const;
const VARIANTS = [
  'Routine',
  'With contrast',
  'Low dose',
  'Angiography',
  'Multiphase',
  'Follow-up',
  'Trauma',
  'Biopsy',
] as const;

/** The 96 examinations, the most frequent first; each has a protocol of its own. */
export const EXAMINATIONS: readonly Examination[] = VARIANTS.flatMap((variant, rank) =>
  REGIONS.map(([region, code, isHead, ctdi, length]) => ({
    study_description: `CT ${region} ${variant.toLowerCase()}`,
    procedure: `${region} computed tomography`,
    acquisition_protocol: `${rank + 1}.${region.replaceAll(' ', '_')}_${variant.replaceAll(' ', '')} (Adult)`,
    target_region: region,
    target_region_code: code,
    is_head: isHead,
    ctdi_vol_mgy: ctdi * (variant === 'Low dose' ? 0.35 : 1 + rank / 20),
    scanning_length_mm: length,
  })),
);
