import { createGatehouseClient, type GatehouseClient, type ServiceScope, unwrap } from '@gatehouse/api-client';
import { eicarInsidePdf, makeJpeg } from '@gatehouse/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Console, goTo, openConsole, PASSWORD, signInFirstTime } from './support/console.ts';
import { axeFaults, overflow, shoot } from './support/look.ts';

const THEMES = ['light', 'dark'] as const;
const WIDTHS = [1280, 360] as const;

interface PageToLookAt {
  readonly name: string;
  /** With the name of an id in it: see `ids`. */
  readonly path: string;
  /** In the tree once the page has its content. */
  readonly ready: string;
}

let admin: Console;
/** `$account`: a service account with two secrets. `$entry`: an audit entry with much to show. `$colleague`: a user with a long login. `$admin`: who is looking. */
let ids: Readonly<Record<'$account' | '$entry' | '$colleague' | '$admin', string>>;

const PAGES: readonly PageToLookAt[] = [
  { name: 'overview', path: '/overview', ready: '.recent li .what' },
  { name: 'settings', path: '/settings', ready: 'gh-settings-page .row-link' },
  { name: 'setting', path: '/settings/key/smtp.password', ready: 'gh-setting-history li' },
  { name: 'setting-plain', path: '/settings/key/crm.endpoint', ready: 'gh-setting-history li' },
  { name: 'setting-deleted', path: '/settings/key/retired.token', ready: 'gh-setting-sheet .notice' },
  { name: 'setting-new', path: '/settings/new', ready: 'gh-setting-form-sheet form' },
  { name: 'setting-edit', path: '/settings/key/smtp.password/edit', ready: 'gh-setting-form-sheet form' },
  { name: 'uploads', path: '/uploads', ready: 'gh-uploads-page .row-link' },
  { name: 'audit', path: '/audit', ready: 'gh-audit-page .row-link' },
  { name: 'audit-filtered', path: '/audit?status=success&text=smtp', ready: '.active-filter' },
  { name: 'audit-entry', path: '/audit/$entry', ready: 'gh-signature-state .notice' },
  { name: 'keys', path: '/keys', ready: 'gh-key-timeline .signing' },
  { name: 'service-accounts', path: '/service-accounts', ready: 'gh-service-accounts-page .row-link' },
  { name: 'service-account', path: '/service-accounts/$account', ready: '.secrets li' },
  { name: 'service-account-new', path: '/service-accounts/new', ready: 'gh-service-account-form-sheet form' },
  {
    name: 'service-account-edit',
    path: '/service-accounts/$account/edit',
    ready: 'gh-service-account-form-sheet form',
  },
  { name: 'account', path: '/account', ready: 'gh-account-page tbody tr' },
  { name: 'users', path: '/users', ready: 'gh-users-page .row-link' },
  { name: 'user', path: '/users/$colleague', ready: 'gh-user-sheet li' },
  { name: 'user-own', path: '/users/$admin', ready: 'gh-user-sheet .notice' },
  { name: 'user-new', path: '/users/new', ready: 'gh-user-form-sheet form' },
  { name: 'change-password', path: '/change-password', ready: 'gh-change-password-page form' },
  { name: 'not-found', path: '/nowhere', ready: 'gh-not-found-page' },
];

beforeAll(async () => {
  admin = await openConsole();
  await signInFirstTime(admin.page, admin.url, admin.gatehouse.adminPassword);
  const { account, entry } = await fill(admin);
  ids = {
    $account: account,
    $entry: entry,
    $colleague: await idOf('margarethe.von-hohenlohe@operations.example.com'),
    $admin: await idOf('admin'),
  };
});
afterAll(() => admin.stop());

