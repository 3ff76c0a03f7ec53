import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type OwnServer, startServer } from '../../../acceptance/harness.ts';
import { openBrowser } from './open-browser.ts';

/** A page of the docs in a browser, and what went wrong while it was there. */
export type OpenPage = {
  readonly page: Page;
  /** Messages of the console, errors of scripts, answers that are refusals, and requests to anywhere else. */
  readonly problems: readonly string[];
  /** Bytes of all answers as they came over the wire, headers included. */
  transferredBytes(): Promise<number>;
  close(): Promise<void>;
};

/** A server of this checkout with an empty data folder, and a browser. */
export interface OpenDocs {
  readonly url: string;
  open(path: string, options?: BrowserContextOptions): Promise<OpenPage>;
  /** The paths of all pages in a language, as its navigation has them. */
  paths(language?: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** Starts both. */
export async function openDocs(): Promise<OpenDocs> {
  const [server, browser] = await Promise.all([startServer(), openBrowser()]);
  return {
    url: server.url,
    open: (path, options) => openPage(server, browser, path, options),
    async paths(language) {
      const html = await (await fetch(`${server.url}${language === undefined ? '' : `/${language}`}/docs`)).text();
      const list = html.slice(html.indexOf('<nav class="pages"'), html.indexOf('<main'));
      return [...list.matchAll(/<a href="([^"]+)"/g)].map(([, path = '']) => path);
    },
    async close() {
      await Promise.all([browser.close(), server.stop()]);
    },
  };
}

async function openPage(
  { url }: OwnServer,
  browser: Browser,
  path: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const problems: string[] = [];
  const sizes: Promise<number>[] = [];
  page.on('console', (message) => problems.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => problems.push(`script: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`)) problems.push(`asks elsewhere: ${request.url()}`);
  });
  page.on('requestfinished', (request) => {
    sizes.push(request.sizes().then((size) => size.responseBodySize + size.responseHeadersSize));
  });
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
  });
  await page.goto(`${url}${path}`, { waitUntil: 'load' });
  return {
    page,
    problems,
    transferredBytes: async () => (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0),
    close: () => context.close(),
  };
}
