import { join } from 'node:path';
import { type Balancer, balanceConnections } from './balance-connections.ts';
import type { DistributedOptions } from './distributed-options.ts';
import { freePort } from './free-port.ts';
import { infrastructure, optional } from './infrastructure.ts';
import { keepReplica, type Replica, type RunningProcess } from './keep-replica.ts';
import type { Launch } from './launch-process.ts';
import { type PlannedService, placesOf } from './plan-run.ts';
import { type ComposeFile, publishedPort } from './read-compose.ts';
import { rewriteSettings } from './rewrite-names.ts';
import { type OnceRunning, runOnce } from './run-once.ts';
import type { Server } from './server.ts';

type RunOptions = DistributedOptions & { readonly folder: string };
type Plan = ReadonlyMap<string, PlannedService>;

/** One run of the file's services: starts each when what it depends on is there, stops them the other way round. */
export class Run {
  /** Foreign services that the table does not have, and the proxy when it is not wanted. */
  readonly notStarted: readonly string[];
  private readonly options: RunOptions;
  private readonly file: ComposeFile;
  private readonly plan: Plan;
  private readonly servers = new Map<string, Server>();
  private readonly replicas = new Map<string, readonly Replica[]>();
  private readonly onces = new Map<string, OnceRunning>();
  private readonly balancers: Balancer[] = [];
  private readonly starting = new Map<string, Promise<void>>();
  private readonly stopping = new Map<string, Promise<void>>();
  private ended = false;

  constructor(options: RunOptions, file: ComposeFile, plan: Plan) {
    this.options = options;
    this.file = file;
    this.plan = plan;
    this.notStarted = [...file.foreign.keys()].filter(
      (name) =>
        !infrastructure[name] ||
        optional.get(name)?.() === false ||
        (name === 'proxy' && options.proxy === false),
    );
  }

  /** Rejects with the first failure; what is under way then is taken back by `stop`. */
  async start(): Promise<void> {
    for (const name of this.notStarted) this.options.log.info(`Not started here: ${name}`);
    const proxy = this.notStarted.includes('proxy') ? undefined : this.file.foreign.get('proxy');
    // The proxy comes last; that its port is taken need not be found out so late.
    if (proxy) await freePort(this.options.port ?? publishedPort(proxy));
    await this.balance();
    const names = [...this.file.foreign.keys(), ...this.file.ours.keys()];
    const all = names.filter((name) => !this.notStarted.includes(name)).map((name) => this.up(name));
    await Promise.all(all);
  }

  async stop(): Promise<void> {
    this.ended = true;
    await Promise.all([...this.file.foreign.keys(), ...this.file.ours.keys()].map((name) => this.down(name)));
    await Promise.all(this.balancers.map((balancer) => balancer.stop()));
  }

  kill(): void {
    this.ended = true;
    for (const replica of [...this.replicas.values()].flat()) replica.kill('SIGKILL');
    for (const once of this.onces.values()) once.kill();
  }

  processes(): RunningProcess[] {
    return [...this.replicas.values()].flat();
  }

  url(): string {
    const proxy = this.servers.get('proxy')?.url;
    if (proxy) return proxy;
    const gateway = this.plan.get('gateway');
    const port = this.settingsOf('gateway').GATEWAY_PORT ?? '4000';
    return gateway ? `http://${gateway.addresses[0]}:${port}` : '';
  }

  mailUrl(): string | undefined {
    return this.servers.get('mailpit')?.url;
  }

  kafka(): string | undefined {
    return this.servers.get('kafka')?.addresses.get(9092);
  }

  /** Where a service of the file is reached. Throws on a server that is not up: its dependent has not said so. */
  addressOf(name: string, port: number): string | 'absent' | undefined {
    if (this.notStarted.includes(name)) return 'absent';
    const planned = this.plan.get(name);
    if (planned) return `${planned.address}:${port}`;
    if (!this.file.foreign.has(name)) return undefined;
    const address = this.servers.get(name)?.addresses.get(port);
    if (address) return address;
    throw new Error(`A setting names ${name}:${port}, which depends_on does not, or which has no such port.`);
  }

