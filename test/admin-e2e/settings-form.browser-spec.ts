import { createGatehouseClient, type GatehouseClient, unwrap } from '@gatehouse/api-client';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Console, openConsole, PASSWORD, signInFirstTime } from './support/console.ts';
import { lookAt } from './support/look.ts';

const KEY = 'smtp.password';

let admin: Console;
let client: GatehouseClient;

beforeAll(async () => {
  admin = await openConsole();
  await signInFirstTime(admin.page, admin.url, admin.gatehouse.adminPassword);
  const { baseUrl } = admin.gatehouse;
  const login = { login: 'admin', password: PASSWORD };
  const { accessToken } = await unwrap(createGatehouseClient({ baseUrl }).POST('/api/auth/login', { body: login }));
  client = createGatehouseClient({ baseUrl, accessToken: () => accessToken });
  const body = { key: KEY, type: 'string', value: 'first-value', category: 'mail', description: 'Relay' } as const;
  await unwrap(client.POST('/api/secure-settings', { body }));
});
afterAll(() => admin.stop());

const stored = () => unwrap(client.GET('/api/secure-settings/{key}', { params: { path: { key: KEY } } }));

async function edit(page: Page, change: () => Promise<void>): Promise<void> {
  await page.goto(`${admin.url}/settings/key/${KEY}/edit`);
  await page.getByLabel('Description').waitFor();
  await change();
}

const save = (page: Page) => page.getByRole('button', { name: 'Save new version' }).click();

describe('the form of a setting', () => {
  it('suggests the categories that there are, also those that are not listed', async () => {
    const { page } = admin;
    const known = async () => (await unwrap(client.GET('/api/secure-settings/categories'))).items.length;
    await expect.poll(known).toBe(1);
    await page.goto(`${admin.url}/settings/new?q=no-such-setting`);
    await page.getByText('No settings match this filter').waitFor();
    const field = page.getByLabel('Category');
    const list = page.locator(`datalist#${await field.getAttribute('list')}`);
    await list.locator('option[value=mail]').waitFor({ state: 'attached' });
    expect(await list.locator('option').count()).toBe(1);
    await field.fill('another');
    expect(await field.inputValue()).toBe('another');
    await field.fill('');
  });

  it('changes a description without a value: nothing is revealed, and no reveal is on record', async () => {
    const { page, gatehouse } = admin;
    await edit(page, () => page.getByLabel('Description').fill('Mail relay'));
    await save(page);
    await page.getByText('mail · string · v2').waitFor();
    const { rows } = await gatehouse.owner.query("SELECT 1 FROM audit_logs WHERE event_type = 'setting_revealed'");
    expect(rows).toEqual([]);
    expect((await stored()).description).toBe('Mail relay');
  });

  it('takes back what was saved by one press, as a version of its own', async () => {
    const { page } = admin;
    await page.getByText('Saved as version 2.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('mail · string · v3').waitFor();
    expect((await stored()).description).toBe('Relay');
    expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
  });

  it('merges what two people change at the same time, and loses neither side', async () => {
    const { page, newPage } = admin;
    await edit(page, () => page.getByLabel('Description').fill('Mine'));
    const other = await newPage({ storageState: await page.context().storageState() });
    await edit(other.page, () => other.page.getByLabel('Tags').fill('theirs'));
    await save(other.page);
    await other.page.getByText('mail · string · v4').waitFor();
    await other.context.close();
    await save(page);
    await page.getByText('Taken over from it, as you had not touched them: Tags.').waitFor();
    await page.getByRole('button', { name: 'Save as version 5' }).click();
    await page.getByText('mail · string · v5').waitFor();
    expect(await stored()).toMatchObject({ description: 'Mine', tags: ['theirs'] });
  });

  it('leaves what both changed to the reader, and looks right with it', async () => {
    const { page } = admin;
    await edit(page, async () => {
      await page.getByLabel('Description').fill('Mine again');
      await page.getByRole('textbox', { name: 'Value' }).fill('my-value');
    });
    const params = { path: { key: KEY }, header: { 'If-Match': '"5"' } };
    const body = { type: 'string', category: 'mail', description: 'Theirs', value: 'their-value' } as const;
    await unwrap(client.PUT('/api/secure-settings/{key}', { params, body }));
    await save(page);
    await page.getByRole('group', { name: 'Description' }).getByLabel('Take theirs: Theirs').check();
    expect(await lookAt(page, 'setting-conflict')).toEqual([]);
    expect(await page.getByRole('button', { name: 'Save as version 7' }).isEnabled()).toBe(false);
    await page.getByRole('group', { name: 'Value' }).getByLabel('Keep mine').check();
    await page.getByRole('button', { name: 'Save as version 7' }).click();
    await page.getByText('mail · string · v7').waitFor();
    expect((await stored()).description).toBe('Theirs');
  });

  it('lets what expires on a day in Los Angeles be good until that day ends there', async () => {
    const { page, newPage } = admin;
    const west = await newPage({
      storageState: await page.context().storageState(),
      timezoneId: 'America/Los_Angeles',
    });
    await edit(west.page, () => west.page.getByLabel('Expires on').fill('2031-07-04'));
    await west.page.getByText('2031-07-05 06:59:59 UTC').waitFor();
    await save(west.page);
    await west.page.getByText('mail · string · v8').waitFor();
    expect((await stored()).expiresAt).toBe('2031-07-05T06:59:59.999Z');
    await west.page.getByRole('link', { name: 'Edit' }).click();
    expect(await west.page.getByLabel('Expires on').inputValue()).toBe('2031-07-04');
    await west.context.close();
  });

  it('sets constraints, and says beside the field what is wrong with one', async () => {
    const { page } = admin;
    await edit(page, async () => {
      await page.getByText('Constraints on the value').click();
      await page.getByLabel('Shortest, in characters').fill('100');
    });
    await save(page);
    await page.locator('mat-error', { hasText: 'must have at least 100 characters' }).waitFor();
    await page.getByLabel('Shortest, in characters').fill('4');
    await save(page);
    await page.getByText('mail · string · v9').waitFor();
    expect((await stored()).constraints).toEqual({ minLength: 4 });
  });

  it('never made the browser complain', () => {
    expect(admin.complaints).toEqual([]);
  });
});
