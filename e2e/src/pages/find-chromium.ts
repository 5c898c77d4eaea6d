import { spawnSync } from 'node:child_process';

export interface ChromiumFound {
  available: boolean;
  /** Where it is; present when available. */
  path?: string;
  /** What this machine lacks and how to get it; present when not available. */
  why?: string;
}

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const INSTALL =
  'install one (Debian: apt-get install chromium; Fedora: dnf install chromium; macOS: brew install --cask google-chrome), or name yours with LASTMILE_CHROMIUM';

/** Whether a Chromium is here to drive: the given one, or the first in PATH. None is downloaded. */
export function findChromium(given?: string, candidates: readonly string[] = names): ChromiumFound {
  for (const name of given ? [given] : candidates) {
    const path = pathOf(name);
    if (path) return { available: true, path };
  }
  const why = given ? `LASTMILE_CHROMIUM is ${given}, which does not start` : 'There is no Chromium here';
  return { available: false, why: `${why}: ${INSTALL}.` };
}

function pathOf(name: string): string | undefined {
  const path = spawnSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' }).stdout?.trim();
  if (!path) return undefined;
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0 ? path : undefined;
}
