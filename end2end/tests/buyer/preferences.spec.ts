import { expect, test } from '../../fixtures/test';

test('the language changes where one stands, and stays', async ({ page, look }) => {
  await page.goto('/search?q=radio');
  await page.getByRole('button', { name: 'Kiswahili' }).click();
  await expect(page).toHaveURL(/\/search\?q=radio/);
  await expect(page.locator('html')).toHaveAttribute('lang', 'sw');
  await look.at('search in Swahili');
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Nunua kutoka maduka ya karibu nawe');
  await page.goto('/cart');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Kikapu chako');
});

test('another country has other shops, another currency and another cart', async ({ page, look }) => {
  await page.goto('/');
  await expect(page.locator('a.product').first()).toContainText('K ');
  await page.getByRole('button', { name: 'Kenya' }).click();
  await expect(page.locator('a.product').first()).toContainText('KSh ');
  await look.at('home in Kenya');
});

test('the list narrows by plain form', async ({ page, look }) => {
  await page.goto('/search');
  await page.getByText('Filters', { exact: true }).click();
  await page.getByLabel('Up to').fill('100');
  await page.getByLabel('In stock only').check();
  await page.getByRole('button', { name: 'Show products' }).click();
  await expect(page).toHaveURL(/max=100/);
  await expect(page.locator('a.product').first()).toBeVisible();
  await look.at('list, filtered');
  await page.goto('/search?q=xqzvwk');
  await expect(page.getByText('We found nothing for “xqzvwk”.')).toBeVisible();
  await expect(page.locator('a.product').first()).toBeVisible();
  await look.at('search, nothing');
});

test('a category and a shop are pages of their own', async ({ page, look }) => {
  await page.goto('/');
  await page.getByRole('navigation', { name: 'Categories' }).getByRole('link').first().click();
  await expect(page).toHaveURL(/\/c\//);
  await look.at('category');
  await page.locator('a.product').first().click();
  await page.locator('main section').getByRole('link').first().click();
  await expect(page).toHaveURL(/\/s\//);
  await look.at('shop');
});
