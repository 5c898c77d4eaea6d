import { writeFileSync } from 'node:fs';
import { type Profiler, Session } from 'node:inspector/promises';

/** Share of the busy time by place (a package, a room of the house, Node itself), the largest first. */
export interface ProfileSummary {
  readonly busyMs: number;
  readonly places: readonly { readonly place: string; readonly ms: number }[];
}

/** Samples this process until it is stopped; the whole profile is written to `path` for Chrome's or VS Code's viewer. */
export async function startProfile() {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 1_000 });
  await session.post('Profiler.start');
  return {
    stop: async (path: string): Promise<ProfileSummary> => {
      const { profile } = (await session.post('Profiler.stop')) as { profile: Profiler.Profile };
      session.disconnect();
      writeFileSync(path, JSON.stringify(profile));
      return summarise(profile);
    },
  };
}

export function summarise(profile: Profiler.Profile): ProfileSummary {
  const placeOfNode = new Map(profile.nodes.map(({ id, callFrame }) => [id, placeOf(callFrame)]));
  const byPlace = new Map<string, number>();
  profile.samples?.forEach((node, at) => {
    const place = placeOfNode.get(node) ?? '?';
    const ms = (profile.timeDeltas?.[at] ?? 0) / 1_000;
    if (place !== '(idle)') byPlace.set(place, (byPlace.get(place) ?? 0) + ms);
  });
  const places = [...byPlace].map(([place, ms]) => ({ place, ms })).sort((a, b) => b.ms - a.ms);
  return { busyMs: places.reduce((sum, { ms }) => sum + ms, 0), places };
}

function placeOf({ url, functionName }: Profiler.Profile['nodes'][number]['callFrame']): string {
  if (functionName === '(program)') return 'native: sockets, syscalls, crypto';
  if (functionName === '(garbage collector)') return 'garbage collection';
  // The inspector is there for this profile alone.
  if (/^\((idle|root)\)$/.test(functionName) || /inspector/.test(url)) return '(idle)';
  if (url.startsWith('node:')) return nodePlace(url);
  const dependency = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (dependency) return dependency;
  const room = /\/((?:packages|subgraphs)\/[^/]+|gateway|standalone|bench)\/(?:dist|src)\//.exec(url)?.[1];
  if (room) return room;
  return url === '' ? 'compiled queries and built-ins' : url;
}

/** Node's own JavaScript by what it is for. */
function nodePlace(url: string): string {
  if (/http/.test(url)) return 'node: http';
  if (/stream|net|tls|dns/.test(url)) return 'node: streams and sockets';
  if (/async_|timers|task_queues|promises|process/.test(url)) return 'node: async hooks, timers, ticks';
  if (/undici/.test(url)) return 'node: fetch';
  if (/buffer|string_decoder|crypto|url/.test(url)) return 'node: buffers, crypto, url';
  return 'node: other';
}
