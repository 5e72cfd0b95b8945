import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { DuckDBInstance } from '@duckdb/node-api';

/** What one repetition took. */
export interface Taken {
  readonly wallMs: number;
  readonly cpuMs: number;
  /** It was given up for taking too long. */
  readonly wasGivenUp?: boolean;
}

const ordered = (values: readonly number[]): readonly number[] => [...values].sort((a, b) => a - b);

/** The value that this share of the others does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = ordered(values);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? NaN;
}

const ms = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));

/** Prints the head of a table of figures. */
export function printHead(about: string): void {
  console.log(`\n${about}\n`);
  console.log('| what | p50 ms | p95 ms | least ms | CPU ms, least | n |');
  console.log('|---|---|---|---|---|---|');
}

/** Prints one line of it. */
export function printFigures(name: string, taken: readonly Taken[]): void {
  const walls = taken.map(({ wallMs }) => wallMs);
  const cpu = Math.min(...taken.map(({ cpuMs }) => cpuMs));
  const givenUp = taken.filter(({ wasGivenUp }) => wasGivenUp).length;
  const title = givenUp > 0 ? `${name} (${givenUp} given up)` : name;
  console.log(
    `| ${title} | ${ms(percentile(walls, 0.5))} | ${ms(percentile(walls, 0.95))} | ${ms(Math.min(...walls))} | ${ms(cpu)} | ${taken.length} |`,
  );
}

/** Says when and on what the figures were taken, and how busy the machine was. */
export async function printMachine(): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const [[duckdb]] = (await (await connection.runAndReadAll('SELECT version()')).getRowsJson()) as [[string]];
  connection.closeSync();
  instance.closeSync();
  const [cpu] = cpus();
  console.log(
    `${new Date().toISOString().slice(0, 16)}Z, ${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ` +
      `${(totalmem() / 2 ** 30).toFixed(0)} GB, Node ${process.version}, DuckDB ${duckdb}, load ${loadavg()[0]!.toFixed(1)}` +
      ` (${readFileSync('/proc/loadavg', 'utf8').split(' ')[3]} runnable)`,
  );
}
