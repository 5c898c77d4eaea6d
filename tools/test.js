// npm test: compiles, then runs every test that this machine can run, and names those that it cannot.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findKafka } from '../ops/src/kafka/find-kafka.ts';
import { prepare } from './prepare.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = `${root}.lastmile/test-results.json`;
const ci = process.env.CI === 'true';

const kafka = findKafka();
if (!kafka.available && ci) {
  console.error(`CI runs everything, and Kafka cannot be started here: ${kafka.why}`);
  process.exit(1);
}
if (!kafka.available) console.log(`Kafka cannot be started here (${kafka.why}): its tests will not run.\n`);

prepare('check');
mkdirSync(`${root}.lastmile`, { recursive: true });
rmSync(results, { force: true });

const projects = ['unit', 'postgres', 'e2e', ...(kafka.available ? ['kafka', 'distributed'] : [])];
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

if (!kafka.available) {
  console.log(
    `\nNot run: everything over Kafka (the carrier's contract, the story in the distributed shape). ${kafka.why}`,
  );
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
