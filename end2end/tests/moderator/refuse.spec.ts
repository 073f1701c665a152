import { expect, test } from '../../fixtures/test';
import { decide, list } from '../../fixtures/merchant';
import { MODERATOR, OWNER } from '../../fixtures/people';
import { takePhoto } from '../../fixtures/photo';

test('a refused picture is never public, and its merchant reads why', async ({ page, browser, people, newPhone }) => {
  test.slow();
  const title = `Blurred kettle ${newPhone().digits.slice(-7)}`;
  const reason = 'Please take it again by daylight.';
  const merchant = await people.signIn(OWNER);
  await list(merchant, { title, price: '99', stock: '5' }, await takePhoto(browser));
  const edit = merchant.page.url();

  const moderator = await people.signIn(MODERATOR);
  await decide(moderator, 'pictures', title, reason);

  await merchant.page.goto(edit);
  await expect(merchant.page.getByText(`Refused: ${reason}`).first()).toBeVisible();
  await merchant.look.at('product, picture refused');
  await page.goto(`/search?q=${encodeURIComponent(title)}`);
  await expect(page.locator('a.product', { hasText: title })).toHaveCount(0);
});
