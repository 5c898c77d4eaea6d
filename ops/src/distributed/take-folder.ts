import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { isAlive } from '../kafka/leftover-process.ts';
import { claimPort, type Network } from './network.ts';

interface Owner {
  readonly pid: number;
  /** The address at which it holds its network; the number of a process alone may be another one's by now. */
  readonly claim: string;
}

/** Makes a data folder this run's; gives what takes that back. Rejects while another run uses it. */
export async function takeFolder(dataDir: string, network: Network): Promise<() => Promise<void>> {
  const path = join(dataDir, 'owner.json');
  const owner = await readOwner(path);
  if (owner && isAlive(owner.pid) && (await answers(owner.claim))) {
    throw new Error(`Process ${owner.pid} runs the house on ${dataDir}; stop it or give another folder.`);
  }
  await mkdir(dataDir, { recursive: true }).catch(refuseFolder(dataDir));
  const own: Owner = { pid: process.pid, claim: network.claim };
  await writeFile(path, JSON.stringify(own)).catch(refuseFolder(dataDir));
  return () => rm(path, { force: true });
}

function refuseFolder(dataDir: string) {
  return (error: NodeJS.ErrnoException): never => {
    throw new Error(`The data folder ${dataDir} cannot be written to (${error.code}): give another one.`);
  };
}

async function readOwner(path: string): Promise<Owner | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Owner;
  } catch {
    return undefined;
  }
}

function answers(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port: claimPort });
    const tell = (answered: boolean) => {
      socket.destroy();
      resolve(answered);
    };
    socket.once('connect', () => tell(true)).once('error', () => tell(false));
  });
}
