import { generateKeyPairSync } from 'node:crypto';
import { createGatehouseClient, unwrap } from '@gatehouse/api-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Console, goTo, openConsole, PASSWORD } from './support/console.ts';

// What people paste into the form of a setting, from public reports, and what they get back.

let admin: Console;
beforeAll(async () => {
  admin = await openConsole();
});
afterAll(() => admin.stop());

const form = { type: 'pkcs8', format: 'pem' } as const;
const { privateKey: KEY } = generateKeyPairSync('ec', {
  ...{ namedCurve: 'P-256', privateKeyEncoding: form },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const { privateKey: ENCRYPTED } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const withoutMiddle = (pem: string) => pem.split('\n').toSpliced(2, 1).join('\n');

let count = 0;
async function create(type: string, value: string): Promise<string> {
  const { page } = admin;
  const key = `as-given.${++count}`;
  await goTo(page, '/settings/new');
  await page.getByRole('textbox', { name: 'Key' }).fill(key);
  await page.getByRole('combobox', { name: 'Category' }).fill('Mail');
  await page.getByRole('combobox', { name: 'Type' }).click();
  await page.getByRole('option', { name: type, exact: true }).click();
  await page.getByRole('textbox', { name: 'Value' }).fill(value);
  await page.getByRole('button', { name: 'Create setting' }).click();
  return key;
}

describe('the form of a new password', () => {
  it('tells a password manager for whom it keeps it', async () => {
    const { page, url, gatehouse } = admin;
    await page.goto(`${url}/`);
    await page.getByLabel('Login').fill('admin');
    await page.getByLabel('Password', { exact: true }).fill(gatehouse.adminPassword);
    await page.getByRole('button', { name: 'Sign in' }).click();
    const change = page.locator('form', { has: page.getByLabel('New password again') });
    const fields = change.locator('input');
    await fields.nth(3).waitFor();
    const hints = await Promise.all((await fields.all()).map((field) => field.getAttribute('autocomplete')));
    expect(hints).toEqual(['username', 'current-password', 'new-password', 'new-password']);
    expect(await fields.first().inputValue()).toBe('admin');
    await page.getByLabel('Current password').fill(gatehouse.adminPassword);
    await page.getByLabel('New password', { exact: true }).fill(PASSWORD);
    await page.getByLabel('New password again').fill(PASSWORD);
    await page.getByRole('button', { name: 'Save password' }).click();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  });
});

describe('a setting in the browser', () => {
  it.each([
    ['an issuer without a path', 'url', 'https://login.example.com'],
    ['a URL template', 'url', 'https://api.example.com/users/{id}'],
    ['an address with an umlaut', 'email', 'info@müller.example'],
    ['a double with all its digits, as PHP and C print it', 'number', '0.10000000000000001'],
    ['JSON in an order of its own', 'json', '{ "2": 1e3, "1": [0.10] }'],
    [
      'what openssl pkcs12 gives',
      'pem',
      `Bag Attributes\n    friendlyName: gate\nKey Attributes: <No Attributes>\n${KEY}`,
    ],
    ['a key from an .env file', 'pem', KEY.replaceAll('\n', String.raw`\n`)],
    ['an encrypted key of old openssl', 'pem', ENCRYPTED],
  ])('reveals %s as it was pasted', async (_what, type, value) => {
    const { page } = admin;
    const key = await create(type, value);
    await page.waitForURL(`**/settings/key/${key}`);
    await page.getByRole('button', { name: 'Reveal' }).click();
    expect(await page.getByLabel('Revealed value').textContent()).toBe(value);
  });

  it.each([
    ['an id that JavaScript would round', 'json', '{"channel":175928847299117063}', /more digits/],
    ['a number that JavaScript does not have', 'json', '{"limit":1e400}', /larger than a double/],
    ['a name that stands twice', 'json', '{"a":1,"a":2}', /appears twice/],
    ['a paste that lost its middle', 'pem', withoutMiddle(KEY), /PRIVATE KEY\) is cut off/],
    ['an encrypted key without its DEK-Info', 'pem', ENCRYPTED.replace(/DEK-Info.*\n/, ''), /DEK-Info is missing/],
  ])('refuses %s, and names it', async (_what, type, value, reason) => {
    const { page } = admin;
    await create(type, value);
    await page.locator('mat-error', { hasText: reason }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('button', { name: 'Discard changes' }).click();
    await page.getByRole('textbox', { name: 'Key' }).waitFor({ state: 'detached' });
  });

  it('that is not sensitive is shown in the list and the sheet, to be copied without a reveal', async () => {
    const { page } = admin;
    await goTo(page, '/settings/new');
    await page.getByRole('textbox', { name: 'Key' }).fill('smtp.port');
    await page.getByRole('combobox', { name: 'Category' }).fill('Mail');
    await page.getByRole('textbox', { name: 'Value' }).fill('587');
    await page.getByLabel('Sensitive').uncheck();
    await page.getByRole('button', { name: 'Create setting' }).click();
    await page.waitForURL('**/settings/key/smtp.port');
    expect(await page.locator('gh-plain-value').getByLabel('Value').textContent()).toBe('587');
    expect(await page.getByRole('button', { name: 'Reveal' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page
      .getByRole('row', { name: /smtp\.port/ })
      .getByText('587')
      .waitFor();
    const { rows } = await admin.gatehouse.owner.query(
      `SELECT 1 FROM audit_logs WHERE event_type = 'setting_revealed' AND details->>'key' = 'smtp.port'`,
    );
    expect(rows).toEqual([]);
  });

  it('can be deleted, is said to be, and is restored', async () => {
    const { page } = admin;
    await goTo(page, '/settings/key/smtp.port');
    await page.getByRole('button', { name: 'Delete setting' }).click();
    // the sheet is a dialog too, with a button of the same name
    await page.locator('mat-dialog-container').getByRole('button', { name: 'Delete setting' }).click();
    await page.getByText('This setting was deleted').waitFor();
    expect(await page.getByRole('row', { name: /smtp\.port/ }).count()).toBe(0);
    await goTo(page, '/settings/key/smtp.port');
    await page.getByRole('button', { name: 'Restore' }).click();
    await page.getByText('Mail · string · v3').waitFor();
    await page.getByRole('row', { name: /smtp\.port/ }).waitFor();
  });

  it('keeps the hour at which it expires when only its description is edited', async () => {
    const { page, gatehouse } = admin;
    const { baseUrl } = gatehouse;
    const login = { login: 'admin', password: PASSWORD };
    const { accessToken } = await unwrap(createGatehouseClient({ baseUrl }).POST('/api/auth/login', { body: login }));
    const client = createGatehouseClient({ baseUrl, accessToken: () => accessToken });
    const expiresAt = new Date(Date.now() + 30 * 86_400_000).toISOString();
    const body = { key: 'expires', type: 'string', value: 'x', category: 'mail', expiresAt } as const;
    await unwrap(client.POST('/api/secure-settings', { body }));
    await goTo(page, '/settings/key/expires/edit');
    await page.getByLabel('Description').fill('Renewed by hand');
    await page.getByRole('button', { name: 'Save new version' }).click();
    await page.getByText('mail · string · v2').waitFor();
    const read = client.GET('/api/secure-settings/{key}', { params: { path: { key: 'expires' } } });
    expect(await unwrap(read)).toMatchObject({ description: 'Renewed by hand', expiresAt });
  });

  it('never made the browser complain', () => {
    expect(admin.complaints).toEqual([]);
  });
});
