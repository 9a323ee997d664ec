import { expect, it } from 'vitest';
import { eventually } from './eventually.ts';

it('tries an expectation until it holds', async () => {
  let tries = 0;
  await eventually(10_000, async () => expect((tries += 1)).toBe(3));
  expect(tries).toBe(3);
});

it('fails as the expectation did last when the time is over', async () => {
  let tries = 0;
  const trying = eventually(1, async () => expect(`try ${(tries += 1)}`).toBe('another'));
  const failure = (await trying.catch((error: unknown) => error)) as Error;
  expect(failure.message).toContain(`expected 'try ${tries}' to be 'another'`);
});
