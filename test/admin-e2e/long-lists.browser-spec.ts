import { createGatehouseClient, unwrap } from '@gatehouse/api-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Console, openConsole, PASSWORD, signInFirstTime } from './support/console.ts';
import { lookAt, shoot } from './support/look.ts';

const COPIES = 2_999;
const DRAWN_AT_MOST = 250;

let admin: Console;
beforeAll(async () => {
  admin = await openConsole();
  await signInFirstTime(admin.page, admin.url, admin.gatehouse.adminPassword);
  await fill(admin);
});
afterAll(() => admin.stop());

describe('a list of thousands', () => {
  it('is read on as one scrolls, says how much of it that is, and draws no more than what is near', async () => {
    const { page } = admin;
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByText('Showing 50 of 3,000').waitFor();
    expect(await page.locator('table').getAttribute('aria-rowcount')).toBe('3001');
    for (const shown of [150, 300, 450, 600]) {
      await scrollDownUntil(shown);
      expect(await page.locator('.row-link').count()).toBeLessThan(DRAWN_AT_MOST);
    }
    const head = await page.getByRole('columnheader', { name: 'Key' }).boundingBox();
    expect(head?.y).toBe(0);
    await shoot(page, 'settings-long');
  });

  it('is found where it was left, with what has changed meanwhile', async () => {
    const { page, gatehouse } = admin;
    await page.getByRole('link', { name: 'Audit', exact: true }).click();
    await page.locator('gh-audit-page .row-link').first().waitFor();
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await expect.poll(() => scrollTop()).toBeGreaterThan(10_000);
    await page.evaluate(`document.querySelector('main').scrollTo(0, 0)`);
    await page.getByRole('button', { name: 'Read the list again' }).click();
    await page.getByText('Showing 50 of 3,000').waitFor();
    await gatehouse.owner.query(`UPDATE secure_settings SET category = 'moved' WHERE key = 'copy.0001'`);
    await page.evaluate(`dispatchEvent(new Event('focus'))`);
    await page
      .getByRole('row', { name: /copy\.0001/ })
      .getByRole('button', { name: 'moved' })
      .waitFor();
  });

  it('is walked through with the arrows: down the rows, and along one', async () => {
    const { page } = admin;
    await page.getByRole('link', { name: 'copy.0001' }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const focused = () => page.evaluate(`document.activeElement.textContent.trim()`);
    expect(await focused()).toBe('copy.0003');
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe('mail');
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toBe('copy.0002');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('copy.0003');
  });
});

describe('the line that filters it', () => {
  it('suggests what it can filter by, and its values, by keyboard', async () => {
    const { page } = admin;
    await page.getByRole('heading', { name: 'Secure settings' }).click();
    await page.keyboard.press('/');
    await page.keyboard.type('0003 ca');
    const line = page.getByRole('combobox', { name: 'Filter settings' });
    await page.getByRole('option', { name: 'category:' }).waitFor();
    expect(await line.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('ArrowDown');
    await page.locator('[role=option][aria-selected=true]', { hasText: 'category:' }).waitFor();
    expect(await line.getAttribute('aria-activedescendant')).toBe(
      await page.locator('[role=option][aria-selected=true]').getAttribute('id'),
    );
    expect(await lookAt(page, 'settings-suggestions')).toEqual([]);
    await page.keyboard.press('Enter');
    await page.keyboard.type('mai');
    await page.getByRole('option', { name: 'mail' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByText('Showing 1 of 1').waitFor();
    expect(await line.inputValue()).toBe('0003 category:mail ');
    expect(await line.getAttribute('aria-expanded')).toBe('false');
  });

  it('finds by tags, any of several categories, and what expires soon', async () => {
    const { page, gatehouse } = admin;
    await gatehouse.owner.query(
      `UPDATE secure_settings SET tags = '{prod}', expires_at = now() + interval '3 days' WHERE key = 'copy.0042'`,
    );
    const line = page.getByRole('combobox', { name: 'Filter settings' });
    for (const typed of ['tag:prod', 'expires:<14d', 'category:moved,none']) {
      await line.fill(typed);
      await page.keyboard.press('Enter');
      await page.getByText('Showing 1 of 1').waitFor();
      await line.fill('copy');
      await page.keyboard.press('Enter');
      await page.getByText('Showing 50 of 3,000').waitFor();
    }
  });

  it('says which filter does not exist, and leaves the list as it is', async () => {
    const { page } = admin;
    const line = page.getByRole('combobox', { name: 'Filter settings' });
    await line.fill('color:red');
    await page.keyboard.press('Enter');
    await page.getByText('Settings have no filter “color”.').waitFor();
    expect(await page.getByText('Showing 50 of 3,000').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.getByText('Settings have no filter').waitFor({ state: 'hidden' });
  });
});

describe('Ctrl-K', () => {
  it('opens a setting with Enter after its first letters, and a page', async () => {
    const { page } = admin;
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Go to' }).waitFor();
    await page.keyboard.type('copy.004');
    await page.locator('[role=option][aria-selected=true]', { hasText: 'copy.0040' }).waitFor();
    expect(await lookAt(page, 'palette')).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/settings/key/copy.0042');
    await page.getByRole('heading', { name: 'copy.0042' }).waitFor();
    await page.locator('gh-palette').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Go to' }).waitFor();
    await page.keyboard.type('sign');
    await page.locator('[role=option][aria-selected=true]', { hasText: 'Signing keys' }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/keys');
  });

  it('made nobody complain', () => {
    expect(admin.complaints).toEqual([]);
  });
});

async function scrollDownUntil(shown: number): Promise<void> {
  const { page } = admin;
  const enough = async () => {
    await page.evaluate(`document.querySelector('main').scrollBy(0, 2000)`);
    return Number(/Showing ([\d,]+)/.exec(await page.locator('gh-list-frame .count').innerText())?.[1]);
  };
  await expect.poll(enough).toBeGreaterThanOrEqual(shown);
}

function scrollTop(): Promise<number> {
  return admin.page.evaluate<number>(`document.querySelector('main').scrollTop`);
}

async function fill({ gatehouse }: Console): Promise<void> {
  const { baseUrl } = gatehouse;
  const open = createGatehouseClient({ baseUrl });
  const { accessToken } = await unwrap(open.POST('/api/auth/login', { body: { login: 'admin', password: PASSWORD } }));
  const client = createGatehouseClient({ baseUrl, accessToken: () => accessToken });
  const body = { key: 'copy.0000', value: 'secret', category: 'mail', type: 'string' } as const;
  await unwrap(client.POST('/api/secure-settings', { body }));
  await gatehouse.owner.query(
    `INSERT INTO secure_settings (id, key, version, category, type, description, tags, constraints, sensitive, expires_at,
                                  ciphertext, key_id, created_at, updated_at, updated_by)
     SELECT gen_random_uuid(), 'copy.' || lpad(n::text, 4, '0'), version, category, type, description, tags, constraints,
            sensitive, expires_at, ciphertext, key_id, created_at, updated_at, updated_by
     FROM secure_settings, generate_series(1, $1::int) AS n WHERE key = 'copy.0000'`,
    [COPIES],
  );
}
