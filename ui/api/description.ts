import type { Json } from './types.js';

/** As much of an OpenAPI description as the page shows. */
export interface ApiDescription {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

export interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, Answer>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
}

interface Answer {
  readonly description?: string;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

export interface Schema {
  readonly $ref?: string;
  readonly type?: Json;
  readonly title?: string;
  readonly description?: string;
  readonly format?: string;
  readonly const?: Json;
  readonly enum?: readonly Json[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** An operation with its place. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

/** The routes by the first word of their path, as the description orders them. */
export function routesByResource({ paths }: ApiDescription): ReadonlyMap<string, readonly Route[]> {
  const groups = new Map<string, Route[]>();
  for (const [path, operations] of Object.entries(paths)) {
    const resource = /^\/api\/v\d+\/([a-z-]+)/.exec(path)?.[1] ?? path;
    const routes = groups.get(resource) ?? [];
    groups.set(resource, routes);
    for (const [method, operation] of Object.entries(operations)) {
      routes.push({ method: method.toUpperCase(), path, operation });
    }
  }
  return groups;
}

/** Name of the component that a schema refers to; null where it stands in place. */
export const componentOf = ({ $ref }: Schema): string | null => $ref?.split('/').at(-1) ?? null;

/** A type in a few words: `list of Study`, `text or none`. */
export function typeWords(schema: Schema): string {
  const component = componentOf(schema);
  if (component) return component;
  if (schema.anyOf) return schema.anyOf.map(typeWords).join(' or ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  const types = [schema.type ?? 'object'].flat().map((type) => (type === 'null' ? 'null' : String(type)));
  const words = types.map((type) =>
    type === 'array' && schema.items ? `list of ${typeWords(schema.items)}` : type,
  );
  return [words.join(' or '), schema.format ? ` (${schema.format})` : ''].join('');
}

/** The schema of a body, where there is one. */
export function bodyOf(content: Answer['content']): Schema | null {
  return Object.values(content ?? {})[0]?.schema ?? null;
}