describe.each(THEMES)('every page in the %s theme', (theme) => {
  it.each(PAGES)('breaks no rule of WCAG 2.2 AA that axe can see, wide and narrow: $name', async (one) => {
    const { page } = admin;
    await page.emulateMedia({ colorScheme: theme });
    const faults: string[] = [];
    await goTo(page, addressOf(one));
    await page.waitForSelector(one.ready);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: width === 360 ? 740 : 800 });
      faults.push(...(await axeFaults(page, `${one.name} ${width}`)));
      await shoot(page, `${one.name}-${theme}-${width}`);
      expect(await overflow(page), `${one.name} at ${width} px is wider than the screen`).toBe(0);
    }
    expect(faults).toEqual([]);
  });

  it('holds for the dialog of a one-time password too', async () => {
    const { page } = admin;
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width: 1280, height: 800 });
    await goTo(page, `/users/${await idOf('ada')}`);
    await page.getByRole('button', { name: 'Reset password' }).click();
    // the sheet behind it is a dialog with such a button too
    await page.locator('mat-dialog-container').getByRole('button', { name: 'Reset password' }).click();
    await page.getByTestId('one-time-secret').waitFor();
    const faults: string[] = [];
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: width === 360 ? 740 : 800 });
      faults.push(...(await axeFaults(page, `one-time password ${width}`)));
      await shoot(page, `user-password-${theme}-${width}`);
    }
    await page.getByRole('checkbox', { name: 'I have passed it on' }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
    await page.getByTestId('one-time-secret').waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
  });

  it('holds for the sign-in page too', async () => {
    const { context, page } = await admin.newPage({ colorScheme: theme });
    await page.goto(`${admin.url}/sign-in`);
    await page.getByLabel('Login').waitFor();
    const faults: string[] = [];
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: width === 360 ? 740 : 800 });
      faults.push(...(await axeFaults(page, `sign-in ${width}`)));
      await shoot(page, `sign-in-${theme}-${width}`);
    }
    await context.close();
    expect(faults).toEqual([]);
  });
});

describe('the console in Russian', () => {
  let russian: Awaited<ReturnType<Console['newPage']>>;

  beforeAll(async () => {
    const storageState = await admin.page.context().storageState();
    russian = await admin.newPage({ storageState, locale: 'ru-RU' });
    await russian.page.goto(`${admin.url}/ru/overview`);
  });
  afterAll(() => russian.context.close());

  it.each(PAGES)('lives under /ru/, says everything in Russian, and fits: $name', async (one) => {
    const { page } = russian;
    await goTo(page, `/ru${addressOf(one)}`);
    await page.waitForSelector(one.ready);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: width === 360 ? 740 : 800 });
      await shoot(page, `ru-${one.name}-light-${width}`);
      expect(await overflow(page), `${one.name} at ${width} px is wider than the screen`).toBe(0);
    }
    expect(await englishWords(page)).toEqual([]);
    expect(await page.locator('html').getAttribute('lang')).toBe('ru');
  });
});

describe('the bar of a narrow screen', () => {
  it('holds four places, and the others behind "More", by keyboard alone', async () => {
    const { page } = admin;
    const bar = page.getByRole('navigation', { name: 'Pages' });
    const more = bar.getByRole('button', { name: 'More' });
    await page.setViewportSize({ width: 1280, height: 800 });
    await goTo(page, '/overview');
    expect(await bar.getByRole('link').count()).toBe(7);
    expect(await more.count()).toBe(0);
    await page.setViewportSize({ width: 360, height: 740 });
    // beside some of them stands how much waits there
    const names = (await bar.getByRole('link').allInnerTexts()).map((text) => text.split('\n')[0]);
    expect(names).toEqual(['Overview', 'Settings', 'Uploads', 'Audit']);
    expect(await more.getAttribute('aria-current')).toBeNull();

    await more.focus();
    await page.keyboard.press('Enter');
    const items = page.getByRole('menuitem');
    await items.first().waitFor();
    expect(await items.allInnerTexts()).toEqual(['Signing keys', 'Service accounts', 'Users']);
    // the menu takes the focus once it has opened: keys that are pressed earlier still go to the button
    const focused = (name: string) => page.locator('[role=menuitem]:focus', { hasText: name }).waitFor();
    await focused('Signing keys');
    await page.keyboard.press('ArrowDown');
    await focused('Service accounts');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/service-accounts');
    await expect.poll(() => more.getAttribute('aria-current')).toBe('true');

    await items.first().waitFor({ state: 'hidden' });
    await more.focus();
    await page.keyboard.press('Enter');
    await page.locator('[role=menuitem][aria-current=page]', { hasText: 'Service accounts' }).waitFor();
    await shoot(page, 'more-light-360');
    // a menu floats over the page, outside of its landmarks
    const faults = await axeFaults(page, 'more');
    expect(faults.filter((fault) => !fault.startsWith('more: region '))).toEqual([]);
    await page.keyboard.press('Escape');
    await items.first().waitFor({ state: 'hidden' });
    await page.locator('button:focus', { hasText: 'More' }).waitFor();
  });
});

