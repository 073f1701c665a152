import { defineConfig, type Project } from '@playwright/test';
import type { Options } from './fixtures/test';

/** The phones most of our buyers hold: narrow, short, slow. */
export const SMALL_PHONE = { width: 360, height: 640 };

const phone = {
  viewport: SMALL_PHONE,
  hasTouch: true,
  isMobile: true,
  userAgent:
    'Mozilla/5.0 (Linux; Android 12; Infinix X6511) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36',
};
const journeys = ['buyer/**', 'merchant/**', 'moderator/**'];

const projects: Project<Options>[] = [
  { name: 'without script', testMatch: journeys, use: { ...phone, javaScriptEnabled: false } },
  { name: 'with script', testMatch: journeys, use: phone },
  // Not journeys: each of these says for itself whether it wants script.
  { name: 'checks', testMatch: ['regressions/**', 'budgets/**'], use: phone },
];
// The pictures of docs/screenshots are taken only when somebody says where to.
if (process.env.SOKO_SCREENSHOTS) {
  projects.push({ name: 'screenshots', testMatch: 'pictures/**' });
}

export default defineConfig<Options>({
  testDir: 'tests',
  globalSetup: './setup/server.ts',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 90_000,
  expect: { timeout: 10_000 },
  use: {
    locale: 'en-ZM',
    timezoneId: 'Africa/Lusaka',
    // A press during the transition between two pages is lost, to a person as to a test.
    contextOptions: { reducedMotion: 'reduce' },
    actionTimeout: 15_000,
    navigationTimeout: 20_000,
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.SOKO_CHROMIUM || '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects,
});
