import document from '@gatehouse/reports/openapi.json' with { type: 'json' };
import type { Command } from '../command.ts';

export const printOpenApi: Command = {
  name: 'openapi',
  summary: 'Print the OpenAPI document of this version',
  run() {
    process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
    return Promise.resolve(0);
  },
};
