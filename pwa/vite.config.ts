import { defineConfig } from 'vite';
import { offlineShell } from './build/offline-shell.ts';

/** Screens that an office uses at a desk: they are fetched when opened, never laid in store; nor is the page of a feedback link. */
const OFFICE_SCREENS = /\/src\/(screens\/(provider|granter|organiser|finance)|one-visit)\//;

/** What every first screen needs comes in one file, and the worker's machinery in another: each file costs a slow phone. */
const SHELL = [
  /\/node_modules\/(@preact|preact)\//,
  /\/src\/(navigate|session|trusted|update)\.ts/,
  /\/src\/(api\/client|offline\/signals|rules\/days|rules\/number|words\/formats|words\/index)\.ts/,
  /\/src\/parts\/(button|card|empty|icon|notice|problem|screen|state-lamp)\.tsx/,
];
/** Of the offline machinery, what the first screen needs; the rest is fetched when a round, a correction or a lock begins. */
const FIRST = 'boxes|changes|clock|connection|own-visit|rows|seal|store|sync|vault|visit-clock';
const RECORDING = new RegExp(`/node_modules/idb/|/src/(offline/(${FIRST})|rules/(canonical|visit))\\.ts`);

/** How a visit went, in words: every reader's list of visits needs it, and what names a deviation with it. */
const SAID = /\/src\/(parts\/left-reason|rules\/deviation|words\/deviation)\./;

/** What every worker's phone has before anything else is asked for. */
const BROUGHT = /\/(index|shell|recording|rolldown-runtime)-/;
const OFFICE = /\/(provider|granter|organiser|finance)-/;

/** Which files are asked for beside a part's own; an office at its desk can wait for the second turn, the first screen names fewer. */
function askedForAtOnce(part: string, files: string[]): string[] {
  return files.filter((file) => !BROUGHT.test(file) && (!OFFICE.test(part) || file.endsWith('.css')));
}

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [offlineShell({ manifest: '../manifest.json', leaveOut: OFFICE_SCREENS })],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false, resolveDependencies: askedForAtOnce },
    rolldownOptions: {
      input: { index: 'index.html', f: 'f.html', 'service-worker': 'src/service-worker.ts' },
      output: {
        // Seven letters tell two contents of a name apart, and each is named where it is fetched from: names are not packed.
        entryFileNames: ({ name }) => (name === 'service-worker' ? 'service-worker.js' : 'assets/[name]-[hash:7].js'),
        chunkFileNames: 'assets/[name]-[hash:7].js',
        assetFileNames: 'assets/[name]-[hash:7][extname]',
        codeSplitting: {
          groups: [
            { name: 'shell', test: (id) => SHELL.some((part) => part.test(id)), priority: 1 },
            { name: 'recording', test: RECORDING },
            { name: 'said', test: SAID },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': 'http://localhost:8000' } },
});
