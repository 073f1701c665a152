// What a page with islands loads besides its HTML: WebAssembly and its script, as brotli sends them.
// The budgets of pages are asserted where the pages are made; this one needs the finished site.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const BUDGET_BYTES = 100_000;
const WANTED_BYTES = 60_000;

const pkg = join(process.argv[2] ?? 'target/site', 'pkg');
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
const files = readdirSync(pkg).filter((name) => /\.(wasm|js)$/.test(name));
if (!files.some((name) => name.endsWith('.wasm'))) {
  console.error(`no .wasm in ${pkg}: build the site first`);
  process.exit(1);
}

let total = 0;
for (const name of files) {
  const raw = readFileSync(join(pkg, name));
  const sent = brotliCompressSync(raw, quality).length;
  total += sent;
  console.log(`${name}: ${raw.length} bytes, ${sent} as brotli`);
}
console.log(`WASM + JS: ${total} bytes of ${BUDGET_BYTES} (wanted: ${WANTED_BYTES})`);
if (total > BUDGET_BYTES) {
  console.error(`over budget by ${total - BUDGET_BYTES} bytes`);
  process.exit(1);
}