  settingsOf(name: string, replica = 0): Record<string, string> {
    const planned = this.plan.get(name);
    if (!planned) return {};
    const environment = { ...planned.service.environment, ...this.options.environment };
    const own = planned.addresses[replica] ?? planned.address;
    return rewriteSettings(environment, (service, port) => this.addressOf(service, port), own);
  }

  /** A name with several replicas behind it is an address of its own that goes round them. */
  private async balance(): Promise<void> {
    for (const { address, addresses, ports } of this.plan.values()) {
      if (addresses.length === 1) continue;
      for (const port of ports) {
        const places = addresses.map((host) => ({ host, port }));
        this.balancers.push(await balanceConnections({ host: address, port }, places));
      }
    }
  }

  private up(name: string): Promise<void> {
    const known = this.starting.get(name);
    if (known) return known;
    const begun = this.bringUp(name);
    this.starting.set(name, begun);
    return begun;
  }

  private async bringUp(name: string): Promise<void> {
    const { dependsOn } = this.file.ours.get(name) ?? this.file.foreign.get(name) ?? { dependsOn: new Map() };
    // What the table starts is ready when it has started, so each condition holds when `up` resolves.
    await Promise.all([...dependsOn.keys()].map((needed) => this.upOrAbsent(name, needed)));
    if (this.ended) return;
    const planned = this.plan.get(name);
    if (!planned) return this.startServer(name);
    if (planned.once) return this.runToEnd(planned);
    const replicas = planned.addresses.map((_, at) => this.startReplica(planned, at));
    this.replicas.set(name, replicas);
    await Promise.all(replicas.map((replica) => replica.healthy()));
    this.options.log.info(`Started ${name}`, { replicas: replicas.length });
  }

  private upOrAbsent(name: string, needed: string): Promise<void> {
    if (!this.notStarted.includes(needed)) return this.up(needed);
    if (this.file.foreign.has(name) || optional.has(needed)) return Promise.resolve();
    throw new Error(`${name} depends on ${needed}, and this machine has nothing for that.`);
  }

  private async startServer(name: string): Promise<void> {
    const service = this.file.foreign.get(name);
    const start = infrastructure[name];
    if (!service || !start) return;
    const { dataDir, log, kafka, port } = this.options;
    const server = await start(service, {
      ...{ dataDir, log, kafka, proxyPort: port },
      replicasOf: (wanted, at) => placesOf(this.plan.get(wanted), at),
    });
    this.servers.set(name, server);
    log.info(`Started ${name}`, { at: server.url ?? [...server.addresses.values()].join(',') });
  }

  private async runToEnd(planned: PlannedService): Promise<void> {
    const { name } = planned.service;
    const running = runOnce(name, this.launchOf(planned, 0));
    this.onces.set(name, running);
    await running.done;
    this.options.log.info(`Done: ${name}`);
  }

  private startReplica(planned: PlannedService, at: number): Replica {
    const { service, addresses } = planned;
    const address = addresses[at] ?? planned.address;
    return keepReplica({
      ...{ ...this.launchOf(planned, at), service, replica: at + 1, address, log: this.options.log },
    });
  }

  private launchOf({ service }: PlannedService, at: number): Launch {
    const { dataDir, folder } = this.options;
    const own = `${service.name}-${at + 1}`;
    return {
      ...{ command: service.command, environment: this.settingsOf(service.name, at), cwd: folder },
      ...{ logFile: join(dataDir, 'logs', `${own}.log`), pidFile: join(dataDir, 'run', `${own}.pid`) },
    };
  }

  private down(name: string): Promise<void> {
    const known = this.stopping.get(name);
    if (known) return known;
    const begun = this.bringDown(name);
    this.stopping.set(name, begun);
    return begun;
  }

  private async bringDown(name: string): Promise<void> {
    const all = [...this.file.ours.values(), ...this.file.foreign.values()];
    await Promise.all(all.filter(({ dependsOn }) => dependsOn.has(name)).map((one) => this.down(one.name)));
    // A server that is just starting must be up before it can be stopped.
    if (!this.plan.has(name)) await this.starting.get(name)?.catch(() => {});
    await Promise.all((this.replicas.get(name) ?? []).map((replica) => replica.stop()));
    await this.onces.get(name)?.stop();
    await this.servers.get(name)?.stop();
  }
}
