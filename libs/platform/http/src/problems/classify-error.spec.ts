import { ERROR_CODES, GatehouseError } from '@gatehouse/contracts';
import { HttpException, PayloadTooLargeException } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { PROBLEM_STATUSES, PROBLEM_TITLES } from '../problem-statuses.ts';
import { classifyError, isDependencyUnavailable } from './classify-error.ts';
import { toProblem } from './problem.ts';

const withCode = (code: string, message = 'secret value', more: object = {}) =>
  Object.assign(new Error(message), { code, ...more });

describe('classifyError', () => {
  it('passes on what the domain says', () => {
    const error = new GatehouseError('SETTING_EXISTS', 'Choose another key.', {
      fields: [{ pointer: '/key', message: 'Taken.' }],
    });
    expect(classifyError(error)).toMatchObject({
      code: 'SETTING_EXISTS',
      detail: 'Choose another key.',
      fields: [{ pointer: '/key' }],
    });
  });

  it.each([
    ['a refused connection', withCode('ECONNREFUSED')],
    ['a wrapped driver error', Object.assign(new Error('x'), { driverError: withCode('57P01') })],
    ['several addresses that all refuse', new AggregateError([withCode('ECONNREFUSED'), withCode('ECONNREFUSED')])],
    ['a missing unix socket', withCode('ENOENT', 'x', { syscall: 'connect' })],
    ['a full pool', new Error('timeout exceeded when trying to connect')],
    ['a statement that took too long', withCode('57014')],
    [
      'a full disk under Postgres',
      withCode('53100', 'could not extend file "base/16384/16421": No space left on device'),
    ],
    ['a Postgres without memory', withCode('53200')],
    ['a disk that fails under Postgres', withCode('58030')],
    ['a Postgres that only reads', withCode('25006')],
    ['a Redis that left', new Error('Connection is closed.')],
  ])('tells that a dependency is unavailable for %s', (_name, error) => {
    expect(classifyError(error)).toMatchObject({ code: 'DEPENDENCY_UNAVAILABLE', retryAfter: 5 });
  });

  it.each([
    ['a missing file', withCode('ENOENT', 'no such file', { syscall: 'open' })],
    ['a broken statement', withCode('42601')],
    ['a unique index', withCode('23505')],
    ['a thrown text', 'secret value'],
    ['nothing', undefined],
    ['a library that answers 500', new HttpException('secret value', 500)],
  ])('says nothing of %s', (_name, error) => {
    expect(classifyError(error)).toEqual({ code: 'INTERNAL' });
  });

  it('maps what libraries throw by status and never shows their message', () => {
    const refusal = classifyError(new PayloadTooLargeException('secret value'));
    expect(refusal.code).toBe('BODY_TOO_LARGE');
    expect(JSON.stringify(refusal)).not.toContain('secret');
    expect(classifyError(Object.assign(new Error('secret value'), { status: 418 })).code).toBe('VALIDATION_FAILED');
    expect(classifyError(Object.assign(new Error('x'), { name: 'MulterError', code: 'LIMIT_FILE_SIZE' })).code).toBe(
      'UPLOAD_TOO_LARGE',
    );
  });

  it('does not run in circles', () => {
    const error = new Error('x');
    error.cause = error;
    expect(isDependencyUnavailable(error)).toBe(false);
  });
});

describe('toProblem', () => {
  it('has a status and a title for every code', () => {
    for (const code of ERROR_CODES) {
      const problem = toProblem({ code }, 'id');
      expect(problem).toEqual({
        type: expect.stringMatching(/^urn:gatehouse:problem:[a-z0-9-]+$/),
        title: PROBLEM_TITLES[code],
        status: PROBLEM_STATUSES[code],
        code,
        requestId: 'id',
      });
    }
  });
});
