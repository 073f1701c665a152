import { expect, test } from '../../fixtures/test';
import { DRESS, STOOL, TO_KABULONGA } from '../../fixtures/shopper';

test('from the first page to a paid order of two shops', async ({ page, look, shopper, newPhone, javaScriptEnabled }) => {
  const phone = newPhone();
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await look.at('home');

  await shopper.search('maternty dress');
  await look.at('search');
  await page.locator('a.product', { hasText: DRESS.name }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(DRESS.name);

  // One size is chosen already; another one is a link.
  const other = page.locator('a.chip:not(.is-chosen, .is-sold-out)').first();
  const size = (await other.innerText()).trim();
  await other.click();
  await expect(page).toHaveURL(new RegExp(`o=${size}$`));
  await expect(page.locator('a.chip[aria-current]')).toHaveText(size);
  await expect(page.getByRole('button', { name: 'Add to cart' })).toBeInViewport({ ratio: 1 });
  await look.at('product with options');
  await shopper.add();
  await look.at('product, added');

  await shopper.put(STOOL);
  await page.getByRole('link', { name: 'View cart' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Your cart');
  await expect(page.getByRole('link', { name: DRESS.shop })).toBeVisible();
  await expect(page.getByRole('link', { name: STOOL.shop })).toBeVisible();
  await look.at('cart');

  const quantity = page.getByRole('spinbutton', { name: `Quantity of ${DRESS.name}` });
  const line = page.locator('li', { has: quantity });
  if (javaScriptEnabled !== false) {
    await line.getByRole('button', { name: 'One more' }).click();
    await expect(quantity).toHaveValue('2');
  } else {
    await quantity.fill('2');
  }
  await line.getByRole('button', { name: 'Update' }).click();
  await expect(quantity).toHaveValue('2');
  await expect(line.getByText('each')).toBeVisible();

  await page.getByRole('link', { name: 'Go to checkout' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Checkout');
  await look.at('checkout');

  await test.step('a number that is none: said beside the field, and nothing typed is lost', async () => {
    await shopper.fill('0971 23');
    await shopper.pay();
    await expect(page.getByLabel('Phone number', { exact: true })).toHaveAttribute('aria-invalid', 'true');
    await expect(page.locator('#phone-error')).toBeVisible();
    await expect(page.getByLabel('Phone number', { exact: true })).toHaveValue('0971 23');
    await expect(page.getByLabel('Your name')).toHaveValue(TO_KABULONGA.name);
    await expect(page.getByLabel('Landmark')).toHaveValue(TO_KABULONGA.landmark);
    await expect(page.getByLabel('Directions for the rider')).toHaveValue(TO_KABULONGA.directions);
    await expect(page.getByLabel('Area', { exact: true }).locator('option:checked')).toHaveText(TO_KABULONGA.area);
    await expect(page.getByLabel('MTN mobile money')).toBeChecked();
    await look.at('checkout, refused');
  });

  await test.step('the fee of the area is there before paying', async () => {
    await page.getByRole('button', { name: 'Show the delivery fee' }).click();
    await expect(page.getByText(`To ${TO_KABULONGA.area}:`).first()).toBeVisible();
    await expect(page.getByLabel('Your name')).toHaveValue(TO_KABULONGA.name);
  });
  await page.getByLabel('Phone number', { exact: true }).fill(phone.typed);
  const total = await page.locator('.totals .is-total dd, .totals .is-total').last().innerText();
  await shopper.pay();
  const number = await shopper.waits();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Approve the payment');
  await look.at('wait for the PIN');
  await expect(page.getByText('MTN is waiting for your PIN.')).toBeVisible({ timeout: 20_000 });

  await phone.approve();
  await shopper.arrives(number);
  await expect(page.getByText(DRESS.shop).first()).toBeVisible();
  await expect(page.getByText(STOOL.shop).first()).toBeVisible();
  const paid = /[\d,]+\.\d\d/.exec(total)?.[0] ?? 'no total';
  await expect(page.locator('.totals', { hasText: paid })).toBeVisible();

  await page.goto('/orders');
  await expect(page.getByText(number).first()).toBeVisible();
  await look.at('my orders');
  await page.goto('/cart');
  await expect(page.getByText('Your cart is empty.')).toBeVisible();
  await look.at('cart, empty');
});

test('a line is taken out again, and the cart says so', async ({ page, look, shopper }) => {
  await shopper.put(DRESS, STOOL);
  await page.goto('/cart');
  await page.getByRole('button', { name: `Remove ${STOOL.name}` }).click();
  await expect(page.getByText(`${STOOL.name} is out of your cart.`)).toBeVisible();
  await expect(page.getByRole('link', { name: DRESS.name })).toBeVisible();
  await expect(page.getByRole('link', { name: STOOL.shop })).toBeHidden();
  await page.getByRole('button', { name: 'Empty the cart' }).click();
  await expect(page.getByText('Your cart is empty now.')).toBeVisible();
  await look.at('cart, emptied');
});
