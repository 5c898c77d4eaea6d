import { spawnSync } from 'node:child_process';

export interface DockerComposeFound {
  available: boolean;
  /** Debian's is 1.29. */
  version?: string;
  /** What this machine lacks and how to get it; present when not available. */
  why?: string;
}

/** Whether docker-compose is here to hold our reading of docker-compose.yml against. It needs no engine for that. */
export function findDockerCompose(command = 'docker-compose'): DockerComposeFound {
  const { status, stdout } = spawnSync(command, ['version', '--short'], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  if (status === 0) return { available: true, version: stdout.trim() };
  return {
    available: false,
    why: 'There is no docker-compose: install it (Debian, Ubuntu: apt-get install docker-compose; macOS: brew install docker-compose); no engine is needed.',
  };
}
