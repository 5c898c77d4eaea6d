import { spawnSync } from 'node:child_process';

export interface KafkaFound {
  available: boolean;
  /** What this machine lacks and how to get it; present when not available. */
  why?: string;
}

const OLDEST_JAVA = 17;
const INSTALL_JAVA =
  'install one (Debian, Ubuntu: apt-get install openjdk-17-jre-headless; Fedora: dnf install java-21-openjdk-headless; macOS: brew install openjdk@21) and see that `java -version` works in this shell';

/** Whether a Kafka broker can run here. Java is what it takes; Maven is used for the jars when it is there. */
export function findKafka(java = 'java'): KafkaFound {
  if (process.platform === 'win32') {
    return {
      available: false,
      why: 'The Kafka broker is started on Linux and macOS only; on Windows use WSL.',
    };
  }
  const asked = spawnSync(java, ['-version'], { encoding: 'utf8', timeout: 20_000 });
  if (asked.error || asked.status !== 0) {
    return {
      available: false,
      why: `Kafka runs on Java ${OLDEST_JAVA} or newer, and there is none: ${INSTALL_JAVA}.`,
    };
  }
  const version = javaVersion(`${asked.stderr}${asked.stdout}`);
  if (version !== undefined && version < OLDEST_JAVA) {
    return {
      available: false,
      why: `Kafka runs on Java ${OLDEST_JAVA} or newer, this is ${version}: ${INSTALL_JAVA}.`,
    };
  }
  return { available: true };
}

/** The major version in what `java -version` prints; `1.8.0_302` is 8. */
export function javaVersion(printed: string): number | undefined {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(printed) ?? [];
  if (first === undefined) return undefined;
  return Number(first === '1' ? (second ?? first) : first);
}

export function findMaven(maven = 'mvn'): boolean {
  return spawnSync('sh', ['-c', 'command -v "$0"', maven], { stdio: 'ignore' }).status === 0;
}
