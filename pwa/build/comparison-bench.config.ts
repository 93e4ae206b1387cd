import { defineConfig } from 'vite';

/** Bundles the comparison for its benchmark, for the same browsers as the app. */
export default defineConfig({
  publicDir: false,
  build: {
    target: 'es2022',
    lib: {
      entry: 'build/comparison-bench.ts',
      formats: ['iife'],
      name: 'comparisonBench',
      fileName: () => 'comparison-bench.js',
    },
  },
});
