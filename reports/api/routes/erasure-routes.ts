import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { ErasureStart } from '../../actions.js';
import { caller } from '../../access/guard.js';
import type { Dependencies } from '../dependencies.js';
import { HttpProblem, notFound } from '../problems.js';
import { anything, body, NOTHING, responses } from '../schemas.js';

const PURGED =
  'The study was purged when its time was over, and can be restored no more. Import the new events alone, or delete what the object brings.';

/** Deciding about held objects, and erasing studies for good. The erasure itself puts its entry into the audit trail, when it is done, without their ids. */
export const erasureRoutes =
  ({ actions, state }: Dependencies): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/objects/held',
      {
        config: { permission: 'delete' },
        schema: {
          summary: 'Decide about an object that brings something new to a deleted study',
          body: body.heldDecision,
          response: responses({ 204: NOTHING }),
        },
      },
      async (request, reply) => {
        const { decision, drop_folder: dropFolder, path } = request.body;
        const { name } = caller(request);
        const { files, studyIds, purged } = await actions.decideHeld(decision, { dropFolder, path }, name);
        if (purged.length > 0) throw new HttpProblem(409, 'Nothing was restored', PURGED);
        if (files === 0) throw notFound();
        for (const subject of studyIds) {
          const event = { actor: name, action: 'held_decided', subject, details: { decision } } as const;
          state.audit.record({ ...event, requestId: request.id });
        }
        return reply.code(204).send();
      },
    );

    app.post(
      '/studies/erasures',
      {
        config: { permission: 'erase' },
        schema: {
          summary: 'Erase studies for good; the run that does it can be followed',
          body: body.erasure,
          response: responses({ 202: anything }),
        },
      },
      async (request, reply) => {
        const { runId, backups } = started(
          await actions.eraseStudies(request.body.study_ids, caller(request).name),
        );
        return reply.code(202).send({
          run_id: runId,
          backups: backups.map(({ folder, takenAt }) => ({ folder, taken_at: takenAt })),
        });
      },
    );
  };

function started(start: ErasureStart): Extract<ErasureStart, { outcome: 'started' }> {
  switch (start.outcome) {
    case 'started':
      return start;
    case 'unknown':
      throw notFound();
    case 'unavailable':
      throw new HttpProblem(
        409,
        'Nothing was erased',
        'Another erasure is running; try again when it is done.',
      );
    case 'incomplete':
      throw new HttpProblem(
        409,
        'Nothing was erased',
        'An erasure takes all of a StudyInstanceUID. Delete its other studies and erase them together: ' +
          `${start.alsoHeld.join(', ')}.`,
      );
  }
}
