import { parseArgs } from 'node:util';
import { BadSettings } from '@lastmile/kernel/settings';
import type { SubgraphErrors } from './mask-errors.ts';

/** How a subgraph is subscribed to. */
export interface SubscriptionPlace {
  readonly protocol: 'ws' | 'sse';
  /** Absent: where its queries are answered. */
  readonly url?: string | undefined;
}

export interface AloneOptions {
  readonly supergraph: string | undefined;
  readonly port: string | undefined;
  readonly host: string | undefined;
  /** URLs in place of those that the supergraph has, by subgraph. */
  readonly subgraphs: ReadonlyMap<string, string>;
  readonly subscriptions: ReadonlyMap<string, SubscriptionPlace>;
  /** Names in lower case of the client's headers that subgraphs get. */
  readonly forward: readonly string[];
  /** How long a query may take: what is not there by then is a hole. */
  readonly timeoutMs: number;
  readonly subgraphErrors: SubgraphErrors;
  readonly shareSubscriptions: ShareSubscriptions;
}

/** With who comes later: until the first event, or always. Where subgraphs give cursors it is always. */
export type ShareSubscriptions = 'early' | 'always';

export const usage = `npm run gateway -- --supergraph ./supergraph.graphql --identity off [options]

  --supergraph <file>          the composed supergraph; swapped without restart when it changes
  --identity off               nobody is identified here: subgraphs know by themselves who asks (see --forward)
  --port <port>                4000; --host <host>: 127.0.0.1
  --subgraph <name>=<url>      in place of the URL that the supergraph has
  --subscriptions <name>=ws|sse|<url>
                               graphql-transport-ws (the default, where queries are answered), GraphQL over SSE,
                               or an address of its own: ws://…, wss://…; sse+http://…, sse+https://…
  --forward <header>[,…]       headers of the client that subgraphs get, such as authorization
  --timeout <ms>               for a query: what is not there by then is a hole in the answer; 3000
  --subgraph-errors pass|mask  whether clients are told what subgraphs say of their errors; mask with NODE_ENV=production
  --share-subscriptions early|always
                               equal subscriptions are shared with who comes before their first event (the default), or
                               always: then who comes later hears only what is new

Everything else is set by the environment: GATEWAY_… in gateway/README.md and docs/limits.md.`;

/** Throws BadSettings, naming every fault at once. */
export function readAloneOptions(argv: readonly string[], isProduction = false): AloneOptions {
  const { values } = parse(argv);
  const faults: string[] = [];
  if (values.identity !== 'off') {
    faults.push(
      '--identity: say `--identity off`. This gateway identifies nobody; whoever reaches it may ask whatever the subgraphs answer.',
    );
  }
  const timeoutMs = Number(values.timeout ?? 3_000);
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1)
    faults.push('--timeout: a whole number of milliseconds.');
  const subgraphErrors = values['subgraph-errors'] ?? (isProduction ? 'mask' : 'pass');
  if (subgraphErrors !== 'pass' && subgraphErrors !== 'mask') faults.push('--subgraph-errors: pass or mask.');
  const shareSubscriptions = values['share-subscriptions'] ?? 'early';
  if (shareSubscriptions !== 'early' && shareSubscriptions !== 'always')
    faults.push('--share-subscriptions: early or always.');
  const subgraphs = pairs('--subgraph', values.subgraph, faults);
  for (const [name, url] of subgraphs)
    if (!/^https?:$/.test(protocolOf(url))) faults.push(`--subgraph ${name}: an http or https URL.`);
  const subscriptions = new Map<string, SubscriptionPlace>();
  for (const [name, how] of pairs('--subscriptions', values.subscriptions, faults)) {
    const place = readPlace(how);
    if (place) subscriptions.set(name, place);
    else
      faults.push(
        `--subscriptions ${name}: ws, sse, or a URL that begins with ws, wss, sse+http or sse+https.`,
      );
  }
  if (faults.length > 0) throw new BadSettings(faults);
  const forward = (values.forward ?? []).flatMap((names) => names.split(','));
  return {
    ...{ supergraph: values.supergraph, port: values.port, host: values.host },
    ...{ subgraphs, subscriptions, timeoutMs, subgraphErrors: subgraphErrors as SubgraphErrors },
    shareSubscriptions: shareSubscriptions as ShareSubscriptions,
    forward: forward.map((name) => name.trim().toLowerCase()).filter(Boolean),
  };
}

function parse(argv: readonly string[]) {
  const [text, texts] = [{ type: 'string' }, { type: 'string', multiple: true }] as const;
  try {
    return parseArgs({
      args: [...argv],
      options: {
        ...{
          supergraph: text,
          port: text,
          host: text,
          identity: text,
          timeout: text,
          'subgraph-errors': text,
          'share-subscriptions': text,
        },
        ...{ subgraph: texts, subscriptions: texts, forward: texts },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new BadSettings([(error as Error).message]);
  }
}

function pairs(option: string, given: readonly string[] | undefined, faults: string[]): Map<string, string> {
  const read = new Map<string, string>();
  for (const entry of given ?? []) {
    const at = entry.indexOf('=');
    if (at < 1) faults.push(`${option} ${entry}: write <name>=<value>.`);
    else read.set(entry.slice(0, at), entry.slice(at + 1));
  }
  return read;
}

const protocolOf = (url: string) => (URL.canParse(url) ? new URL(url).protocol : '');

function readPlace(how: string): SubscriptionPlace | undefined {
  if (how === 'ws' || how === 'sse') return { protocol: how };
  if (/^wss?:$/.test(protocolOf(how))) return { protocol: 'ws', url: how };
  const sse = /^sse\+(https?:.+)$/.exec(how)?.[1];
  return sse && URL.canParse(sse) ? { protocol: 'sse', url: sse } : undefined;
}
