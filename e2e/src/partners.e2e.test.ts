import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Auth } from '@lastmile/auth/auth';
import { importPartner } from '@lastmile/auth/partner/import-partner';
import { importUsers } from '@lastmile/auth/user/import-users';
import { newId } from '@lastmile/kernel/id';
import { demoPassword } from '@lastmile/standalone/demo/load-demo';
import { demoPartner } from '@lastmile/standalone/demo/partner';
import { findCurl } from './partners/find-curl.ts';
import { matches, readSteps } from './partners/read-steps.ts';
import { type StandaloneWorld, startStandaloneWorld } from './standalone-world.ts';
import { Story } from './story/story.ts';

const page = readFileSync(new URL('../../docs/partners.md', import.meta.url), 'utf8');
let world: StandaloneWorld;

beforeAll(async () => {
  world = await startStandaloneWorld();
  const story = new Story(world);
  await story.connect();
  await story.bill();
  const auth = world.standalone.domain<Auth>('auth').context();
  await importPartner(auth, demoPartner);
  const email = 'operator@lastmile.example';
  const person = { id: newId(), email, displayName: 'Olivia Operator', locale: 'en' };
  await importUsers(auth, [{ ...person, password: demoPassword, roles: ['operator'] }]);
}, 120_000);
afterAll(() => world?.stop(), 30_000);

const withCurl = findCurl().available ? describe : describe.skip;

withCurl('docs/partners.md', () => {
  it('says what happens, step by step', async () => {
    const steps = readSteps(page);
    expect(steps.filter(({ expected }) => expected !== undefined).length).toBeGreaterThan(5);
    const here = page.replace('URL=http://localhost:4000', `URL=${world.url}`);
    expect(here).not.toBe(page);
    const end = '~~~ end of step';
    const script = readSteps(here).map(({ commands }) => `${commands}\necho; echo '${end}'`);
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script.join('\n')]);
    const outputs = stdout.split(end);
    for (const [at, { commands, expected }] of steps.entries()) {
      const output = outputs[at]?.trim() ?? '';
      const fits = expected === undefined || matches(output, expected);
      expect(fits ? 'as the page has it' : { commands, output, expected }).toBe('as the page has it');
    }
  }, 60_000);

  it('has the key of the demo, and its operations as the manifest has them', () => {
    expect(page).toContain(`KEY=${demoPartner.key}\n`);
    const manifest = JSON.parse(
      readFileSync(new URL('../../schema/partners/city-terminals.json', import.meta.url), 'utf8'),
    ) as { operations: { id: string }[] };
    const known = new Set(manifest.operations.map(({ id }) => id));
    for (const [id] of page.matchAll(/\b[0-9a-f]{64}\b/g)) expect(known).toContain(id);
  });
});
