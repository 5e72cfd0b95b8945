import { describe, expect, it } from 'vitest';
import { random } from '../../support/builders/index.js';
import { hasCorpus } from '../../support/corpus.js';
import { writePart10 } from '../../support/dicom-writer/write-part10.js';
import { writable, writableInUtf8 } from '../../support/rewritten-report.js';
import { asSent, assembledTogether, differences, doubtsIn, said } from '../../support/same-rows.js';
import { SYNTHETIC, OBJECTS, withoutPixels } from './same-object/objects.js';
import { hasOtherImage, ofOtherIntent } from './same-object/rewritings.js';
import { WAYS } from './same-object/ways.js';

describe('a dose object that is no report', () => {
  it.skipIf(!hasCorpus)('is also one of the real ones', () => {
    expect(OBJECTS.length).toBe(Object.keys(SYNTHETIC).length + 12);
  });

  const written = OBJECTS.map(({ name, read }) => {
    const object = withoutPixels(writable(read), random(name));
    return { name, read, object, said: said(writePart10(object)) };
  });

  it.each(WAYS)('says the same with $how', (way) => {
    const { rewrite = (object) => object, layout = {}, cell = asSent, tells = [], how } = way;
    for (const { name, read, object, said: original } of written) {
      if (way.of?.test(name) === false) continue;
      const plain = way.inUtf8 ? withoutPixels(writableInUtf8(read), random(name)) : object;
      const other = said(writePart10(rewrite(plain, random(`${name}/${how}`)), layout));
      expect.soft(differences(original, other, cell), name).toEqual([]);
      expect.soft(doubtsIn(other, tells), name).toEqual(doubtsIn(original, tells));
    }
  });

  // Where rows are the same to the last cell, they meet as they did.
  it.each(WAYS.filter(({ cell }) => cell !== undefined))(
    'is one exposure with the other image of it, with $how',
    (way) => {
      const { rewrite = (object) => object, layout = {}, how } = way;
      for (const { name, read, object, said: original } of written) {
        if (way.of?.test(name) === false || !hasOtherImage(object)) continue;
        const plain = way.inUtf8 ? withoutPixels(writableInUtf8(read), random(name)) : object;
        const rewritten = rewrite(ofOtherIntent(plain, random(name)), random(`${name}/${how}`));
        const other = said(writePart10(rewritten, layout));
        const { studies } = assembledTogether(original, other).rows;
        const [alone] = original.study.rows.studies;
        expect.soft(studies, name).toMatchObject([
          {
            event_count: 1,
            kap_total_gy_cm2: alone!.kap_total_gy_cm2,
            agd_left_mgy: alone!.agd_left_mgy,
            agd_right_mgy: alone!.agd_right_mgy,
          },
        ]);
      }
    },
  );
});
