import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { createGatehouseClient, unwrap } from '@gatehouse/api-client';
import { eicarInsidePdf, makeJpeg } from '@gatehouse/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Console, goTo, openConsole, PASSWORD, signInFirstTime } from './support/console.ts';

const SHOTS = join(import.meta.dirname, '../../reports/ci/screenshots');
const THEMES = ['light', 'dark'] as const;
const WIDTHS = [1280, 360] as const;

interface PageToLookAt {
  readonly name: string;
  readonly path: string;
  /** In the tree once the page has its content. */
  readonly ready: string;
}

let admin: Console;
let pages: readonly PageToLookAt[];

beforeAll(async () => {
  mkdirSync(SHOTS, { recursive: true });
  admin = await openConsole();
  await signInFirstTime(admin.page, admin.url, admin.gatehouse.adminPassword);
  const entry = await fill(admin);
  pages = [
    { name: 'overview', path: '/overview', ready: '.recent li .what' },
    { name: 'settings', path: '/settings', ready: '.row-link' },
    { name: 'setting', path: '/settings/key/smtp.password', ready: 'gh-setting-history li' },
    { name: 'setting-new', path: '/settings/new', ready: 'gh-setting-form-sheet form' },
    { name: 'setting-edit', path: '/settings/key/smtp.password/edit', ready: 'gh-setting-form-sheet form' },
    { name: 'uploads', path: '/uploads', ready: '.row-link' },
    { name: 'audit', path: '/audit', ready: '.row-link' },
    { name: 'audit-filtered', path: '/audit?status=success&text=smtp', ready: '.active-filter' },
    { name: 'audit-entry', path: `/audit/${entry}`, ready: 'gh-signature-state .notice' },
    { name: 'change-password', path: '/change-password', ready: 'gh-change-password-page form' },
    { name: 'not-found', path: '/nowhere', ready: 'gh-not-found-page' },
  ];
});
afterAll(() => admin.stop());

describe.each(THEMES)('every page in the %s theme', (theme) => {
  it('breaks no rule of WCAG 2.2 AA that axe can see, wide and narrow', async () => {
    const { page } = admin;
    await page.emulateMedia({ colorScheme: theme });
    const faults: string[] = [];
    for (const { name, path, ready } of pages) {
      await goTo(page, path);
      await page.waitForSelector(ready);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: width === 360 ? 740 : 800 });
        faults.push(...(await axeFaults(page, `${name} ${width}`)));
        await shoot(page, `${name}-${theme}-${width}`);
        expect(await overflow(page), `${name} at ${width} px is wider than the screen`).toBe(0);
      }
    }
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
  it('lives under /ru/, says everything in Russian, and fits', async () => {
    const storageState = await admin.page.context().storageState();
    const { context, page } = await admin.newPage({ storageState, locale: 'ru-RU' });
    await page.goto(`${admin.url}/ru/overview`);
    for (const { name, path, ready } of pages) {
      await goTo(page, `/ru${path}`);
      await page.waitForSelector(ready);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: width === 360 ? 740 : 800 });
        await shoot(page, `ru-${name}-light-${width}`);
        expect(await overflow(page), `${name} at ${width} px is wider than the screen`).toBe(0);
      }
      expect(await englishWords(page), name).toEqual([]);
    }
    expect(await page.locator('html').getAttribute('lang')).toBe('ru');
    await context.close();
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

/** Enough of everything that the pages look as they do in use. @returns the id of an audit entry with much to show */
async function fill({ gatehouse, page }: Console): Promise<string> {
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
    { key: 'crm.endpoint', value: 'https://crm.example.com/api', category: 'crm', type: 'url' },
    { key: 'limits.max-batch', value: 250, category: 'observability', type: 'number' },
    { key: 'payments.public-certificate-of-the-acquirer', value: 'x', category: 'payments', type: 'string' },
  ] as const;
  for (const body of settings)
    await unwrap(
      client.POST('/api/secure-settings', { body: { ...body, tags: [...('tags' in body ? body.tags : [])] } }),
    );
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
  const lines = page.getByRole('list', { name: 'Files of this visit' });
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
  return items[0]?.id ?? '';
}

async function axeFaults(page: Page, where: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${where}: ${id} ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
  );
}

/** How many pixels of the page are wider than the screen. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(
    `[document.documentElement, ...document.querySelectorAll('main')].reduce((sum, one) => sum + Math.max(0, one.scrollWidth - one.clientWidth), 0)`,
  );
}

/** Words of the frame and the headings that should have been translated. */
async function englishWords(page: Page): Promise<string[]> {
  const texts = await page.locator('h1, h2, nav a, th, dt, button[mat-button], label').allInnerTexts();
  const names = /^(Gatehouse|SHA-256|[a-z0-9._-]+|English|IMG_.*|.*\.(jpg|pdf))$/;
  return texts
    .map((text) => text.trim())
    .filter((text) => /[A-Za-z]{3,}/.test(text) && !/[а-яё]/i.test(text) && !names.test(text));
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(SHOTS, `${name}.png`), animations: 'disabled' });
}
