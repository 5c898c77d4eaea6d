/** The name of the variable by which start-postgres.js tells jest's workers about the run's server. */
export const TEST_SERVER = 'LASTMILE_TEST_POSTGRES';

/** The maintenance URL of the test run's server. Throws if the run has none. */
export function testServerUrl(): string {
  const url = process.env[TEST_SERVER];
  if (url) return url;
  throw new Error(
    `${TEST_SERVER} is not set: name the file *.postgres.test.ts and run jest with --selectProjects postgres, whose set-up starts the server.`,
  );
}
