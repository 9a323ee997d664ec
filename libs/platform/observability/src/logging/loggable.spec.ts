import { describe, expect, it } from 'vitest';
import { loggableError, loggableFields } from './loggable.ts';

describe('loggableFields', () => {
  it('keeps what is on the list, and of everything else the name only', () => {
    const line = loggableFields({ route: '/api/audit', status: 200, password: 'hunter2', authorization: 'Bearer x' });
    expect(line).toEqual({ route: '/api/audit', status: 200, omitted: ['password', 'authorization'] });
  });
});

describe('loggableError', () => {
  it('keeps the code of a failed statement and not its words, query or parameters', () => {
    const driverError = Object.assign(new Error('duplicate key value (login)=(alice)'), {
      code: '23505',
      constraint: 'users_login',
      detail: 'alice',
    });
    const error = Object.assign(new Error('duplicate key value (login)=(alice)'), {
      name: 'QueryFailedError',
      query: 'INSERT INTO users VALUES ($1)',
      parameters: ['hunter2'],
      driverError,
    });
    const logged = loggableError(error);
    expect(logged).toMatchObject({ type: 'QueryFailedError', cause: { code: '23505', constraint: 'users_login' } });
    expect(JSON.stringify(logged)).not.toMatch(/alice|hunter2|INSERT/);
  });

  it('keeps type, message and place of other errors, and none of their own fields', () => {
    const logged = loggableError(Object.assign(new TypeError('no'), { token: 'hunter2' }));
    expect(logged).toMatchObject({ type: 'TypeError', message: 'no', stack: expect.stringContaining('at ') });
    expect(JSON.stringify(logged)).not.toContain('hunter2');
  });

  it('survives what is no error and what causes itself', () => {
    expect(loggableError('hunter2')).toEqual({ type: 'string', message: 'not an error' });
    const circle = new Error('x');
    circle.cause = circle;
    expect(() => loggableError(circle)).not.toThrow();
  });
});
