/**
 * Prints what a phone must load before a person's first screen stands, gzipped, and fails, with the files, when it is over
 * its budget: the shell, the screen with what it imports, its style sheets, and the largest catalogue of words.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Bytes of script and style together, as the issues ask: each screen by the name of its own script. */
const BUDGETS = { worker: 40_000, client: 50_000 };
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
const shell = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map((m) => m[1] ?? '');
const words = find(/^(fi|sv|en)-.*\.js$/).sort((a, b) => size(b) - size(a));

for (const [name, budget] of Object.entries(BUDGETS)) {
  const loaded = new Set<string>();
  for (const file of [...shell, ...find(new RegExp(`^${name}-.*\\.(js|css)$`)), ...words.slice(0, 1)]) {
    if (file.endsWith('.js')) for (const one of withImports(file)) loaded.add(one);
    else loaded.add(file);
  }
  const bytes = [...loaded].reduce((sum, file) => sum + size(file), 0);
  process.stdout.write(`${bytes} of ${budget} bytes gzipped before the ${name}'s first screen\n`);
  if (bytes > budget) {
    for (const file of loaded) process.stdout.write(`${String(size(file)).padStart(8)}  ${file}\n`);
    process.exitCode = 1;
  }
}
