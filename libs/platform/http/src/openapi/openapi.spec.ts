import type { OpenAPIObject } from '@nestjs/swagger';
import { describe, expect, it } from 'vitest';
import { documentProblems } from './document-problems.ts';
import { tidySchemaNames } from './tidy-schema-names.ts';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

function documentOf(operation: object, schemas: object = {}): OpenAPIObject {
  return {
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    paths: { '/a': { post: operation as Operation } },
    components: { schemas: schemas as never },
  };
}

function codesOf(operation: object): Record<string, string[]> {
  const documented = documentProblems(documentOf({ responses: {}, ...operation })).paths['/a']?.post;
  return Object.fromEntries(
    Object.entries(documented?.responses ?? {}).map(([status, response]) => {
      const { content } = response as unknown as {
        content: Record<string, { schema: { allOf: [unknown, { properties: { code: { enum: string[] } } }] } }>;
      };
      return [status, content['application/problem+json']?.schema.allOf[1].properties.code.enum ?? []];
    }),
  );
}

describe('documentProblems', () => {
  it('groups declared and common codes by status', () => {
    const codes = codesOf({
      'x-permission': 'settings:write',
      'x-problem-codes': ['SETTING_EXISTS'],
      parameters: [{ in: 'header', name: 'If-Match' }],
    });
    expect(codes).toMatchObject({
      400: ['VALIDATION_FAILED'],
      401: ['AUTHENTICATION_REQUIRED', 'TOKEN_INVALID'],
      403: ['PASSWORD_CHANGE_REQUIRED', 'PERMISSION_DENIED'],
      409: ['SETTING_EXISTS'],
      412: ['VERSION_MISMATCH'],
      428: ['PRECONDITION_REQUIRED'],
      429: ['RATE_LIMITED'],
      500: ['INTERNAL'],
    });
  });

  it('promises a public probe no refusal', () => {
    expect(Object.keys(codesOf({ 'x-permission': 'public', 'x-rate-class': 'none' }))).toEqual(['500']);
  });

  it('leaves what can be wrong with a request to routes that tell it in the words of OAuth', () => {
    const requestBody = { content: { 'application/json': {} } };
    expect(Object.keys(codesOf({ 'x-permission': 'public', 'x-errors': 'oauth', requestBody }))).toEqual([
      '429',
      '500',
      '503',
    ]);
  });

  it('names what can be wrong with a JSON body', () => {
    expect(codesOf({ 'x-permission': 'public', requestBody: { content: { 'application/json': {} } } })).toMatchObject({
      400: ['BODY_NOT_UTF8', 'JSON_TOO_DEEP', 'MALFORMED_JSON', 'VALIDATION_FAILED'],
      413: ['BODY_TOO_LARGE'],
      415: ['UNSUPPORTED_MEDIA_TYPE'],
    });
  });
});

describe('tidySchemaNames', () => {
  it('cuts the suffix of classes, in names and references', () => {
    const reference = { $ref: '#/components/schemas/ThingDto' };
    const tidy = tidySchemaNames(
      documentOf({ responses: {}, reference }, { ThingDto: { type: 'object' }, PageDto: { items: reference } }),
    );
    expect(Object.keys(tidy.components?.schemas ?? {})).toEqual(['Page', 'Thing']);
    expect(JSON.stringify(tidy)).not.toContain('Dto');
  });

  it('refuses two schemas of one name', () => {
    expect(() => tidySchemaNames(documentOf({ responses: {} }, { Thing: {}, ThingDto: {} }))).toThrow('same name');
  });
});
