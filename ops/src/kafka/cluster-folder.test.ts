import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { freePorts, portsFrom } from './choose-ports.ts';
import { makeDataFolder, openCluster } from './cluster-folder.ts';
import { serverProperties } from './server-properties.ts';
import { javaHash, probeNames } from './wait-for-kafka.ts';

const folder = () => mkdtemp(join(tmpdir(), 'lastmile-cluster-'));

describe('the folder of a cluster', () => {
  it('keeps id and ports over restarts', async () => {
    const dataDir = await folder();
    const first = await openCluster(dataDir, 3);
    expect(first.clusterId).toMatch(/^[\w][\w-]{21}$/);
    expect(await openCluster(dataDir, 3)).toEqual(first);
  });

  it('takes other ports when its own are taken meanwhile', async () => {
    const dataDir = await folder();
    const first = await openCluster(dataDir, 1);
    const server = createServer().listen(first.addresses[0]?.port, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const second = await openCluster(dataDir, 1);
    server.close();
    expect(second.clusterId).toBe(first.clusterId);
    expect(second.addresses).not.toEqual(first.addresses);
  });

  it('refuses another number of brokers and says what it holds', async () => {
    const dataDir = await folder();
    await openCluster(dataDir, 1);
    await expect(openCluster(dataDir, 3)).rejects.toThrow(/holds a cluster of 1 broker.*give another folder/);
  });

  it('says that it is damaged', async () => {
    const dataDir = await folder();
    await writeFile(join(dataDir, 'cluster.json'), '{');
    await expect(openCluster(dataDir, 1)).rejects.toThrow(/cluster\.json is damaged/);
  });

  it('says when it cannot be made', async () => {
    const file = join(await folder(), 'file');
    await writeFile(file, '');
    await expect(makeDataFolder(join(file, 'below'))).rejects.toThrow(
      /cannot be written to \(ENOTDIR\); give another/,
    );
  });
});

describe('ports', () => {
  it('that are taken are named', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    await expect(portsFrom(port, 1)).rejects.toThrow(`Port ${port} is taken`);
    server.close();
  });

  it.each([0, -1, 65_500, 1.5])('cannot begin at %s', async (portBase) => {
    await expect(portsFrom(portBase, 1)).rejects.toThrow(/not a port/);
  });

  it('that are free are all different', async () => {
    const ports = (await freePorts(3)).flatMap((address) => [address.port, address.controllerPort]);
    expect(new Set(ports).size).toBe(6);
  });
});

describe('server.properties', () => {
  const addresses = [1, 2, 3].map((n) => ({ port: 9_000 + n, controllerPort: 9_100 + n }));

  it('of three brokers keep three copies, two of them in step, and let all vote', () => {
    const text = serverProperties(1, addresses, '/data');
    expect(text).toContain('node.id=2\n');
    expect(text).toContain('listeners=PLAINTEXT://127.0.0.1:9002,CONTROLLER://127.0.0.1:9102\n');
    expect(text).toContain('controller.quorum.voters=1@127.0.0.1:9101,2@127.0.0.1:9102,3@127.0.0.1:9103\n');
    expect(text).toContain('default.replication.factor=3\nmin.insync.replicas=2\n');
  });

  it('of a lonely one ask for one copy', () => {
    expect(serverProperties(0, addresses.slice(0, 1), '/data')).toContain(
      'offsets.topic.replication.factor=1\n',
    );
  });
});

describe('the readiness probe', () => {
  it('hashes as Java does', () => {
    expect(javaHash('hello')).toBe(99_162_322);
    expect(javaHash('polygenelubricants')).toBe(-2_147_483_648);
  });

  it('has a name for every coordinator', () => {
    expect(new Set(probeNames('group')).size).toBe(4);
  });
});
