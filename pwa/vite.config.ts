import { defineConfig } from 'vite';
import { offlineShell } from './build/offline-shell.ts';

/** Screens that an office uses at a desk: they are fetched when opened, never laid in store on a phone. */
const OFFICE_SCREENS = /\/src\/screens\/(provider|granter|organiser|finance)\//;

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [offlineShell({ manifest: '../manifest.json', leaveOut: OFFICE_SCREENS })],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { index: 'index.html', 'service-worker': 'src/service-worker.ts' },
      output: {
        entryFileNames: ({ name }) => (name === 'service-worker' ? 'service-worker.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  server: { proxy: { '/api': 'http://localhost:8000' } },
});
