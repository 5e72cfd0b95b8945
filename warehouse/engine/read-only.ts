import { StatementType, type DuckDBConnection } from '@duckdb/node-api';

/** The SQL is not a single reading statement. */
export class NotReadOnlyError extends Error {
  constructor(
    message = 'Only a single SELECT, WITH, DESCRIBE, SHOW, SUMMARIZE or EXPLAIN statement is allowed',
  ) {
    super(message);
    this.name = 'NotReadOnlyError';
  }
}

const BLANK = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/;
const EXPLAIN = /^explain\b/i;
const EXPLAIN_OPTION = /^(?:analyze\b|\([^()]*\))/i;

function skipBlank(sql: string): string {
  return sql.replace(BLANK, '');
}

/** What an EXPLAIN explains: `EXPLAIN ANALYZE` executes its statement, so that one must be a reading one as well. */
function explained(sql: string): string {
  let rest = skipBlank(sql);
  if (!EXPLAIN.test(rest)) return sql;
  rest = skipBlank(rest.replace(EXPLAIN, ''));
  while (EXPLAIN_OPTION.test(rest)) rest = skipBlank(rest.replace(EXPLAIN_OPTION, ''));
  return rest;
}

function isNothing(sql: string): boolean {
  let rest = skipBlank(sql);
  while (rest.startsWith(';')) rest = skipBlank(rest.slice(1));
  return rest === '';
}

/**
 * Checks that the text is one reading statement.
 * @throws NotReadOnlyError when it is not; DuckDB's error when it does not parse or bind.
 */
export async function requireReadOnly(connection: DuckDBConnection, sql: string): Promise<void> {
  const statement = explained(sql);
  // DuckDB's client fails without a message where there is nothing to extract.
  if (isNothing(statement)) throw new NotReadOnlyError('There is no statement.');
  const statements = await connection.extractStatements(statement);
  if (statements.count !== 1) throw new NotReadOnlyError();
  const prepared = await statements.prepare(0);
  const { statementType } = prepared;
  prepared.destroySync();
  if (statementType !== StatementType.SELECT) throw new NotReadOnlyError();
}
