import { expect, it } from 'vitest';
import { about } from './about.ts';

it('says what a failed expectation was about, in its message and at the head of its stack', async () => {
  const failure = (await about('the viewer', async () => expect(1).toBe(2)).catch((error: unknown) => error)) as Error;
  expect(failure.message).toMatch(/^the viewer: expected 1 to be 2/);
  expect(failure.stack).toContain('the viewer: expected 1 to be 2');
});

it('says nothing of one that holds', async () => {
  await expect(about('the viewer', async () => expect(1).toBe(1))).resolves.toBeUndefined();
});
