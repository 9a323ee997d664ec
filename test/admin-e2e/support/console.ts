import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createAdminServer } from '@gatehouse/local-servers';
import { type Gatehouse, type GatehouseOptions, startGatehouse } from '@gatehouse/testing';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const ROOT = join(import.meta.dirname, '../../..');
const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A running system with its console, looked at through a real browser. */
export interface Console {
  readonly url: string;
  readonly gatehouse: Gatehouse;
  readonly page: Page;
  /** What the browser complained about: script errors, refused policies, requests that left the origin. */
  readonly complaints: readonly string[];
  newPage(options?: Parameters<Browser['newContext']>[0]): Promise<{ context: BrowserContext; page: Page }>;
  stop(): Promise<void>;
}

/** How the console is reached, when not by its own server alone. */
export interface ConsoleSite {
  readonly basePath?: string;
  readonly trustedProxies?: readonly string[];
  /** Starts a proxy in front of the given address of the console's server; gives back how to stop it. */
  readonly front?: (address: string) => Promise<() => Promise<void>>;
  /** Where browsers reach that proxy. */
  readonly publicUrl?: string;
}

export async function openConsole(options: GatehouseOptions = {}, site: ConsoleSite = {}): Promise<Console> {
  const gatehouse = await startGatehouse(options);
  const { basePath = '', trustedProxies = [] } = site;
  const files = join(ROOT, 'apps/admin/dist/browser');
  const server = createAdminServer({ files, api: gatehouse.baseUrl, basePath, trustedProxies });
  const address = await listen(server);
  const url = site.publicUrl ?? address;
  const { origin } = new URL(url);
  let stopFront: (() => Promise<void>) | undefined;
  const closeServers = async () => {
    await stopFront?.();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await gatehouse.stop();
  };
  const open = async () => {
    stopFront = await site.front?.(address);
    return launch();
  };
  const browser = await open().catch(async (error: unknown) => {
    await closeServers();
    throw error;
  });
  const complaints: string[] = [];
  const newPage: Console['newPage'] = async (contextOptions) => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 800 },
      locale: 'en-GB',
      reducedMotion: 'reduce',
      ignoreHTTPSErrors: true,
      ...contextOptions,
    });
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('console', (message) => {
      // a refused request is part of many tests; everything else on the console is a fault
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        complaints.push(message.text());
    });
    page.on('request', (request) => {
      if (!/^(blob|data):/.test(request.url()) && new URL(request.url()).origin !== origin)
        complaints.push(`left for ${request.url()}`);
    });
    return { context, page };
  };
  const { page } = await newPage();
  return {
    url,
    gatehouse,
    page,
    complaints,
    newPage,
    stop: async () => {
      await browser.close();
      await closeServers();
    },
  };
}

export const PASSWORD = 'seven walnut kettles hum 42';

/** Signs in with the one-time password and through the forced change. */
export async function signInFirstTime(page: Page, url: string, oneTimePassword: string): Promise<void> {
  await page.goto(`${url}/`);
  await page.getByLabel('Login').fill('admin');
  await page.getByLabel('Password', { exact: true }).fill(oneTimePassword);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Choose your own password' }).waitFor();
  // it came along, and the form begins at the new one
  await page.locator('input[autocomplete=new-password]:focus').waitFor();
  await page.getByLabel('New password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('New password again').fill(PASSWORD);
  await page.getByRole('button', { name: 'Save password' }).click();
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
}

/** Goes to a page of the console as a link would, without loading it anew. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate(
    `history.pushState({}, '', ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent('popstate'))`,
  );
  await page.waitForURL(`**${path}`);
}

function launch(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
