import { expect, test } from '../../fixtures/test';
import { decide, list, openShop } from '../../fixtures/merchant';
import { ADMIN, OWNER } from '../../fixtures/people';
import { takePhoto } from '../../fixtures/photo';
import { LANTERN } from '../../fixtures/shopper';

test('a shop opens, and its first sale reaches the door', async ({ page, browser, people, shopper, newPhone }) => {
  test.slow();
  const [phone, buyer] = [newPhone(), newPhone()];
  const mark = phone.digits.slice(-7);
  const shop = { name: `Kettles of ${mark}`, owner: 'Mutinta Banda', phone: phone.typed };
  const good = { title: `Copper kettle ${mark}`, price: '249.50', stock: '3' };

  const merchant = await openShop(people, shop);
  await list(merchant, good, await takePhoto(browser));

  await test.step('nothing is sold before the admin has looked', async () => {
    await page.goto(`/search?q=${encodeURIComponent(good.title)}`);
    await expect(page.locator('a.product', { hasText: good.title })).toHaveCount(0);
  });
  const admin = await people.signIn(ADMIN);
  await admin.look.at('admin');
  await decide(admin, 'shops', shop.name);
  await decide(admin, 'pictures', good.title);
  await admin.page.goto('/admin/decisions');
  await expect(admin.page.getByRole('row', { name: /Approved.*Shop/ }).first()).toBeVisible();
  await admin.look.at('admin, decisions');

  await expect(async () => {
    await page.goto(`/search?q=${encodeURIComponent(good.title)}`);
    await expect(page.locator('a.product', { hasText: good.title })).toHaveCount(1, { timeout: 500 });
  }).toPass({ timeout: 20_000 });
  const number = await shopper.buys({ search: good.title, name: good.title, shop: shop.name }, buyer);

  const { page: desk, look } = merchant;
  await desk.goto('/dashboard');
  await look.at('dashboard');
  await desk.goto('/dashboard/orders');
  await look.at('dashboard, orders');
  await desk.getByRole('link', { name: number }).first().click();
  await expect(desk.getByText(good.title).first()).toBeVisible();
  await look.at('dashboard, an order');
  for (const [step, said] of [
    ['It is packed', 'is packed.'],
    ['The rider has it', 'is with the rider.'],
    ['It arrived', 'is delivered.'],
  ] as const) {
    await desk.getByRole('button', { name: step }).click();
    await expect(desk.getByText(said)).toBeVisible();
  }
  await page.goto(`/orders/${number}`);
  await expect(page.getByText('Everything has arrived.')).toBeVisible();
  for (const path of ['products', 'delivery', 'money', 'shop']) {
    await desk.goto(`/dashboard/${path}`);
    await look.at(`dashboard, ${path}`);
  }
});

test('a shop has no way into another one', async ({ people, page, shopper, newPhone }) => {
  const number = await shopper.buys(LANTERN, newPhone());
  const merchant = await people.signIn(OWNER);
  const answer = await merchant.page.goto(`/dashboard/orders/${number}-A`);
  expect(answer?.status()).toBe(404);
  const admin = await merchant.page.goto('/admin');
  expect(admin?.status()).toBe(404);
  const stranger = await page.goto('/dashboard');
  expect(new URL(stranger?.url() ?? '').pathname).toBe('/sign-in');
});
