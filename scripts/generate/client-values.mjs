// The values of every enumeration in the OpenAPI document, as arrays for the console's lists and filters: types alone
// vanish when the console is built, and a list repeated by hand is forgotten.

/** @param {{ components: { schemas: Record<string, any> }, paths: Record<string, Record<string, any>> }} document */
export function clientValues(document) {
  const named = new Map();
  for (const [name, values] of [
    ...valuesOfSchemas(document.components.schemas),
    ...valuesOfParameters(document.paths),
  ]) {
    const list = JSON.stringify(values);
    // once, under its first name: the same list stands in a filter, a request and an answer
    if (!named.has(list)) named.set(list, name);
  }
  return [...named].map(([list, name]) => `export const ${constantCase(name)} = ${list} as const;\n`);
}

/** `AuditEntry.category`; of a schema that is an enumeration itself, its name. Problem codes are for `switch`, not for lists. */
function* valuesOfSchemas(/** @type {Record<string, any>} */ schemas) {
  for (const [schema, { enum: own, properties = {} }] of Object.entries(schemas)) {
    if (own) yield [schema, own];
    if (schema === 'Problem') continue;
    for (const [property, { enum: values, items }] of Object.entries(properties)) {
      const found = values ?? items?.enum;
      if (found?.length > 1) yield [`${schema} ${property}`, found];
    }
  }
}

/** What a filter takes where no answer holds the same list: `listUsers state`. */
function* valuesOfParameters(/** @type {Record<string, Record<string, any>>} */ paths) {
  for (const operation of Object.values(paths).flatMap((path) => Object.values(path))) {
    for (const { name, schema } of operation.parameters ?? []) {
      const found = schema?.enum ?? schema?.items?.enum;
      if (found?.length > 1) yield [`${operation.operationId} ${name}`, found];
    }
  }
}

function constantCase(/** @type {string} */ name) {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(' ', '_')
    .toUpperCase();
}
