import { spawnSync } from 'node:child_process';

export interface RedisFound {
  readonly available: boolean;
  /** What this machine lacks and how to get it; present when not available. */
  readonly why?: string;
}

/** Whether a Redis can be started here. */
export function findRedis(command = 'redis-server'): RedisFound {
  const { status } = spawnSync(command, ['--version'], { stdio: 'ignore', timeout: 20_000 });
  if (status === 0) return { available: true };
  return {
    available: false,
    why: 'There is no redis-server: install it (Debian, Ubuntu: apt-get install redis-server; macOS: brew install redis).',
  };
}
