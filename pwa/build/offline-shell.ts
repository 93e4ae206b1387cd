/**
 * What makes the built app open in flight mode: emits the one web app manifest, tells the service worker which
 * files make up this build, and lays a `.gz` and a `.br` beside every file worth compressing.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

const SERVICE_WORKER = 'service-worker.js';
/** Of feedback by a link, which is no part of the app. */
const FEEDBACK_PAGE = 'f.html';
const COMPRESSIBLE = /\.(html|js|css|json|svg|wasm)$/;

interface Options {
  /** The manifest's source, from the folder of this configuration. */
  manifest: string;
  /** Screens that are not kept for offline use. */
  leaveOut: RegExp;
}

export function offlineShell({ manifest, leaveOut }: Options): Plugin {
  let root = '';
  let publicFolder = '';
  let outFolder = '';
  return {
    name: 'offline-shell',
    enforce: 'post',
    configResolved(config) {
      root = config.root;
      publicFolder = config.publicDir;
      outFolder = join(config.root, config.build.outDir);
    },
    configureServer(server) {
      server.middlewares.use('/manifest.json', (_, answer) => {
        answer.setHeader('Content-Type', 'application/manifest+json');
        answer.end(readFileSync(join(root, manifest)));
      });
    },
    generateBundle(_, bundle) {
      this.emitFile({
        type: 'asset',
        fileName: 'manifest.json',
        source: readFileSync(join(root, manifest)),
      });
      const worker = bundle[SERVICE_WORKER];
      if (worker?.type !== 'chunk') this.error('the service worker was not built');
      const files = [
        ...namesToKeep(Object.values(bundle), leaveOut),
        ...filesIn(publicFolder).map((file) => relative(publicFolder, file)),
        'manifest.json',
      ].sort();
      const paths = files.map((name) => (name === 'index.html' ? '/' : `/${name}`));
      worker.code = worker.code
        .replaceAll('__BUILT_FILES__', JSON.stringify([...new Set(paths)]))
        .replaceAll('__BUILD_ID__', JSON.stringify(fingerprint(Object.values(bundle), publicFolder)));
    },
    closeBundle() {
      for (const file of filesIn(outFolder)) {
        if (!COMPRESSIBLE.test(file)) continue;
        const content = readFileSync(file);
        writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
        writeFileSync(`${file}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
      }
    },
  };
}

type Output = Rolldown.OutputChunk | Rolldown.OutputAsset;

function namesToKeep(outputs: Output[], leaveOut: RegExp): string[] {
  const chunks = outputs.filter((output) => output.type === 'chunk');
  const dropped = chunks.filter((chunk) => isOnlyFor(chunk, leaveOut));
  const kept = chunks.filter((chunk) => !isOnlyFor(chunk, leaveOut));
  const stylesOfKept = new Set(kept.flatMap(stylesOf));
  const leftOut = new Set([
    SERVICE_WORKER,
    FEEDBACK_PAGE,
    ...dropped.map((chunk) => chunk.fileName),
    ...dropped.flatMap(stylesOf).filter((style) => !stylesOfKept.has(style)),
  ]);
  return outputs.map((output) => output.fileName).filter((name) => !leftOut.has(name));
}

function isOnlyFor(chunk: Rolldown.OutputChunk, screens: RegExp): boolean {
  return chunk.moduleIds.length > 0 && chunk.moduleIds.every((id) => screens.test(id));
}

function stylesOf(chunk: Rolldown.OutputChunk): string[] {
  return [...(chunk.viteMetadata?.importedCss ?? [])];
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile());
}

/** The same files give the same build: nothing is offered to phones when nothing has changed. */
function fingerprint(outputs: Output[], publicFolder: string): string {
  const hash = createHash('sha256');
  for (const output of outputs.toSorted((a, b) => (a.fileName < b.fileName ? -1 : 1))) {
    hash.update(output.fileName).update(output.type === 'chunk' ? output.code : output.source);
  }
  for (const file of filesIn(publicFolder).sort()) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 12);
}