describe('the theme', () => {
  it('follows the person who chose one, over reloads', async () => {
    const storageState = await admin.page.context().storageState();
    const { context, page } = await admin.newPage({ storageState, colorScheme: 'light' });
    await page.goto(`${admin.url}/overview`);
    await page.getByRole('button', { name: 'Your account' }).click();
    await page.getByRole('menuitemradio', { name: 'Dark theme' }).click();
    await page.reload();
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    expect(await page.evaluate('getComputedStyle(document.documentElement).colorScheme')).toBe('dark');
    await context.close();
  });
});

it('never made the browser complain', () => {
  expect(admin.complaints).toEqual([]);
});

function addressOf({ path }: PageToLookAt): string {
  return path.replace(/\$\w+/, (name) => ids[name as keyof typeof ids]);
}

async function idOf(login: string): Promise<string> {
  const { rows } = await admin.gatehouse.owner.query<{ id: string }>('SELECT id FROM users WHERE login = $1', [login]);
  return rows[0]!.id;
}

/** Enough of everything that the pages look as they do in use. */
async function fill({ gatehouse, page }: Console): Promise<{ account: string; entry: string }> {
  const { baseUrl } = gatehouse;
  const open = createGatehouseClient({ baseUrl });
  const { accessToken } = await unwrap(open.POST('/api/auth/login', { body: { login: 'admin', password: PASSWORD } }));
  const client = createGatehouseClient({ baseUrl, accessToken: () => accessToken });
  const settings = [
    {
      key: 'smtp.password',
      value: 'correct-horse',
      category: 'mail',
      type: 'string',
      description: 'Mail relay; ask the platform team',
      tags: ['prod'],
    },
    {
      key: 'billing.webhook-secret',
      value: 'whsec',
      category: 'billing',
      type: 'string',
      expiresAt: new Date(Date.now() + 5 * 86_400_000).toISOString(),
    },
    { key: 'crm.endpoint', value: 'https://crm.example.com/api', category: 'crm', type: 'url', sensitive: false },
    { key: 'limits.max-batch', value: 250, category: 'observability', type: 'number', sensitive: false },
    { key: 'retired.token', value: 'x', category: 'mail', type: 'string' },
    { key: 'payments.public-certificate-of-the-acquirer', value: 'x', category: 'payments', type: 'string' },
  ] as const;
  for (const body of settings)
    await unwrap(
      client.POST('/api/secure-settings', { body: { ...body, tags: [...('tags' in body ? body.tags : [])] } }),
    );
  const retired = { path: { key: 'retired.token' }, header: { 'If-Match': '"1"' } };
  await unwrap(client.DELETE('/api/secure-settings/{key}', { params: retired }));
  const people = [
    ['ada', 'admin'],
    ['grace.hopper', 'auditor'],
    ['margarethe.von-hohenlohe@operations.example.com', 'viewer'],
    ['former.colleague', 'viewer'],
  ] as const;
  for (const [login, role] of people) {
    const { user } = await unwrap(client.POST('/api/users', { body: { login, role } }));
    if (login.startsWith('former'))
      await unwrap(client.POST('/api/users/{id}/disable', { params: { path: { id: user.id } } }));
  }
  await gatehouse.owner.query(`UPDATE users SET must_change_password = false WHERE login = 'ada'`);
  for (const [version, value] of [
    [1, 'second'],
    [2, 'third'],
  ] as const) {
    await unwrap(
      client.PUT('/api/secure-settings/{key}', {
        params: { path: { key: 'smtp.password' }, header: { 'If-Match': `"${version}"` } },
        body: { value, category: 'mail', type: 'string', description: `Changed ${version}` },
      }),
    );
  }
  const accountId = await fillKeysAndAccounts(gatehouse, client);
  await goTo(page, '/uploads');
  await page.getByLabel('Files to upload').setInputFiles([
    { name: 'beach.jpg', mimeType: 'image/jpeg', buffer: await makeJpeg() },
    {
      name: 'a-very-long-name-of-a-photo-from-a-trip-to-the-mountains-last-summer.jpg',
      mimeType: 'image/jpeg',
      buffer: await makeJpeg({ width: 320, height: 200 }),
    },
    { name: 'invoice.pdf', mimeType: 'application/pdf', buffer: eicarInsidePdf() },
    { name: 'IMG_0042.heic', mimeType: 'image/heic', buffer: Buffer.from('x') },
  ]);
  const lines = page.getByRole('list', { name: 'Files from this visit' });
  await lines.getByText('Infected, deleted').waitFor();
  await lines.getByText('Clean').nth(1).waitFor();
  for (const theme of THEMES) {
    for (const width of WIDTHS) {
      await page.emulateMedia({ colorScheme: theme });
      await page.setViewportSize({ width, height: width === 360 ? 740 : 800 });
      await shoot(page, `uploads-sending-${theme}-${width}`);
    }
  }
  const query = { type: ['setting_updated' as const], limit: 1 };
  const { items } = await unwrap(client.GET('/api/audit', { params: { query } }));
  return { account: accountId, entry: items[0]?.id ?? '' };
}

