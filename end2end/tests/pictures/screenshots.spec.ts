// The pictures of docs/screenshots: what a person sees first, on a phone and on a desk.
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../../fixtures/test';
import { list } from '../../fixtures/merchant';
import { ADMIN, OWNER } from '../../fixtures/people';
import { DRESS, LANTERN, STOOL } from '../../fixtures/shopper';

const SIZES = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
];
/** They live in the repository. */
const BYTES_MAX = 360 * 1_024;

/** Takes the picture once everything on it is there. */
async function take(page: Page, name: string): Promise<void> {
  const folder = process.env.SOKO_SCREENSHOTS ?? '';
  const { width } = page.viewportSize() ?? { width: 0 };
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForFunction(() =>
    Array.from(document.images).every((image) => image.complete || image.getBoundingClientRect().top > innerHeight),
  );
  const path = join(folder, `${name}-${width}.png`);
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path, animations: 'disabled' });
  expect.soft(statSync(path).size, `${name}-${width}.png`).toBeLessThan(BYTES_MAX);
}

for (const size of SIZES) {
  test(`shopping at ${size.width} px`, async ({ page, shopper, newPhone }) => {
    await page.setViewportSize(size);
    await page.goto('/');
    await take(page, 'home');
    await shopper.search('chitenge');
    await take(page, 'search');
    await shopper.find(DRESS);
    await page.getByLabel('Your area').selectOption({ label: 'Kabulonga' });
    await page.getByRole('button', { name: 'Show the fee' }).click();
    await expect(page.getByText('To Kabulonga:')).toBeVisible();
    await take(page, 'product');
    await shopper.add();
    await shopper.put(STOOL, LANTERN);
    await page.goto('/cart');
    await take(page, 'cart');
    await page.goto('/checkout');
    const phone = newPhone();
    await shopper.fill(phone.typed);
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await take(page, 'checkout');
    await shopper.pay();
    const number = await shopper.waits();
    await expect(page.getByText('MTN is waiting for your PIN.')).toBeVisible({ timeout: 20_000 });
    await take(page, 'pay');
    await phone.approve();
    await shopper.arrives(number);
    await take(page, 'order');
  });

  test(`other ways to pay at ${size.width} px`, async ({ page, shopper, newPhone }) => {
    await page.setViewportSize(size);
    for (const [way, name] of [['Pay from another country', 'abroad'], ['Bank transfer', 'bank']]) {
      await shopper.put(STOOL);
      await page.goto('/checkout');
      await shopper.fill(newPhone().typed);
      await page.getByRole('button', { name: 'Show the delivery fee' }).click();
      await page.getByRole('radio', { name: new RegExp(`^${way}`) }).check();
      await shopper.pay();
      await expect(page).toHaveURL(new RegExp(`/pay/SK-.*/${name}`));
      await take(page, name);
    }
  });

  test(`working at ${size.width} px`, async ({ people }) => {
    const merchant = await people.signIn(OWNER, size);
    // A picture worth showing: one of the demo's own.
    const { page } = await people.stranger(size);
    await page.goto('/search?q=vacuum+flask');
    const picture = await page.locator('a.product img').first().getAttribute('src');
    const photo = await page.request.get((picture ?? '').replace(/-\d+\.webp$/, '-1200.webp'));
    const buffer = await photo.body();
    const good = { title: 'Vacuum flask, 2 l', price: '249.50', stock: '6' };
    await list(merchant, good, { name: 'flask.webp', mimeType: 'image/webp', buffer });
    await expect(async () => {
      await merchant.page.reload();
      await expect(merchant.page.locator('#photos img')).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 20_000 });
    await take(merchant.page, 'product-edit');
    await merchant.page.goto('/dashboard');
    await take(merchant.page, 'dashboard');
    await merchant.page.goto('/dashboard/orders');
    await take(merchant.page, 'orders');
    await merchant.page.goto('/dashboard/money');
    await take(merchant.page, 'money');
    await merchant.page.goto('/dashboard/money/pending');
    await take(merchant.page, 'money-lines');
    const admin = await people.signIn(ADMIN, size);
    await admin.page.goto('/admin/pictures');
    await admin.page.getByRole('link', { name: good.title }).first().click();
    await take(admin.page, 'admin');
    await admin.page.goto('/admin/cases');
    await take(admin.page, 'case');
    await admin.page.goto('/admin/reconciliation');
    await take(admin.page, 'reconciliation');
    await admin.page.goto('/admin/risk');
    await take(admin.page, 'risk');
  });
}
