import { expect, it } from 'vitest';
import { clientValues } from './client-values.mjs';

const answer = { properties: { state: { enum: ['on', 'off'] }, kind: { enum: ['only'] }, tags: { type: 'array' } } };

it('names each list after where it stands first, and writes it once', () => {
  const filter = { name: 'state', schema: { enum: ['on', 'off'] } };
  const document = {
    components: { schemas: { UserAccount: answer, AuditEvent: { enum: ['made', 'gone'] }, User: answer } },
    paths: { '/users': { get: { operationId: 'listUsers', parameters: [filter] } } },
  };
  expect(clientValues(document)).toEqual([
    'export const USER_ACCOUNT_STATE = ["on","off"] as const;\n',
    'export const AUDIT_EVENT = ["made","gone"] as const;\n',
  ]);
});

it('takes what a filter or the items of a list may be, and leaves problem codes alone', () => {
  const sort = { name: 'sort', schema: { items: { enum: ['name', 'age'] } } };
  const document = {
    components: { schemas: { Problem: { properties: { code: { enum: ['A', 'B'] } } } } },
    paths: { '/users': { get: { operationId: 'listUsers', parameters: [sort] } } },
  };
  expect(clientValues(document)).toEqual(['export const LIST_USERS_SORT = ["name","age"] as const;\n']);
});