/** Keys in the middle of their day, and service accounts of every kind. @returns the id of one with two secrets */
async function fillKeysAndAccounts({ owner }: Console['gatehouse'], client: GatehouseClient): Promise<string> {
  await owner.query(
    `UPDATE jwt_keys SET created_at = created_at - interval '9 hours' WHERE status IN ('current', 'next')`,
  );
  await unwrap(client.POST('/api/keys/rotate', { body: {} }));
  await owner.query(
    `UPDATE jwt_keys SET activates_at = now() - interval '20 minutes', created_at = now() - interval '9 hours',
       retires_at = now() + interval '14 hours', expires_at = now() + interval '15 hours' WHERE status = 'current'`,
  );
  await owner.query(
    `UPDATE jwt_keys SET activates_at = now() - interval '9 hours', retires_at = now() - interval '20 minutes',
       expires_at = now() + interval '40 minutes' WHERE status = 'previous'`,
  );
  await owner.query(`UPDATE jwt_keys SET activates_at = now() + interval '14 hours' WHERE status = 'next'`);
  await owner.query(
    `INSERT INTO jwt_keys (id, version, algorithm, public_key, status, is_active, created_at, activates_at, retires_at, expires_at)
     SELECT gen_random_uuid(), gen_random_uuid(), k.algorithm, k.public_key, old.status, false, old.at - interval '2 days',
            old.at - interval '1 day', old.at, old.at
     FROM jwt_keys k, (SELECT now() - days * interval '1 day' AS at, CASE days WHEN 3 THEN 'revoked' ELSE 'retired' END AS status
                       FROM generate_series(1, 7) AS days) AS old
     WHERE k.status = 'previous'`,
  );
  const make = (name: string, scopes: ServiceScope[], more: object = {}) =>
    unwrap(client.POST('/api/service-accounts', { body: { name, scopes, ...more } }));
  const { account } = await make('import-production', ['settings:list', 'settings:reveal', 'uploads:write'], {
    description: 'Nightly import of the partners; ask the data team',
    ipAllowList: ['10.20.0.0/16', '2001:db8::/48'],
    secretLabel: 'vault, production',
    secretLifetimeDays: 7,
  });
  await unwrap(
    client.POST('/api/service-accounts/{id}/secrets', {
      params: { path: { id: account.id } },
      body: { label: 'vault, spring rotation', lifetimeDays: 90 },
    }),
  );
  await make('token-gateway', ['tokens:introspect'], { secretLifetimeDays: 7 });
  const { account: old } = await make('reporting-of-the-finance-department-in-the-old-region', ['audit:read']);
  await unwrap(client.POST('/api/service-accounts/{id}/disable', { params: { path: { id: old.id } } }));
  await owner.query(
    `UPDATE service_account_secrets SET last_used_at = now() - interval '3 minutes' WHERE account_id = $1`,
    [account.id],
  );
  return account.id;
}

/** Words of the frame and the headings that should have been translated. */
async function englishWords(page: Page): Promise<string[]> {
  const texts = await page.locator('h1, h2, nav a, th, dt, button[mat-button], label').allInnerTexts();
  const names = /^(Gatehouse|SHA-256|[a-z0-9._@-]+|English|IMG_.*|.*\.(jpg|pdf))$/;
  return texts
    .map((text) => text.trim())
    .filter((text) => /[A-Za-z]{3,}/.test(text) && !/[а-яё]/i.test(text) && !names.test(text));
}
