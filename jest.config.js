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
  projects: [
    project('unit', ['**/src/**/!(*.postgres|*.kafka).test.ts', 'tools/*.test.ts']),
    project('postgres', ['**/src/**/*.postgres.test.ts'], {
      globalSetup: '<rootDir>/packages/database/testing/start-postgres.js',
      globalTeardown: '<rootDir>/packages/database/testing/stop-postgres.js',
    }),
    project('kafka', ['**/src/**/*.kafka.test.ts'], {
      globalSetup: '<rootDir>/ops/testing/start-kafka.js',
      globalTeardown: '<rootDir>/ops/testing/stop-kafka.js',
    }),
  ],
};
