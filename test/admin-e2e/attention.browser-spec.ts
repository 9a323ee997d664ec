import { createGatehouseClient, unwrap } from '@gatehouse/api-client';
import { eicarInsidePdf } from '@gatehouse/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Console, goTo, openConsole, PASSWORD, signInFirstTime } from './support/console.ts';
import { lookAt, overflow, shoot } from './support/look.ts';

const DAY_MS = 86_400_000;
const LONG_KEY = `mail.relay.${'of-the-second-data-centre.'.repeat(4)}password`;
let admin: Console;

beforeAll(async () => {
  admin = await openConsole({ environment: { LOGIN_LOCK_AFTER: '3' } });
  await signInFirstTime(admin.page, admin.url, admin.gatehouse.adminPassword);
});
afterAll(() => admin.stop());

describe('the overview of a new installation', () => {
  it('says what to begin with, and that nothing waits', async () => {
    const { page } = admin;
    const start = page.getByRole('region', { name: 'Start here' });
    await start.getByRole('link', { name: 'Set up two-step sign-in for yourself' }).waitFor();
    expect(await start.getByRole('listitem').count()).toBe(4);
    await page.getByText('Nothing needs you now.').waitFor();
    expect(await page.getByText('No files yet. Upload the first one').count()).toBe(1);
    expect(await lookAt(page, 'overview-start')).toEqual([]);
    await start.getByRole('link', { name: 'Store the first setting' }).click();
    await page.waitForURL('**/settings/new');
  });

  it('ticks off what is done', async () => {
    const { page } = admin;
    await fill();
    await page.goto(`${admin.url}/overview`);
    const start = page.getByRole('region', { name: 'Start here' });
    await start.getByText('Store the first setting, done').waitFor();
    expect(await start.getByRole('link', { name: 'Create the first service account' }).count()).toBe(1);
  });

  it('can do without that list, for good', async () => {
    const { page } = admin;
    const start = page.getByRole('region', { name: 'Start here' });
    await start.getByRole('button', { name: 'Hide' }).click();
    await start.waitFor({ state: 'detached' });
    await page.reload();
    await page
      .getByRole('link', { name: /^Renew/ })
      .first()
      .waitFor();
    expect(await start.count()).toBe(0);
  });
});

