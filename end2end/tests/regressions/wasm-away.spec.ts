import { expect, test } from '../../fixtures/test';
import { LANTERN } from '../../fixtures/shopper';

test('a purchase goes through where WebAssembly never arrives', async ({ page, watch, shopper, newPhone }) => {
  watch.expected.push(/503|wasm/i);
  await page.route('**/*.wasm*', (route) => route.fulfill({ status: 503, body: 'not now' }));
  const phone = newPhone();
  await shopper.put(LANTERN);
  await page.goto('/cart');
  const quantity = page.getByRole('spinbutton').first();
  await quantity.fill('2');
  await page.getByRole('button', { name: 'Update' }).first().click();
  await expect(quantity).toHaveValue('2');
  const number = await shopper.order(phone);
  await phone.approve();
  // Nothing polls, and script is on, so nothing reloads either: the link does.
  await expect(async () => {
    if (!page.url().includes('/orders/')) await page.getByRole('link', { name: 'Check now' }).click();
    expect(page.url()).toContain('/orders/');
  }).toPass({ timeout: 40_000 });
  await shopper.arrives(number);
});
