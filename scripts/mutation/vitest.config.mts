import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { SERVERS_SETUP } from '../../vitest.config.mts';
import { findRoom } from './rooms.mjs';

// Loaded by Stryker in its copy of the tree. The tests of the room, as `npm test` runs them, but for fast-check.
const room = findRoom(process.env['MUTATION_ROOM']);
const conditions = ['@gatehouse/source', 'node'];

export default defineConfig({
  resolve: { conditions, alias: { 'fast-check': fileURLToPath(new URL('seeded-fast-check.ts', import.meta.url)) } },
  ssr: { resolve: { conditions } },
  test: {
    environment: 'node',
    setupFiles: ['reflect-metadata'],
    include: [...room.tests],
    isolate: false,
    testTimeout: 30_000,
    ...(room.servers && { globalSetup: [SERVERS_SETUP] }),
  },
});
