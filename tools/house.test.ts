import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { longFunctions } from './house/measure-functions.ts';
import { type Import, importsOf, readSources, type Source } from './house/read-sources.ts';

const sources = readSources();
const isTest = ({ path }: Source) =>
  /\.test\.ts$|\/testing[^/]*\.(ts|js)$|\/testing\/|\/describe-[^/]*\.ts$|fixture|carrier-contract|\/constructs\//.test(
    path,
  );
const code = sources.filter((source) => !isTest(source));

/** What a place may import of the house. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  'packages/kernel': [],
  'packages/telemetry': ['kernel'],
  'packages/http': ['kernel', 'telemetry'],
  'packages/database': ['kernel'],
  'packages/messaging': ['kernel', 'telemetry'],
  'packages/federation': [],
  'packages/subgraph': ['kernel', 'telemetry', 'http', 'database', 'messaging', 'federation'],
  gateway: ['kernel', 'telemetry', 'http', 'federation', 'messaging'],
};
const forDomains = ['kernel', 'telemetry', 'database', 'messaging', 'subgraph'];

const placeOf = (path: string) =>
  (/^(packages|subgraphs)\/[^/]+/.exec(path) ?? [path.split('/')[0] ?? ''])[0];
const houseImport = ({ from }: Import) => /^@lastmile\/([a-z-]+)/.exec(from)?.[1];

function offences(files: readonly Source[], find: (source: Source) => readonly string[]): string[] {
  return files.flatMap((source) => find(source).map((what) => `${source.path}: ${what}`));
}

describe('the rules of the house', () => {
  it('imports run one way between rooms, and no subgraph imports another', () => {
    const wrong = offences(code, (source) => {
      const place = placeOf(source.path);
      const allowed = place.startsWith('subgraphs/') ? forDomains : mayImport[place];
      const own = place.split('/').at(-1);
      if (!allowed) return [];
      return importsOf(source).flatMap((imported) => {
        const room = houseImport(imported);
        return room && room !== own && !allowed.includes(room) ? [`imports @lastmile/${room}`] : [];
      });
    });
    expect(wrong).toEqual([]);
  });

  it('imports run one way between the rooms of packages/federation, as its README has them', () => {
    const place = 'packages/federation';
    const page = readFileSync(new URL(`../${place}/README.md`, import.meta.url), 'utf8');
    const rooms = [...page.matchAll(/^\| `([a-z]+)\/`/gm)].map(([, room]) => room ?? '');
    const files = code.filter(({ path }) => path.startsWith(`${place}/src/`));
    const roomOf = (path: string) => path.slice(`${place}/src/`.length).split('/')[0] ?? '';
    expect(
      [...new Set(files.map(({ path }) => roomOf(path)))].filter((room) => !rooms.includes(room)),
    ).toEqual([]);
    const wrong = offences(files, ({ path, text }) =>
      importsOf({ path, text })
        .filter(({ from }) => from.startsWith('.'))
        .map(({ from }) => roomOf(normalize(join(dirname(path), from))))
        .filter((room) => rooms.indexOf(room) > rooms.indexOf(roomOf(path))),
    );
    expect(wrong).toEqual([]);
  });

  it('docs/architecture.md says so too', () => {
    const page = readFileSync(new URL('../docs/architecture.md', import.meta.url), 'utf8');
    const table = [...page.matchAll(/^\| `([^`]+)` +\| [^|]+ \| ([^|]+?) +\|$/gm)];
    const said = new Map(table.map(([, place, rooms]) => [place, rooms]));
    const meant = { ...mayImport, 'subgraphs/<domain>': forDomains };
    for (const [place, rooms] of Object.entries(meant))
      expect([place, said.get(place)]).toEqual([place, rooms.join(', ') || 'nothing of the house']);
  });

  it('Apollo’s Elastic-2.0 packages are imported by packages/federation alone', () => {
    const elastic = /^@apollo\/(gateway|query-planner|query-graphs|composition|federation-internals)$/;
    const elsewhere = code.filter(({ path }) => !/^(packages\/federation|bench)\//.test(path));
    expect(
      offences(elsewhere, (source) =>
        importsOf(source).flatMap(({ from }) => (elastic.test(from) ? [from] : [])),
      ),
    ).toEqual([]);
  });

  it('a domain’s rules, the file named like its folder, import rules and the kernel only', () => {
    const rules = code.filter(({ path }) => /^subgraphs\/[^/]+\/src\/([^/]+)\/\1\.ts$/.test(path));
    const wrong = offences(rules, (source) => impurities(source, new Set()));
    expect(rules.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  it('the environment is read by config.ts and main.ts only', () => {
    const elsewhere = code.filter(
      ({ path }) => !/(^|\/)(config|main|run-[a-z-]+)\.ts$|^(tools|bench|ops)\//.test(path),
    );
    expect(
      offences(elsewhere, ({ text }) => (/process\.env/.test(stripped(text)) ? ['reads process.env'] : [])),
    ).toEqual([]);
  });

  it('a domain’s streams are no generator functions, which would not end before their next value', () => {
    const domains = code.filter(({ path }) => path.startsWith('subgraphs/'));
    expect(
      offences(domains, ({ text }) =>
        /async function\*|async \*/.test(stripped(text)) ? ['has an async generator: use mapStream'] : [],
      ),
    ).toEqual([]);
  });

  it('files do not import each other in a circle', () => {
    expect(circles(code)).toEqual([]);
  });

  it('a file has at most 400 lines', () => {
    const long = offences(sources, ({ text }) => {
      const lines = text.split('\n').length - 1;
      return lines > 400 ? [`${lines} lines`] : [];
    });
    expect(long).toEqual([]);
  });

  it('a function has at most 60 lines', () => {
    const long = offences(code, (source) =>
      longFunctions(source, 60).map(({ line, lines }) => `line ${line}: ${lines} lines`),
    );
    expect(long).toEqual([]);
  });

  it('nothing is called utils, helpers, common, shared, manager …', () => {
    const banned =
      /(^|[-/.])(utils?|helpers?|misc|common|shared|dto|managers?|base|kit)([-/.]|$)|(^|\/)index\.(ts|js)$/;
    const exported =
      /export (?:abstract )?(?:class|function|const|interface|type) (\w*(?:Utils?|Helpers?|Manager|Dto|Misc))\b/g;
    const named = offences(sources, ({ path, text }) => [
      ...(banned.test(path) ? ['its name'] : []),
      ...[...text.matchAll(exported)].map((match) => match[1] ?? ''),
    ]);
    expect(named).toEqual([]);
  });
});

/** What a rules file reaches, through files of its domain too, besides the kernel; types cost nothing and are free. */
function impurities(source: Source, seen: Set<string>): string[] {
  seen.add(source.path);
  return importsOf(source).flatMap(({ from, typeOnly }) => {
    if (typeOnly || from.startsWith('@lastmile/kernel/')) return [];
    const path = from.startsWith('.') ? normalize(join(dirname(source.path), from)) : undefined;
    const target = path && code.find((one) => one.path === path);
    if (!target) return [`reaches ${from} in ${source.path}`];
    return seen.has(target.path) ? [] : impurities(target, seen);
  });
}

function stripped(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}

/** Circles of imports; those of types are counted too, since files that need each other are one room. */
function circles(files: readonly Source[]): string[] {
  const targets = new Map(
    files.map((source) => [
      source.path,
      importsOf(source)
        .filter(({ from }) => from.startsWith('.'))
        .map(({ from }) => normalize(join(dirname(source.path), from))),
    ]),
  );
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      found.push([...trail.slice(at), path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    for (const target of targets.get(path) ?? []) walk(target, [...trail, path]);
    done.add(path);
  };
  for (const { path } of files) walk(path, []);
  return found;
}