describe('what needs somebody', () => {
  it('stands on the overview, the worst first, and as numbers in the rail', async () => {
    const { page } = admin;
    const lines = page.getByRole('region', { name: 'Needs you' }).getByRole('listitem');
    expect((await lines.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim())).toEqual([
      'Infected files, deleted; the last one this week 1 Look at them',
      'Settings that have expired 1 Renew',
      'Locked users 1 Unlock',
      'Settings that expire within 14 days 3 Renew',
    ]);
    const rail = page.getByRole('navigation', { name: 'Pages' });
    expect(await rail.getByRole('link', { name: 'Settings', exact: true }).innerText()).toBe('Settings\n4');
    expect(await rail.getByRole('link', { name: 'Uploads', exact: true }).getAttribute('title')).toBe('Needs you: 1');
    expect(await rail.getByRole('link', { name: 'Users', exact: true }).innerText()).toBe('Users\n1');
    expect(await rail.getByRole('link', { name: 'Audit', exact: true }).getAttribute('title')).toBeNull();
    expect(await lookAt(page, 'overview-attention')).toEqual([]);
  });

  it('is one press away, on the page with its filter', async () => {
    const { page } = admin;
    await page.getByRole('link', { name: 'Renew: Settings that have expired' }).click();
    await page.waitForURL('**/settings?q=expires:%3C0d');
    await page.getByRole('link', { name: 'mail.expired' }).waitFor();
    await page.getByText('Showing 1 of 1').waitFor();
    await goTo(page, '/overview');
    await page.getByRole('link', { name: /^Look at them/ }).click();
    await page.waitForURL('**/uploads?status=infected');
    await page.getByRole('link', { name: 'invoice.pdf' }).waitFor();
    await goTo(page, '/overview');
    await page.getByRole('link', { name: 'Unlock: Locked users' }).click();
    await page.waitForURL('**/users?state=locked');
    await page.getByText('Showing 1 of 1').waitFor();
    expect(await page.getByLabel('State').locator('option:checked').innerText()).toBe('Locked');
    await page.getByRole('link', { name: 'grace', exact: true }).click();
    await page.getByRole('button', { name: 'Unlock' }).click();
    await page.getByRole('button', { name: 'Unlock' }).waitFor({ state: 'detached' });
    await goTo(page, '/overview');
    await page.getByRole('link', { name: 'Unlock: Locked users' }).waitFor({ state: 'detached' });
  });

  it('is gone from the overview as soon as it is dealt with', async () => {
    const { page, gatehouse } = admin;
    // the overview asks when it is opened
    await goTo(page, '/account');
    await gatehouse.owner.query(`UPDATE secure_settings SET expires_at = NULL WHERE key LIKE 'mail.%' AND key <> $1`, [
      LONG_KEY,
    ]);
    await goTo(page, '/overview');
    const rail = page.getByRole('navigation', { name: 'Pages' });
    const settings = rail.getByRole('link', { name: 'Settings', exact: true });
    await expect.poll(() => settings.innerText()).toBe('Settings\n1');
    await page.getByRole('link', { name: 'Renew: Settings that expire within 14 days' }).waitFor();
    expect(await page.getByRole('link', { name: 'Renew: Settings that have expired' }).count()).toBe(0);
  });

  it('is never cut off beside a long key', async () => {
    const { page } = admin;
    await goTo(page, '/settings?q=expires:%3C14d');
    const row = page.getByRole('row').filter({ hasText: 'mail.relay' });
    const chip = row.getByText('Expires soon');
    await chip.waitFor();
    for (const width of [1280, 1000, 360]) {
      await page.setViewportSize({ width, height: 800 });
      const [cell, inside] = [await row.locator('td.lead').boundingBox(), await chip.boundingBox()];
      expect(inside!.x + inside!.width).toBeLessThanOrEqual(cell!.x + cell!.width);
      await shoot(page, `settings-long-key-${width}`);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('is said in Russian, and fits', async () => {
    const storageState = await admin.page.context().storageState();
    const { context, page } = await admin.newPage({ storageState, locale: 'ru-RU' });
    await admin.gatehouse.owner.query(
      `UPDATE secure_settings SET expires_at = now() + interval '3 days' WHERE key LIKE 'mail.%'`,
    );
    await page.goto(`${admin.url}/ru/overview`);
    await page.getByText('Настройки, срок действия которых истекает').waitFor();
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 });
      await shoot(page, `ru-overview-attention-${width}`);
      expect(await overflow(page)).toBe(0);
    }
    await context.close();
  });
});

it('never made the browser complain', () => {
  expect(admin.complaints).toEqual([]);
});

/** A locked user, an infected file, one setting that has expired and three that soon will, one of them with a long name. */
async function fill(): Promise<void> {
  const { baseUrl, owner } = admin.gatehouse;
  const open = createGatehouseClient({ baseUrl });
  const { accessToken } = await unwrap(open.POST('/api/auth/login', { body: { login: 'admin', password: PASSWORD } }));
  const client = createGatehouseClient({ baseUrl, accessToken: () => accessToken });
  const expiresAt = new Date(Date.now() + 3 * DAY_MS).toISOString();
  for (const key of ['mail.expired', 'mail.soon', 'mail.sooner', LONG_KEY])
    await unwrap(
      client.POST('/api/secure-settings', { body: { key, value: 'x', category: 'mail', type: 'string', expiresAt } }),
    );
  await owner.query(`UPDATE secure_settings SET expires_at = now() - interval '1 hour' WHERE key = 'mail.expired'`);
  await unwrap(client.POST('/api/users', { body: { login: 'grace', role: 'viewer' } }));
  let status = 401;
  for (let tries = 0; status === 401 && tries < 5; tries += 1) {
    const body = { login: 'grace', password: `a wrong guess ${tries}` };
    status = (await open.POST('/api/auth/login', { body })).response.status;
  }
  expect(status).toBe(429);
  const { page } = admin;
  await goTo(page, '/uploads');
  const file = { name: 'invoice.pdf', mimeType: 'application/pdf', buffer: eicarInsidePdf() };
  await page.getByLabel('Files to upload').setInputFiles([file]);
  await page.getByRole('list', { name: 'Files from this visit' }).getByText('Infected, deleted').waitFor();
}
