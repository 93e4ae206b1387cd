/**
 * Prints what a worker's phone must load before the first screen, gzipped, and fails when it is over the budget:
 * the shell, the worker's screen with what it imports, its style sheets, and the largest catalogue of words.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** The first issue's figure: 40 kB of script and style together. */
const BUDGET_BYTES = 40_000;
const dist = join(import.meta.dirname, '../dist');
const assets = readdirSync(join(dist, 'assets')).filter((name) => /\.(js|css)$/.test(name));

function find(pattern: RegExp): string[] {
  return assets.filter((name) => pattern.test(name)).map((name) => `assets/${name}`);
}

function size(file: string): number {
  return gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
}

/** The files a script imports as soon as it is loaded, and theirs. */
function withImports(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const script = readFileSync(join(dist, file), 'utf8');
  for (const [, name] of script.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) {
    withImports(`assets/${name}`, seen);
  }
  return seen;
}

const page = readFileSync(join(dist, 'index.html'), 'utf8');
const first = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((m) => m[1] ?? '');
const worker = find(/^worker-.*\.(js|css)$/);
const words = find(/^(fi|sv|en)-.*\.js$/).sort((a, b) => size(b) - size(a));
const loaded = new Set<string>();
for (const file of [...first, ...worker, ...words.slice(0, 1)]) {
  if (file.endsWith('.js')) for (const name of withImports(file)) loaded.add(name);
  else loaded.add(file);
}

let total = 0;
for (const file of loaded) {
  total += size(file);
  process.stdout.write(`${String(size(file)).padStart(8)}  ${file}\n`);
}
process.stdout.write(`${String(total).padStart(8)}  bytes gzipped before the worker's first screen\n`);
if (total > BUDGET_BYTES) {
  process.stdout.write(`Over the budget of ${BUDGET_BYTES} bytes.\n`);
  process.exitCode = 1;
}
