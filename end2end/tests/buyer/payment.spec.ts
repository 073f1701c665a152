import { expect, test } from '../../fixtures/test';
import { STOOL } from '../../fixtures/shopper';

test('a wrong PIN is told plainly, and another number pays', async ({ page, look, shopper, newPhone, javaScriptEnabled }) => {
  const [first, second] = [newPhone(), newPhone()];
  await shopper.put(STOOL);
  const number = await shopper.order(first);
  await first.typeWrongPin();

  await expect(page.getByText('The payment did not go through').first()).toBeVisible({ timeout: 40_000 });
  await expect(page.getByText('No money was taken.')).toBeVisible();
  await look.at('payment refused');
  // The island tells it where one waits; the page that loads itself again holds the form already.
  if (javaScriptEnabled !== false) await page.getByRole('link', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'The payment did not go through' })).toBeVisible();
  await look.at('another try');

  await page.getByLabel('Mobile money number').fill('12');
  await shopper.pay();
  await expect(page.locator('#phone-error')).toBeVisible();
  await expect(page.getByLabel('Mobile money number')).toHaveValue('12');

  await page.getByLabel('Mobile money number').fill(second.typed);
  await page.getByLabel('MTN mobile money').check();
  await shopper.pay();
  expect(await shopper.waits()).toBe(number);
  await second.approve();
  await shopper.arrives(number);
});

test('a prompt that is declined takes nothing', async ({ page, shopper, newPhone }) => {
  const phone = newPhone();
  await shopper.put(STOOL);
  const number = await shopper.order(phone);
  await phone.refuse();
  await expect(page.getByText('No money was taken.')).toBeVisible({ timeout: 40_000 });
  await page.goto(`/orders/${number}`);
  await expect(page.getByText('This order is not paid yet.')).toBeVisible();
});

test('a phone with a prompt on it is asked about before another one leaves', async ({ page, look, shopper, newPhone }) => {
  const phone = newPhone();
  await shopper.put(STOOL);
  const first = await shopper.order(phone);
  await shopper.put(STOOL);
  await page.goto('/checkout');
  await shopper.fill(phone.typed);
  await page.getByRole('button', { name: 'Show the delivery fee' }).click();
  await shopper.pay();
  await expect(page.getByText('There is another prompt waiting on this phone.')).toBeInViewport();
  await expect(page.getByText(`for your order ${first}`)).toBeVisible();
  await look.at('checkout, another prompt is open');
  await phone.refuse();
  await shopper.pay();
  const second = await shopper.waits();
  expect(second).not.toBe(first);
  await phone.approve();
  await shopper.arrives(second);
});

test('money whose callback never comes is found', async ({ page, shopper, newPhone }) => {
  const phone = newPhone();
  await phone.scenario({ callback: 'none' });
  await shopper.put(STOOL);
  const number = await shopper.order(phone);
  await phone.approve();
  await page.getByRole('link', { name: 'Check now' }).click();
  await shopper.arrives(number);
});

test('who did not get the prompt is shown where to look for it', async ({ page, look, shopper, newPhone }) => {
  const phone = newPhone();
  await shopper.put(STOOL);
  const number = await shopper.order(phone);
  await page.getByRole('link', { name: 'I did not get a prompt' }).click();
  await expect(page.getByText('Find the prompt of MTN')).toBeVisible();
  await look.at('lost prompt');
  await phone.approve();
  await shopper.arrives(number);
});

test('an order is cancelled before it is paid', async ({ page, look, shopper, newPhone }) => {
  const phone = newPhone();
  await shopper.put(STOOL);
  const number = await shopper.order(phone);
  // The page without script loads itself again and would close what was opened: the order page stands still.
  await page.goto(`/orders/${number}`);
  await page.getByText('Cancel this order').click();
  await page.getByRole('button', { name: 'Yes, cancel it' }).click();
  await expect(page.getByText('The order is cancelled.')).toBeVisible();
  await expect(page.getByText('This order is cancelled.').first()).toBeVisible();
  await look.at('order, cancelled');
  await page.goto(`/pay/${number}`);
  await expect(page.getByText('This order was cancelled.')).toBeVisible();
  await look.at('pay, closed');
});
