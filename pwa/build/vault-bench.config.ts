import { defineConfig } from 'vite';

/** Bundles the vault for its benchmark, for the same browsers as the app. */
export default defineConfig({
  publicDir: false,
  build: {
    target: 'es2022',
    lib: {
      entry: 'build/vault-bench.ts',
      formats: ['iife'],
      name: 'vaultBench',
      fileName: () => 'vault-bench.js',
    },
  },
});
