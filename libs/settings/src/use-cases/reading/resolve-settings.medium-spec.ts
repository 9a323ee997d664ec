import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { content, createSettingsFixture, type SettingsFixture } from '../../settings.fixture.ts';

let fixture: SettingsFixture;
beforeAll(async () => {
  fixture = await createSettingsFixture();
  await fixture.create.execute('Mail.Host', content('mail.example.com', { sensitive: false }));
  await fixture.create.execute('mail.password', content(''));
  await fixture.create.execute('mail.template', content('Dear ${NAME}, $& $$ `id`'));
  await fixture.create.execute('mail.port', content(587, { type: 'number' }));
});
afterAll(() => fixture.close());
beforeEach(() => {
  fixture.trail.entries.length = 0;
});

const never = () => false;
async function texts(keys: readonly string[]) {
  const { settings = [] } = await fixture.resolve.execute(keys, never);
  return settings.map(({ key, value }) => [key, value.text]);
}

it('gives values in the order of their keys, empty ones as empty text and templates as text', async () => {
  expect(await texts(['mail.port', 'mail.template', 'mail.password', 'Mail.Host'])).toEqual([
    ['mail.port', '587'],
    ['mail.template', 'Dear ${NAME}, $& $$ `id`'],
    ['mail.password', ''],
    ['Mail.Host', 'mail.example.com'],
  ]);
  expect(fixture.trail.entries).toMatchObject([
    {
      type: 'settings_resolved',
      status: 'success',
      details: { settings: expect.arrayContaining([{ key: 'mail.port', version: 1 }]) },
    },
  ]);
});

it('names each key that is missing, also one in another case, and gives nothing then', async () => {
  await expect(fixture.resolve.execute(['mail.port', 'mail.host', 'gone'], never)).rejects.toMatchObject({
    code: 'SETTING_NOT_FOUND',
    fields: [
      { pointer: '/keys/1', message: 'No setting has the key mail.host.' },
      { pointer: '/keys/2', message: 'No setting has the key gone.' },
    ],
  });
  expect(fixture.trail.entries).toEqual([]);
});

it('gives nothing and records nothing while the caller has the same versions', async () => {
  const keys = ['mail.port', 'Mail.Host'];
  const { tag } = await fixture.resolve.execute(keys, never);
  fixture.trail.entries.length = 0;
  const isKnown = (now: string) => now === tag;
  expect(await fixture.resolve.execute(keys, isKnown)).toEqual({ tag, settings: undefined });
  expect((await fixture.resolve.execute(keys.toReversed(), isKnown)).settings).toHaveLength(2);
  fixture.trail.entries.length = 0;
  await fixture.update.execute('mail.port', 1, content(25, { type: 'number' }));
  expect((await fixture.resolve.execute(keys, isKnown)).settings?.[0]?.value.text).toBe('25');
  expect(fixture.trail.types).toEqual(['setting_updated', 'settings_resolved']);
});

it('gives nothing when one of the values does not open', async () => {
  await fixture.create.execute('broken', content('x'));
  await fixture.db.owner.query(`UPDATE secure_settings SET ciphertext = 'gAAAA' WHERE key = 'broken'`);
  fixture.trail.entries.length = 0;
  await expect(fixture.resolve.execute(['mail.port', 'broken'], never)).rejects.toMatchObject({
    code: 'DECRYPTION_FAILED',
  });
  expect(fixture.trail.types).toEqual(['setting_decryption_failed']);
});

it('gives no more than 1 MiB at once', async () => {
  const keys = Array.from({ length: 18 }, (_, index) => `large-${index}`);
  for (const key of keys) await fixture.create.execute(key, content('x'.repeat(65_000)));
  expect((await fixture.resolve.execute(keys.slice(0, 16), never)).settings).toHaveLength(16);
  await expect(fixture.resolve.execute(keys, never)).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    fields: [{ pointer: '/keys' }],
  });
});
