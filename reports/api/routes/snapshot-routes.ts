import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Dependencies } from '../dependencies.js';
import { items, ref, responses } from '../schemas.js';

/** The snapshots that `snapshot=` can name. */
export const snapshotRoutes =
  ({ snapshots }: Dependencies): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/snapshots',
      {
        config: { permission: 'view' },
        schema: {
          summary: 'Snapshots that can be read, the newest first',
          response: responses({ 200: items(ref('KeptSnapshot')) }),
        },
      },
      async () => {
        const readable = snapshots.all().filter(({ isExpired }) => !isExpired);
        return {
          items: readable.reverse().map(({ id, committedAt, changedAt, kind, keptFor }) => ({
            id,
            committed_at: committedAt,
            changed_at: changedAt,
            kind,
            kept_for: keptFor,
          })),
        };
      },
    );
  };
