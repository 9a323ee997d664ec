export { createGatehouseClient, withAccess } from './create-client.ts';
export type { AccessOptions, GatehouseClient, GatehouseClientOptions, SendRequest } from './create-client.ts';
export { ProblemError, unwrap } from './problem.ts';
export type { FieldProblem } from './problem.ts';
export * from './models.ts';
export type { components, operations, paths } from './schema.gen.ts';
