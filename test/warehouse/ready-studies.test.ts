import { describe, expect, it, vi } from 'vitest';
import { HeldStudies } from '../../warehouse/models/held-studies.js';
import { ReadyStudies, type ReadySource } from '../../warehouse/models/ready-studies.js';

/** Tables that are made by name of their columns, and let go. */
function source(rowCount = 1_000_000, reads: (held: HeldStudies) => boolean = () => true) {
  const made: string[][] = [];
  const letGo: string[] = [];
  const hold = (table: string, columns: readonly string[]): HeldStudies => {
    const rows = { table, letGo: async () => void letGo.push(table) };
    return new HeldStudies(new Set(columns), rows, { firstNumbers: new Map(), overlaidBy: '' });
  };
  const make = vi.fn(async (columns: readonly string[]): Promise<HeldStudies> => {
    made.push([...columns]);
    return hold(`table ${made.length}`, columns);
  });
  const reading: ReadySource['reading'] = (held) => (reads(held) ? () => held.rows.table : null);
  return { rowCount, made, letGo, hold, make, reading, settlesInMs: () => 0 };
}

const nameOf = (table: string): Promise<string> => Promise.resolve(table);

describe('studies that are ready in memory', () => {
  it('have the columns of the questions before', async () => {
    const from = source();
    const studies = new ReadyStudies(from, {});
    expect(studies.use(['s."modality" = $1', 's.study_number'], nameOf)).toBeNull();
    await vi.waitFor(async () => expect(await studies.use(['s."modality" = $1'], nameOf)).toBe('table 1'));
    expect(studies.use(['s."patient_age_years" > $1'], nameOf)).toBeNull();
    await vi.waitFor(async () => expect(await studies.use(['patient_age_years'], nameOf)).toBe('table 2'));
    expect(await studies.use(['modality'], nameOf)).toBe('table 2');
    expect(from.made).toEqual([['modality'], ['patient_age_years', 'modality']]);
    expect(from.letGo).toEqual(['table 1']);
    await studies.close();
    expect(from.letGo).toEqual(['table 1', 'table 2']);
  });

  it('are left to who still asks them when others take their place', async () => {
    const from = source();
    const studies = new ReadyStudies(from, {});
    studies.use(['modality'], nameOf);
    let end: () => void = () => undefined;
    const asking = await vi.waitFor(() => {
      const answer = studies.use(['modality'], () => new Promise<void>((resolve) => (end = resolve)));
      expect(answer).not.toBeNull();
      return { answer };
    });
    studies.use(['study_description'], nameOf);
    await vi.waitFor(async () => expect(await studies.use(['study_description'], nameOf)).toBe('table 2'));
    expect(from.letGo).toEqual([]);
    end();
    await asking.answer;
    expect(from.letGo).toEqual(['table 1']);
    await studies.close();
  });

  it.each([
    ['other tables', ['s.modality IN (SELECT x.modality FROM ct_events x)']],
    ['ids', ['s."study_id" = $1']],
    ['UIDs', ['s."study_instance_uid" = $1']],
    ['lists', ['s."device_ids" = $1']],
  ])('do not answer questions about %s', async (_, usedIn) => {
    const from = source();
    const studies = new ReadyStudies(from, {});
    expect(studies.use(usedIn, nameOf)).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(from.make).not.toHaveBeenCalled();
    await studies.close();
  });

  it('have no more columns than there is room for, the latest first', async () => {
    const from = source(40_000_000);
    const studies = new ReadyStudies(from, {});
    studies.use(['s.dlp_total_mgy_cm'], nameOf);
    studies.use(['s.patient_age_years'], nameOf);
    await vi.waitFor(() => expect(from.made).toEqual([['patient_age_years']]));
    studies.use(['s.modality'], nameOf);
    await vi.waitFor(() => expect(from.made[1]).toEqual(['modality', 'patient_age_years']));
    await studies.close();
  });

  it('have the columns that were named lately before anybody asks, and hand on those that were asked for', async () => {
    const from = source();
    const studies = new ReadyStudies(from, { namedLately: ['modality', 'study_date'] });
    expect(studies.named).toEqual(['modality', 'study_date']);
    await vi.waitFor(() => expect(from.made).toEqual([['study_date', 'modality']]));
    expect(await studies.use(['modality'], nameOf)).toBe('table 1');
    expect(studies.named).toEqual(['modality']);
    await studies.close();
  });

  it('go on with what the snapshot before holds, which the last who uses it lets go', async () => {
    const from = source();
    const heldStudies = from.hold('the former', ['modality', 'study_date']);
    const former = heldStudies.share()!;
    const studies = new ReadyStudies(from, { namedLately: ['modality'], heldStudies });
    expect(await studies.use(['modality'], nameOf)).toBe('the former');
    const next = studies.share()!;
    await studies.close();
    await former.letGo();
    expect(from.letGo).toEqual([]);
    await next.letGo();
    expect(from.letGo).toEqual(['the former']);
    expect(next.share()).toBeNull();
    expect(studies.share()).toBeNull();
    expect(from.make).not.toHaveBeenCalled();
  });

  it('hold columns anew that the snapshot before does not hold', async () => {
    const from = source();
    const heldStudies = from.hold('the former', ['modality']);
    const studies = new ReadyStudies(from, { namedLately: ['modality', 'study_date'], heldStudies });
    expect(await studies.use(['modality'], nameOf)).toBe('the former');
    await vi.waitFor(async () => expect(await studies.use(['study_date'], nameOf)).toBe('table 1'));
    expect(from.letGo).toEqual(['the former']);
    await studies.close();
  });

  it('hold all anew where what the snapshot before holds is of no use', async () => {
    const from = source(1_000_000, ({ rows }) => rows.table !== 'the former');
    const heldStudies = from.hold('the former', ['modality']);
    const studies = new ReadyStudies(from, { namedLately: ['modality'], heldStudies });
    expect(from.letGo).toEqual(['the former']);
    expect(studies.use(['modality'], nameOf)).toBeNull();
    await vi.waitFor(async () => expect(await studies.use(['modality'], nameOf)).toBe('table 1'));
    await studies.close();
  });

  it('are not made ready before it is worth the work', async () => {
    const from = { ...source(), settlesInMs: () => 500 };
    const studies = new ReadyStudies(from, {});
    studies.use(['modality'], nameOf);
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(from.make).not.toHaveBeenCalled();
    await vi.waitFor(() => expect(from.make).toHaveBeenCalledTimes(1));
    await studies.close();
  });

  it('are given up when they cannot be made', async () => {
    const from = { ...source(), make: vi.fn().mockRejectedValue(new Error('no room')) };
    const studies = new ReadyStudies(from, {});
    studies.use(['modality'], nameOf);
    await vi.waitFor(() => expect(from.make).toHaveBeenCalledTimes(1));
    await new Promise((resolve) => setTimeout(resolve, 10));
    studies.use(['modality'], nameOf);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(from.make).toHaveBeenCalledTimes(1);
    await studies.close();
  });
});
