// npm test: compiles, then runs every test that this machine can run, and names those that it cannot.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findParts } from './machine-parts.js';
import { prepare } from './prepare.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = `${root}.lastmile/test-results.json`;
const ci = process.env.CI === 'true';

const missing = findParts(process.env).filter(({ available }) => !available);
if (missing.length > 0 && ci) {
  for (const { name, why } of missing)
    console.error(`CI runs everything, and ${name} cannot be had here: ${why}`);
  process.exit(1);
}
for (const { name, why } of missing)
  console.log(`${name} cannot be had here, so that its tests will not run: ${why}`);
if (missing.length > 0) console.log();

prepare('check');
mkdirSync(`${root}.lastmile`, { recursive: true });
rmSync(results, { force: true });

const projects = ['unit', 'postgres', 'redis', 'e2e', 'browser', 'kafka', 'distributed'].filter(
  (project) => !missing.some((part) => part.projects.includes(project)),
);
let passed = 0;
let failed = 0;
// One project after the other: each has parts of its own to start, and two cores have enough to do with one.
for (const project of projects) {
  const { status } = spawnSync(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      '--disable-warning=TimeoutNegativeWarning',
      `${root}node_modules/jest/bin/jest.js`,
      '--selectProjects',
      project,
      '--json',
      `--outputFile=${results}`,
      '--passWithNoTests',
      ...(project === 'unit' || project === 'postgres' ? ['--maxWorkers=2'] : ['--runInBand']),
      ...process.argv.slice(2),
    ],
    {
      cwd: root,
      stdio: ['inherit', 'ignore', 'inherit'],
      env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1' },
    },
  );
  const counted = read();
  passed += counted.passed;
  failed += counted.failed + (status !== 0 && counted.failed === 0 ? 1 : 0);
}

function read() {
  try {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
      readFileSync(results, 'utf8'),
    );
    return { passed: numPassedTests, failed: numFailedTests + numRuntimeErrorTestSuites };
  } catch {
    return { passed: 0, failed: 0 };
  } finally {
    rmSync(results, { force: true });
  }
}

if (missing.length > 0) console.log();
for (const { without, why } of missing) console.log(`Not run: ${without}. ${why}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
