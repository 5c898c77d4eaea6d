import { spawnSync } from 'node:child_process';

export interface CurlFound {
  readonly available: boolean;
  /** What this machine lacks and how to get it; present when not available. */
  readonly why?: string;
}

/** curl (and bash), with which the page for partners is tried. */
export function findCurl(): CurlFound {
  const { status } = spawnSync('bash', ['-c', 'curl --version'], { stdio: 'ignore', timeout: 20_000 });
  if (status === 0) return { available: true };
  return { available: false, why: 'There is no curl: install it (Debian, Ubuntu: apt-get install curl).' };
}
