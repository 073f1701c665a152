import { expect, test } from '../../fixtures/test';
import { LANTERN } from '../../fixtures/shopper';

test('an order opens for its number, phone and code, and for nobody else', async ({
  page,
  look,
  shopper,
  newPhone,
  outbox,
  browser,
  javaScriptEnabled,
}) => {
  const phone = newPhone();
  const number = await shopper.buys(LANTERN, phone);

  await test.step('a stranger who knows the number gets 404', async () => {
    const stranger = await browser.newContext({ javaScriptEnabled });
    const other = await stranger.newPage();
    for (const path of [`/orders/${number}`, `/pay/${number}`]) {
      const answer = await other.goto(new URL(path, page.url()).href);
      expect(answer?.status(), path).toBe(404);
    }
    await stranger.close();
  });

  await page.context().clearCookies();
  const hidden = await page.goto(`/orders/${number}`);
  expect(hidden?.status()).toBe(404);
  await look.at('not found');

  await page.goto('/track');
  await look.at('track');
  await page.getByLabel('Order number').fill('SK-1234');
  await page.getByLabel('Phone number').fill(phone.typed);
  await page.getByRole('button', { name: 'Send me a code' }).click();
  await expect(page.locator('#number-error')).toBeVisible();
  await expect(page.getByLabel('Phone number')).toHaveValue(phone.typed);
  await look.at('track, refused');

  await page.getByLabel('Order number').fill(number.toLowerCase());
  await page.getByRole('button', { name: 'Send me a code' }).click();
  await expect(page.getByText('If that order exists with this phone')).toBeVisible();
  await look.at('track, code');
  const code = await outbox.code(phone.typed);
  await page.getByLabel('Code from the SMS').fill(code === '000000' ? '000001' : '000000');
  await page.getByRole('button', { name: 'Open the order' }).click();
  await expect(page.locator('#code-error')).toContainText('That is not the code we sent.');
  await page.getByLabel('Code from the SMS').fill(code);
  await page.getByRole('button', { name: 'Open the order' }).click();
  await shopper.arrives(number);
});
