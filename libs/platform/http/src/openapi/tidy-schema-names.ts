import type { OpenAPIObject } from '@nestjs/swagger';

const REFERENCE = '#/components/schemas/';

/** Names schemas after the thing and not after the class that carries it: `SettingSummaryDto` becomes `SettingSummary`. */
export function tidySchemaNames(document: OpenAPIObject): OpenAPIObject {
  const schemas = document.components?.schemas ?? {};
  const names = new Map(Object.keys(schemas).map((name) => [name, name.replace(/Dto$/, '')]));
  if (new Set(names.values()).size !== names.size)
    throw new Error('Two schemas would get the same name without their Dto suffix');
  const text = JSON.stringify(document, (key, value: unknown) => {
    if (key !== '$ref' || typeof value !== 'string' || !value.startsWith(REFERENCE)) return value;
    const name = value.slice(REFERENCE.length);
    return `${REFERENCE}${names.get(name) ?? name}`;
  });
  const tidied = JSON.parse(text) as OpenAPIObject;
  const renamed = Object.entries(tidied.components?.schemas ?? {}).map(
    ([name, schema]) => [names.get(name) ?? name, schema] as const,
  );
  tidied.components = {
    ...tidied.components,
    schemas: Object.fromEntries(renamed.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
  return tidied;
}
