import { defineConfig, type ViteUserConfig } from 'vitest/config'

const PROCESSES = [
  'test/interop/**/*.test.ts',
  'test/e2e/**/*.test.ts',
  'test/verify/**/*.test.ts',
  'test/docs/**/*.test.ts',
  'test/maelstrom/**/*.test.ts',
  'tools/**/*.test.ts',
]

/** Plain tests run beside one another; what starts processes or binds many ports comes after them, one at a time. */
const config: ViteUserConfig = defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['**/node_modules/**', ...PROCESSES],
          testTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'processes',
          include: PROCESSES,
          exclude: ['**/node_modules/**'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
    coverage: { include: ['src/**'], exclude: ['**/*.test.ts'] },
  },
})

export default config
