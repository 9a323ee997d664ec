import { readFileSync } from 'node:fs';

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
}

interface Described {
  readonly operationId: string;
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** One route, as the OpenAPI document tells of it. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  /** With its parameters as `{name}`. */
  readonly path: string;
  readonly parameters: readonly { readonly in: string; readonly name: string }[];
  readonly contentTypes: readonly string[];
  /** Every field of the body as a JSON pointer; `-` stands for an element of a list. */
  readonly fields: readonly string[];
}

const MUTATING = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const METHODS = new Set(['GET', ...MUTATING]);

const document = JSON.parse(readFileSync('reports/openapi.json', 'utf8')) as Document;

/** Every route of the committed document, which another test holds against what is served. */
export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => METHODS.has(method.toUpperCase()))
    .map(([method, described]) => toOperation(path, method.toUpperCase(), described)),
);

export const mutating = operations.filter(({ method }) => MUTATING.has(method));

export function operationOf(id: string): Operation {
  const found = operations.find((operation) => operation.id === id);
  if (!found) throw new Error(`The OpenAPI document knows no operation ${id}.`);
  return found;
}

function toOperation(path: string, method: string, { operationId, parameters, requestBody }: Described): Operation {
  const content = requestBody?.content ?? {};
  const fields = Object.values(content).flatMap(({ schema }) => fieldsOf(schema, ''));
  return {
    id: operationId,
    method,
    path,
    parameters: parameters ?? [],
    contentTypes: Object.keys(content),
    fields: [...new Set(fields)],
  };
}

function fieldsOf(schema: Schema | undefined, pointer: string): readonly string[] {
  if (!schema) return [];
  if (schema.$ref !== undefined) return fieldsOf(named(schema.$ref), pointer);
  const inner = [
    ...(schema.allOf ?? []).flatMap((part) => fieldsOf(part, pointer)),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
      `${pointer}/${name}`,
      ...fieldsOf(field, `${pointer}/${name}`),
    ]),
  ];
  return schema.items ? [...inner, `${pointer}/-`, ...fieldsOf(schema.items, `${pointer}/-`)] : inner;
}

function named(reference: string): Schema {
  const found = document.components.schemas[reference.replace('#/components/schemas/', '')];
  if (!found) throw new Error(`The OpenAPI document lacks ${reference}.`);
  return found;
}
