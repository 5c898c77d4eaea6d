import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allFree, freePorts, portsFrom } from './choose-ports.ts';
import type { BrokerAddress } from './server-properties.ts';

/** What a data folder remembers of its cluster. */
export interface ClusterFolder {
  clusterId: string;
  addresses: BrokerAddress[];
}

const nameIn = (dataDir: string) => join(dataDir, 'cluster.json');

/** Makes the folder. Throws when it cannot be written to, saying so. */
export async function makeDataFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true });
    await writeFile(join(dataDir, '.writable'), '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`Kafka's data folder ${dataDir} cannot be written to (${code}); give another folder.`, {
      cause: error,
    });
  }
}

/** Reads the cluster of a data folder or begins one. Ports stay the same over restarts where they can. */
export async function openCluster(
  dataDir: string,
  brokers: number,
  portBase?: number,
): Promise<ClusterFolder> {
  const known = await readCluster(dataDir);
  if (known !== undefined && known.addresses.length !== brokers) {
    throw new Error(
      `${dataDir} holds a cluster of ${known.addresses.length} broker(s), and ${brokers} were asked for; ask for ${known.addresses.length} or give another folder.`,
    );
  }
  const cluster = {
    clusterId: known?.clusterId ?? newClusterId(),
    addresses: await chooseAddresses(known, brokers, portBase),
  };
  await writeFile(nameIn(dataDir), `${JSON.stringify(cluster, null, 2)}\n`);
  return cluster;
}

async function readCluster(dataDir: string): Promise<ClusterFolder | undefined> {
  const text = await readFile(nameIn(dataDir), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as ClusterFolder;
  } catch (error) {
    throw new Error(`${nameIn(dataDir)} is damaged; give another folder, or remove this one with its data.`, {
      cause: error,
    });
  }
}

async function chooseAddresses(known: ClusterFolder | undefined, brokers: number, portBase?: number) {
  if (portBase !== undefined) return portsFrom(portBase, brokers);
  if (known !== undefined && (await allFree(known.addresses))) return known.addresses;
  return freePorts(brokers);
}

/** 16 random bytes in URL-safe base 64, as Kafka writes its ids; a leading dash would look like an option. */
function newClusterId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? newClusterId() : id;
}
