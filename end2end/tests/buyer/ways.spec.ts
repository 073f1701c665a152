import { expect, test } from '../../fixtures/test';
import { LIGHTS_OWNER } from '../../fixtures/people';
import { LANTERN, Shopper, STOOL } from '../../fixtures/shopper';

test('cash is paid at the door, and the shop sees what it is owed', async ({ page, look, people, shopper, newPhone }) => {
  test.slow();
  const phone = newPhone();
  await shopper.put(LANTERN);
  await page.goto('/checkout');
  await shopper.fill(phone.typed);
  await page.getByRole('button', { name: 'Show the delivery fee' }).click();
  // What is announced follows the card that is chosen, by style alone.
  const announced = page.getByText('to send a prompt to your phone').filter({ visible: true });
  await page.getByRole('radio', { name: /^MTN/ }).check();
  await expect(announced).toHaveCount(1);
  await page.getByRole('radio', { name: /^Card/ }).check();
  await expect(announced).toHaveCount(0);
  await page.getByLabel('Cash on delivery').check();
  await expect(announced).toHaveCount(0);
  await look.at('checkout, cash');
  await shopper.pay();
  await expect(page).toHaveURL(/\/orders\/SK-/);
  const number = /SK-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(page.url())?.[0] ?? '';
  await expect(page.getByText('ready for the rider')).toBeVisible();
  await look.at('order, cash');

  const { page: desk, look: deskLook } = await people.signIn(LIGHTS_OWNER);
  await desk.goto(`/dashboard/orders/${number}-A`);
  await desk.getByRole('button', { name: 'It is packed' }).click();
  await desk.getByRole('button', { name: 'The rider has it' }).click();
  await deskLook.at('dashboard, cash at the door');
  await desk.getByRole('button', { name: 'in cash was paid' }).click();
  await expect(desk.getByText('paid in cash.')).toBeVisible();
  await desk.goto('/dashboard/money');
  await expect(desk.getByText('You owe from cash sales')).toBeVisible();
  await deskLook.at('dashboard, money');
  await page.goto(`/orders/${number}`);
  await expect(page.getByText('Everything has arrived.')).toBeVisible();
});

test('a card is entered on the page of its provider, and nowhere here', async ({ page, look, watch, shopper, newPhone }) => {
  // The provider's page is not ours.
  watch.expected.push(/asked a stranger|no policy on/);
  await shopper.put(STOOL);
  await page.goto('/checkout');
  await shopper.fill(newPhone().typed);
  await page.getByRole('button', { name: 'Show the delivery fee' }).click();
  await page.getByRole('radio', { name: /^Card/ }).check();
  await shopper.pay();
  const number = await shopper.waits();
  await expect(page.getByRole('link', { name: 'Open the payment page' })).toBeVisible({ timeout: 20_000 });
  await look.at('pay, card');
  await page.getByRole('link', { name: 'Open the payment page' }).click();
  await page.getByRole('button', { name: 'Pay', exact: true }).click();
  await shopper.arrives(number);
});

test('a phone in another country pays in its own money', async ({ page, look, shopper, newPhone }) => {
  const phone = newPhone('71', '254');
  await shopper.put(STOOL);
  await page.goto('/checkout');
  await shopper.fill(newPhone().typed);
  await page.getByRole('button', { name: 'Show the delivery fee' }).click();
  await page.getByRole('radio', { name: /^Pay from another country/ }).check();
  await look.at('checkout, from abroad');
  await shopper.pay();
  await expect(page).toHaveURL(/\/pay\/SK-.*\/abroad/);
  const card = page.locator('section', { hasText: 'Kenya' }).last();
  await card.getByLabel('Mobile money number').fill('12');
  await card.getByRole('button', { name: /^Pay KSh/ }).click();
  await expect(page.getByText('Please look at the fields')).toBeVisible();
  await look.at('pay from abroad, wrong number');
  await card.getByLabel('Mobile money number').fill(phone.typed);
  await card.getByRole('button', { name: /^Pay KSh/ }).click();
  const number = await shopper.waits();
  await phone.approve();
  await shopper.arrives(number);
  await expect(page.getByText(/^Paid as KSh/)).toBeVisible();
});

test('a bank transfer says where to, how much and under which reference', async ({ page, look, shopper, newPhone }) => {
  await shopper.put(STOOL);
  await page.goto('/checkout');
  await shopper.fill(newPhone().typed);
  await page.getByRole('button', { name: 'Show the delivery fee' }).click();
  await page.getByRole('radio', { name: /^Bank transfer/ }).check();
  await shopper.pay();
  await expect(page).toHaveURL(/\/pay\/SK-.*\/bank/);
  const number = await shopper.waits();
  await expect(page.getByText(number, { exact: true }).first()).toBeVisible();
  await expect(page.getByText('Your transfer is not here yet.')).toBeVisible();
  await look.at('pay, bank transfer');
});

test('what is cancelled after paying goes back by itself', async ({ page, look, shopper, newPhone }) => {
  const phone = newPhone();
  const number = await shopper.buys(STOOL, phone);
  await page.getByText('Cancel this order').click();
  await page.getByRole('button', { name: 'Yes, cancel it' }).click();
  await expect(page.getByText('The order is cancelled.')).toBeVisible();
  await expect(async () => {
    await page.goto(`/orders/${number}`);
    await expect(page.getByText('was sent back')).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 40_000 });
  await look.at('order, refunded');
});

test('what cannot go back is store credit, and pays for the next order', async ({ page, look, people, shopper, newPhone }) => {
  test.slow();
  const phone = newPhone();
  const number = await shopper.buys(STOOL, phone);
  await phone.scenario({ outcome: 'RECIPIENT_NOT_FOUND' });
  await page.getByText('Cancel this order').click();
  await page.getByRole('button', { name: 'Yes, cancel it' }).click();
  await expect(async () => {
    await page.goto(`/orders/${number}`);
    await expect(page.getByText('is credit you can spend here')).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 40_000 });
  await look.at('order, credited');

  const { page: mine, look: myLook } = await people.signIn(phone.typed);
  const signedIn = new Shopper(mine, myLook);
  await signedIn.put(STOOL);
  await mine.goto('/checkout');
  await signedIn.fill(phone.typed);
  await mine.getByRole('button', { name: 'Show the delivery fee' }).click();
  await mine.getByRole('radio', { name: /^Store credit/ }).check();
  await myLook.at('checkout, store credit');
  await signedIn.pay();
  await expect(mine).toHaveURL(/\/orders\/SK-/);
  await expect(mine.getByText('of store credit was used').filter({ visible: true })).toHaveCount(1);
  await myLook.at('order, paid with store credit');
  await mine.goto('/account/credit');
  await expect(mine.getByText('Used for order')).toBeVisible();
  await myLook.at('account, store credit');
});
