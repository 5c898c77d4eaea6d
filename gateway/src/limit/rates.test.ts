import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { startTestGateway } from '../testing-gateway.ts';
import { readLimitSettings } from './config.ts';
import { describeRates } from './describe-rates.ts';
import { networkOf } from './network-of.ts';

describeRates('this process', { counters: () => ({ close: async () => {} }) });

it('docs/limits.md has every setting', () => {
  const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
  const page = read('../../../docs/limits.md');
  const names = [...read('./config.ts').matchAll(/GATEWAY_\w+/g)].map(([name]) => name);
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

describe('rates', () => {
  it('are limited in production, and elsewhere where they are set', () => {
    expect(readLimitSettings({}).rates).toEqual({ address: 0, user: 0, sensitive: 0 });
    expect(readLimitSettings({ NODE_ENV: 'production', GATEWAY_RATE_USER: '0' }).rates).toEqual({
      ...{ address: 1_200, user: 0, sensitive: 30 },
    });
    expect(() => readLimitSettings({ GATEWAY_REDIS_URL: 'localhost' })).toThrow(
      /GATEWAY_REDIS_URL: write redis/,
    );
  });

  it('of a user hold wherever they ask from', async () => {
    const gateway = await startTestGateway({ GATEWAY_RATE_USER: '2', GATEWAY_TRUSTED_PROXIES: '1' });
    gateway.actors.set('session-1', {
      ...{ kind: 'user', id: 'ann', version: 1, membershipVersion: 0, staff: [], memberships: [] },
    });
    const authorization = `Bearer ${await gateway.token()}`;
    const statuses: number[] = [];
    for (const address of ['10.0.0.1', '10.0.0.2', '10.0.0.3'])
      statuses.push((await gateway.ask('{ hour }', { authorization, 'x-forwarded-for': address })).status);
    expect(statuses).toEqual([200, 200, 429]);
    expect((await gateway.ask('{ hour }')).status).toBe(200);
    await gateway.stop();
  });

  it.each([
    ['192.0.2.7', '192.0.2.7'],
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0db8:1::9', '2001:db8:1:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unknown', 'unknown'],
  ])('of the address %s hold for %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});
