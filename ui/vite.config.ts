// SPDX-License-Identifier: Apache-2.0
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// `base: './'` keeps every asset address relative, so that the page works under any path prefix.
export default defineConfig({
  base: './',
  plugins: [react()],
  build: { outDir: 'dist', assetsDir: 'assets', target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 700 },
  server: { host: '127.0.0.1', proxy: { '/querier.v1.QuerierService': 'http://127.0.0.1:4040' } },
  test: { include: ['test/**/*.test.ts'], environment: 'node' },
});
