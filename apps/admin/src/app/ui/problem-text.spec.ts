import { ProblemError } from '@gatehouse/api-client';
import { describe, expect, it } from 'vitest';
import { problem } from '../testing/fake-api.ts';
import { asProblem, problemAdvice } from './problem-text.ts';

function refused(detail: string): ProblemError {
  const { status, body } = problem(403, 'PERMISSION_DENIED', { detail });
  return asProblem(new ProblemError({ ...(body as object), status } as never));
}

describe('the advice after a refusal', () => {
  it.each([
    ['users:manage', 'The role needed is: Administrator.'],
    ['audit:read', 'The role needed is: Auditor, Administrator.'],
    ['uploads:write', 'The role needed is: Viewer, Administrator.'],
  ])('names the roles that have the permission %s', (permission, words) => {
    const detail = `This requires the permission ${permission}. Ask an administrator to grant it.`;
    expect(problemAdvice(refused(detail))).toContain(words);
  });

  it('names none where nobody could have it', () => {
    expect(problemAdvice(refused('This route is not accessible.'))).not.toContain('role needed');
  });
});
