import swc from './jest.swc.js';

const project = (displayName, testMatch, more = {}) => ({
  displayName,
  testMatch: testMatch.map((pattern) => `<rootDir>/${pattern}`),
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/.lastmile/'],
  modulePathIgnorePatterns: ['/dist/', '/.lastmile/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': ['@swc/jest', swc] },
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  setupFiles: ['reflect-metadata'],
  ...more,
});

export default {
  // Machines differ; a test that hangs is found all the same.
  testTimeout: 30_000,
  projects: [
    project('unit', [
      '**/src/**/!(*.postgres|*.kafka|*.redis|*.e2e|*.browser|*.distributed).test.ts',
      'tools/*.test.ts',
    ]),
    project('postgres', ['**/src/**/*.postgres.test.ts'], {
      globalSetup: '<rootDir>/packages/database/testing/start-postgres.js',
      globalTeardown: '<rootDir>/packages/database/testing/stop-postgres.js',
    }),
    project('kafka', ['**/src/**/*.kafka.test.ts'], {
      globalSetup: '<rootDir>/ops/testing/start-kafka.js',
      globalTeardown: '<rootDir>/ops/testing/stop-kafka.js',
    }),
    project('redis', ['**/src/**/*.redis.test.ts'], {
      globalSetup: '<rootDir>/ops/testing/start-redis.js',
      globalTeardown: '<rootDir>/ops/testing/stop-redis.js',
    }),
    // Scenarios across the supergraph: in one process, and as many over Kafka.
    project('e2e', ['e2e/src/**/*.e2e.test.ts'], {
      globalSetup: '<rootDir>/packages/database/testing/start-postgres.js',
      globalTeardown: '<rootDir>/packages/database/testing/stop-postgres.js',
    }),
    // The pages that people see, in a Chromium.
    project('browser', ['e2e/src/**/*.browser.test.ts'], {
      globalSetup: '<rootDir>/packages/database/testing/start-postgres.js',
      globalTeardown: '<rootDir>/packages/database/testing/stop-postgres.js',
    }),
    project('distributed', ['e2e/src/**/*.distributed.test.ts']),
  ],
};
