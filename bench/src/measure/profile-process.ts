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
  const placeOfNode = placesOf(profile.nodes);
  const byPlace = new Map<string, number>();
  profile.samples?.forEach((node, at) => {
    const place = placeOfNode.get(node) ?? '?';
    const ms = (profile.timeDeltas?.[at] ?? 0) / 1_000;
    if (place !== '(idle)') byPlace.set(place, (byPlace.get(place) ?? 0) + ms);
  });
  const places = [...byPlace].map(([place, ms]) => ({ place, ms })).sort((a, b) => b.ms - a.ms);
  return { busyMs: places.reduce((sum, { ms }) => sum + ms, 0), places };
}

type ProfileNode = Profiler.Profile['nodes'][number];

/** Built-ins (`JSON.parse`, `Map.get`) have no place of their own: their time is their caller's. */
function placesOf(nodes: readonly ProfileNode[]): Map<number, string> {
  const places = new Map<number, string>();
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const visit = ({ id, callFrame, children }: ProfileNode, caller: string) => {
    const place = placeOf(callFrame) ?? caller;
    places.set(id, place);
    for (const child of children ?? []) visit(byId.get(child) as ProfileNode, place);
  };
  const roots = new Set(nodes.map(({ id }) => id));
  for (const { children } of nodes) for (const child of children ?? []) roots.delete(child);
  for (const root of roots) visit(byId.get(root) as ProfileNode, '(idle)');
  return places;
}

const sockets = 'native: sockets, syscalls, crypto';

function placeOf({ url, functionName, lineNumber }: ProfileNode['callFrame']): string | undefined {
  if (functionName === '(garbage collector)') return 'garbage collection';
  // The inspector is there for this profile alone.
  if (/^\((idle|root)\)$/.test(functionName) || /inspector/.test(url)) return '(idle)';
  if (functionName === '(program)' || /^(writev|write\w*String|writeBuffer)$/.test(functionName))
    return sockets;
  if (url === '') return lineNumber < 0 ? undefined : 'compiled queries';
  if (url.startsWith('node:')) return nodePlace(url);
  const dependency = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  if (dependency) return dependency;
  const room = /\/((?:packages|subgraphs)\/[^/]+|gateway|standalone|bench)\/(?:dist|src)\//.exec(url)?.[1];
  return room ?? url;
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
