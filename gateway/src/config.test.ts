import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { silentLog } from '@lastmile/telemetry/log';
import { readGatewaySettings } from './config.ts';
import { loadSupergraph } from './create-edge.ts';
import { startTestGateway } from './testing-gateway.ts';

it('names the faults of all groups of settings at once', () => {
  const wrong = {
    GATEWAY_PORT: 'x',
    GATEWAY_CORS_ORIGINS: 'https://app.example.com,*',
    GATEWAY_DEPTH_MAX: '-1',
    GATEWAY_PERSISTED_MODE: 'foo',
    GATEWAY_PARTNERS_MODE: 'foo',
    GATEWAY_SOCKET_PING_MS: '0',
  };
  const reading = () => readGatewaySettings(wrong);
  for (const name of Object.keys(wrong)) expect(reading).toThrow(`${name}: `);
  expect(
    readGatewaySettings({ GATEWAY_CORS_ORIGINS: 'https://a.example, http://b.example:8080' }),
  ).toMatchObject({
    corsOrigins: ['https://a.example', 'http://b.example:8080'],
  });
});

it.each(['GATEWAY_MANIFESTS', 'GATEWAY_PARTNERS'])(
  'names %s where its folder is not there',
  async (setting) => {
    await expect(startTestGateway({ [setting]: '/no/such/folder' })).rejects.toThrow(
      `${setting}: the folder /no/such/folder cannot be read (ENOENT)`,
    );
  },
);

it.each(['# Notes', 'type Query { a: Int }', ''])('says which file is no supergraph: %j', async (text) => {
  const path = join(mkdtempSync(join(tmpdir(), 'lastmile-config-')), 'some.graphql');
  writeFileSync(path, text);
  const settings = readGatewaySettings({ GATEWAY_SUPERGRAPH: path });
  await expect(loadSupergraph({ settings, log: silentLog })).rejects.toThrow(
    `${path} is no composed supergraph`,
  );
});
