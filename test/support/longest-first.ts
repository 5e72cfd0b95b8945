import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files of few lines that take long: they start processes or browsers. */
const LONG = /\/test\/(end-to-end|ui|faults)\/|-(faults|server|erasure|uploads)\.test\.ts$/;

/** Begins with the files that take longest, so that no worker is left with one of them while the other has nothing to do. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const inOrder = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.test(moduleId);
    return [...inOrder.filter(isLong), ...inOrder.filter((file) => !isLong(file))];
  }
}
