// What a buyer pays for: every byte of head and body, as it goes over the wire. The budgets are those of the design.
import { expect, test } from '../../fixtures/test';
import { hidden, pictures, placed } from '../../fixtures/purchase';
import { Wire } from '../../fixtures/wire';

test.use({ javaScriptEnabled: false });

const PAGE = 14_600;
const SMALL_PAGE = 8_000;
const WAIT_PAGE = 4_000;
const STATUS = 400;
const THUMBNAIL = 8 * 1_024;
const PICTURE = 40 * 1_024;
const PURCHASE = 150 * 1_024;
/** A minute of waiting, as the page asks for itself: every 5 s for a quarter of a minute, then every 10 s. */
const REFRESHES_IN_A_MINUTE = 8;

/** Prints the number and holds it against its budget. */
function within(budget: number, what: string, bytes: number): void {
  console.log(`  ${what.padEnd(44)} ${String(bytes).padStart(7)} of ${budget}`);
  test.info().annotations.push({ type: 'bytes', description: `${what}: ${bytes} of ${budget}` });
  expect.soft(bytes, what).toBeLessThanOrEqual(budget);
}

test('pages for everybody, on a first visit', async ({ baseURL }) => {
  const wire = new Wire(new URL(baseURL ?? ''));
  const products = pictures(await wire.get('/search')).links;
  const pages = [
    ['home', '/'],
    ['list', '/search'],
    ['list, filtered', '/search?q=dress&in_stock=yes&sort=price_asc'],
    ['category', '/c/electronics'],
  ].concat(products.slice(0, 12).map((path) => [`product ${path.slice(3, 30)}`, path]));
  for (const [name = '', path = ''] of pages) {
    const answer = await new Wire(new URL(baseURL ?? '')).get(path);
    expect(answer.status, path).toBe(200);
    expect(answer.headers.get('content-encoding'), path).toBe('br');
    within(PAGE, name, answer.bytes);
  }
});

test('pictures', async ({ baseURL }) => {
  const wire = new Wire(new URL(baseURL ?? ''));
  const list = pictures(await wire.get('/search'));
  let [thumbnail, large] = [0, 0];
  for (const path of list.thumbnails.slice(0, 24)) {
    const answer = await wire.get(path);
    expect(answer.status, path).toBe(200);
    thumbnail = Math.max(thumbnail, answer.bytes);
  }
  within(THUMBNAIL, 'largest of 24 thumbnails', thumbnail);
  for (const product of list.links.slice(0, 8)) {
    for (const path of pictures(await wire.get(product)).at(360).slice(0, 1)) large = Math.max(large, (await wire.get(path)).bytes);
  }
  within(PICTURE, 'largest of 8 pictures for 360 px', large);
});

test('a whole purchase without script', async ({ baseURL, newPhone }) => {
  const phone = newPhone();
  const wire = new Wire(new URL(baseURL ?? ''));
  const home = await wire.get('/');
  const thumbnails = pictures(home).thumbnails.slice(0, 3);
  const list = await wire.get('/search?q=stool');
  for (const path of thumbnails.concat(pictures(list).thumbnails.slice(0, 3))) await wire.get(path);
  const path = pictures(list).links.find((link) => link.includes('three-legged')) ?? '';
  const product = await wire.get(path);
  for (const picture of pictures(product).at(360).slice(0, 1)) await wire.get(picture);
  const added = await wire.post('/cart/add', hidden(product, '/cart/add'));
  await wire.get(added.headers.get('location') ?? '');
  // A second shop, as carts have. What it costs counts, too.
  const lantern = pictures(await wire.get('/search?q=camping+lantern')).links.find((link) => link.includes('lantern-large')) ?? '';
  await wire.post('/cart/add', hidden(await wire.get(lantern), '/cart/add'));
  const cart = await wire.get('/cart');
  within(SMALL_PAGE, 'cart', cart.bytes);

  const { number, checkout } = await placed(wire, phone);
  within(PAGE, 'checkout', checkout.bytes);
  const wait = await wire.get(`/pay/${number}`);
  expect(wait.status).toBe(200);
  within(WAIT_PAGE, 'wait for the PIN', wait.bytes);
  for (let again = 1; again < REFRESHES_IN_A_MINUTE; again += 1) await wire.get(`/pay/${number}`);
  const before = [wire.received, wire.sent] as const;
  const status = await wire.get(`/act/payment_progress?number=${number}&language=en`, '*/*');
  expect(status.status).toBe(200);
  within(STATUS, 'status, as the island asks', status.bytes);
  const rest = await wire.get(`/api/v1/payments/status/${number}`, '*/*');
  expect(rest.status).toBe(200);
  within(STATUS, 'status, as REST', rest.bytes);
  // Not part of a purchase without script.
  [wire.received, wire.sent] = before;

  await phone.approve();
  // A minute's waiting is counted above; how soon this machine hears of the money is not.
  await expect(async () => {
    [wire.received, wire.sent] = before;
    expect((await wire.get(`/pay/${number}`)).status).toBe(303);
  }).toPass({ timeout: 30_000 });
  const order = await wire.get(`/orders/${number}`);
  expect(order.body).toContain('Your order is paid.');
  within(SMALL_PAGE, 'order', order.bytes);
  within(PURCHASE, 'the whole purchase, received', wire.received);
  within(PURCHASE, 'the whole purchase, both ways', wire.received + wire.sent);
});

test('what an island loads', async ({ baseURL }) => {
  const wire = new Wire(new URL(baseURL ?? ''));
  const styleguide = await wire.get('/styleguide');
  const script = /src="(\/wake\.js\?v=[0-9a-f]+\.([0-9a-f]+)\.([0-9a-f]+))"/.exec(styleguide.body);
  expect(script).not.toBeNull();
  const [, wake = '', js, wasm] = script ?? [];
  const files = [wake, `/pkg/soko.js?v=${js}`, `/pkg/soko.wasm?v=${wasm}`];
  let total = 0;
  for (const file of files) {
    const answer = await wire.get(file);
    expect(answer.headers.get('content-encoding'), file).toBe('br');
    expect(answer.headers.get('cache-control'), file).toContain('immutable');
    total += answer.bytes;
  }
  within(100_000, 'WebAssembly and its script', total);
});
