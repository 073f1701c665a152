// Starts one server for all tests, on free ports and a marketplace of its own, and stops it as an operator would.
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A development build draws the demo's pictures for a minute or two before it is ready. */
const READY_SECONDS_MAX = 480;
const STOP_SECONDS_MAX = 15;
const LOG = resolve(import.meta.dirname, '../.cache/server.log');

/** Answers how to stop it again. With `SOKO_URL` and `SOKO_PHONES` set, a server that already runs is used. */
export default async function start(): Promise<() => Promise<void>> {
  if (process.env.SOKO_URL && process.env.SOKO_PHONES) return async () => {};
  const binary = process.env.SOKO_BIN;
  if (!binary || !existsSync(binary)) throw new Error(`SOKO_BIN is no server: ${binary ?? 'not set'}`);
  const home = mkdtempSync(join(tmpdir(), 'soko-browser-'));
  const [web, dialect, control] = await freePorts(3);
  const server = launch(binary, home, {
    LISTEN_ADDR: `127.0.0.1:${web}`,
    SIMULATOR_ADDR: `127.0.0.1:${dialect}`,
    SIMULATOR_CONTROL_ADDR: `127.0.0.1:${control}`,
  });
  const kill = () => server.kill('SIGKILL');
  process.once('exit', kill);
  process.env.SOKO_URL = `http://127.0.0.1:${web}`;
  process.env.SOKO_PHONES = `http://127.0.0.1:${control}`;
  const stop = async () => {
    try {
      await stopCleanly(server);
    } finally {
      process.off('exit', kill);
      removeHome(home);
    }
  };
  try {
    await ready(server, `${process.env.SOKO_URL}/api/health`);
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
  return stop;
}

function launch(binary: string, home: string, addresses: Record<string, string>): ChildProcess {
  mkdirSync(resolve(LOG, '..'), { recursive: true });
  const log = createWriteStream(LOG);
  // Without an address it makes a private Postgres in its home, as `make run` does.
  const { DATABASE_URL: _, MIGRATE_DATABASE_URL: __, ...inherited } = process.env;
  // Its own process group: Ctrl-C reaches it through us alone.
  const server = spawn(binary, ['serve'], {
    cwd: home,
    detached: true,
    env: { ...inherited, ...addresses, RATE_LIMITS: 'off', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  server.stdout?.pipe(log);
  server.stderr?.pipe(log);
  return server;
}

async function ready(server: ChildProcess, health: string): Promise<void> {
  const until = Date.now() + READY_SECONDS_MAX * 1_000;
  while (Date.now() < until) {
    if (server.exitCode !== null) throw new Error(`the server ended at once:\n${tail()}`);
    // It listens before it is ready, and answers nothing until then.
    const answer = await fetch(health, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((wake) => setTimeout(wake, 300));
  }
  throw new Error(`the server was not ready within ${READY_SECONDS_MAX} s:\n${tail()}`);
}

async function stopCleanly(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) throw new Error(`the server ended during the tests:\n${tail()}`);
  const ended = new Promise<number | null>((end) => server.once('exit', (code) => end(code)));
  server.kill('SIGTERM');
  const late = new Promise<'late'>((end) => setTimeout(end, STOP_SECONDS_MAX * 1_000, 'late').unref());
  const how = await Promise.race([ended, late]);
  if (how === 'late') {
    server.kill('SIGKILL');
    throw new Error(`the server did not stop within ${STOP_SECONDS_MAX} s of SIGTERM:\n${tail()}`);
  }
  if (how !== 0) throw new Error(`the server stopped with status ${how}:\n${tail()}`);
  if (readFileSync(LOG, 'utf8').includes('panicked at')) throw new Error(`something panicked; see ${LOG}`);
}

/** As root, the private cluster lies elsewhere and the home links to it. */
function removeHome(home: string): void {
  const cluster = join(home, '.soko/cluster');
  if (existsSync(cluster)) rmSync(realpathSync(cluster), { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
}

function tail(): string {
  return existsSync(LOG) ? readFileSync(LOG, 'utf8').split('\n').slice(-15).join('\n') : '';
}

/** Held together, so that no two are the same. */
async function freePorts(count: number): Promise<number[]> {
  const holders = await Promise.all(
    Array.from({ length: count }, async () => {
      const holder = createServer();
      await new Promise<void>((held) => holder.listen(0, '127.0.0.1', held));
      return holder;
    }),
  );
  const ports = holders.map((holder) => (holder.address() as { port: number }).port);
  await Promise.all(holders.map((holder) => new Promise((closed) => holder.close(closed))));
  return ports;
}
