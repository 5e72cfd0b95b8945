import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ctReport, fluoroscopyReport } from '../support/builders/index.js';

export interface BenchCorpus {
  readonly ctCount: number;
  readonly fluoroscopyCount: number;
  readonly byteCount: number;
}

const TEN_YEARS_DAYS = 3652;
const PROTOCOLS = 90;
const SCANNERS = 12;

/** A day of ten years, the same for the same number, in no order. */
function shuffledDay(index: number): string {
  const day = (index * 2_654_435_761) % TEN_YEARS_DAYS;
  return new Date(Date.UTC(2016, 0, 1) + day * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
}

/** Writes CT and fluoroscopy reports of studies shuffled over ten years; every report is a study of its own. */
export function writeBenchCorpus(folder: string, ctCount: number, fluoroscopyCount: number): BenchCorpus {
  let byteCount = 0;
  const write = (name: string, bytes: Uint8Array) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    byteCount += bytes.length;
  };
  for (let index = 0; index < ctCount; index++) {
    const scanner = index % SCANNERS;
    const report = ctReport({
      seed: `bench-ct-${index}`,
      events: 5,
      startedAt: `${shuffledDay(index)}${String(7 + (index % 11)).padStart(2, '0')}${String(index % 60).padStart(2, '0')}00`,
      attributes: {
        StudyDescription: `CT protocol ${index % PROTOCOLS}`,
        StationName: `CT${scanner}`,
        DeviceSerialNumber: `SN-${scanner}`,
        InstitutionName: `Synthetic hospital ${scanner % 3}`,
      },
    });
    write(`ct/${Math.floor(index / 1000)}/${index}.dcm`, report);
  }
  for (let index = 0; index < fluoroscopyCount; index++) {
    const report = fluoroscopyReport({
      seed: `bench-rf-${index}`,
      events: 12,
      startedAt: `${shuffledDay(index * 7 + 3)}100000`,
    });
    write(`rf/${index}.dcm`, report);
  }
  return { ctCount, fluoroscopyCount, byteCount };
}
