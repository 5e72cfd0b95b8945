import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  QUANTITIES,
  QUANTITY_NAMES,
  quantityOf,
  TABLES,
  unitOf,
  type Table,
} from '../../../warehouse/tables/index.js';
import { DERIVED, PATIENT_COLUMNS } from '../../filters/fields.js';
import { anything, responses } from '../schemas.js';

/**
 * The data dictionary: labels, units and definitions of every column, from its declaration, and the units that
 * quantities can be shown in.
 */
export const tableRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const quantities = Object.fromEntries(
    QUANTITY_NAMES.map((name) => {
      const { label, units } = QUANTITIES[name];
      return [name, { label, units }];
    }),
  );
  const tables = Object.fromEntries(Object.values(TABLES).map((table) => [table.name, described(table)]));
  app.get(
    '/tables',
    {
      config: { permission: 'signed_in' },
      schema: { summary: 'Data dictionary', response: responses({ 200: anything }) },
    },
    async (_request, reply) => {
      void reply.header('cache-control', 'private, max-age=300');
      return { tables, quantities };
    },
  );
};

function described(table: Table): object {
  const all = table.name === 'studies' ? { ...table.columns, ...DERIVED, ...PATIENT_COLUMNS } : table.columns;
  const columns = Object.fromEntries(
    Object.entries(all).map(([name, { label, definition, source, type, identity }]) => [
      name,
      { label, unit: unitOf(name), quantity: quantityOf(name), definition, source, type, identity },
    ]),
  );
  return { grain: table.grain, key: table.key, columns };
}
