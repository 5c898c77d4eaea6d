import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeEmbedded } from '@lastmile/database/embedded';
import { eventually } from '../client/graphql-client.ts';
import { startEquipment } from '../story/equipment.ts';
import { checkLetters, compareHistories, type History, readHistory, subjectsOf } from './check-history.ts';
import { checkLedger } from './check-ledger.ts';
import { checkLives } from './check-live.ts';
import { checkLogs, isSettled } from './check-logs.ts';
import { checkAcknowledged, checkRows } from './check-rows.ts';
import { type Finding, other } from './finding.ts';
import { HouseDatabases } from './house-databases.ts';
import { choosePort, HouseProcess } from './house-process.ts';
import { Killer, planMoments, type Span } from './killer.ts';
import { SeededRandom } from './seeded-random.ts';
import { findObjects } from './story-objects.ts';
import { admin, type Method, methods, type Told, tellStory } from './tell-story.ts';

export interface RoundsOptions {
  /** How often the process is killed. */
  readonly rounds: number;
  readonly seed: number;
  /** Kills within one story; 5 to 8 unless given. */
  readonly killsPerStory?: number;
  /** How often the very first start, which makes the data folder, is killed before it is left alone; 0 unless given. */
  readonly firstStarts?: number;
  readonly log: (line: string) => void;
}

export interface Figures {
  readonly seed: number;
  readonly rounds: number;
  readonly stories: number;
  readonly seconds: number;
  readonly lost: number;
  readonly twice: number;
  /** Accounts, transactions and payments that do not add up. */
  readonly drift: number;
  readonly slowestRecoverySeconds: number;
  readonly findings: readonly Finding[];
}

/** What an undisturbed story looks like: the model that the others are held against. */
interface Undisturbed {
  readonly spans: readonly Span[];
  readonly history: History;
  readonly letters: History;
}

const settings = {
  AUTH_ADMIN_EMAIL: admin.email,
  AUTH_ADMIN_PASSWORD: admin.password,
  BILLING_ANCHOR_DAY: '1',
  BILLING_AUTORUN: 'false',
  BILLING_SANDBOX_LATE_MS: '300',
  BILLING_PAYMENT_ENQUIRY_MS: '300',
  // A letter in work is free for another process after twice this and a minute.
  NOTIFICATION_SMTP_TIMEOUT_MS: '1000',
};
const settleMs = 180_000;
const firstStartMs = 6_000;

/** Stories on one installation whose process is killed again and again; each is held against one that was left alone. */
export async function runRounds(options: RoundsOptions): Promise<Figures> {
  const dataDir = await mkdtemp(join(tmpdir(), 'lastmile-kill-'));
  // PostgreSQL does not run as root, and its user has to enter.
  await chmod(dataDir, 0o755);
  const random = new SeededRandom(options.seed);
  const house = new HouseProcess(dataDir, await choosePort(random), settings);
  const campaign = new Campaign(house, random, options);
  try {
    return await campaign.run();
  } finally {
    await campaign.end();
    await house.stop();
    await removeEmbedded(join(dataDir, 'postgres'));
    await rm(dataDir, { recursive: true, force: true });
  }
}

class Campaign {
  readonly #house: HouseProcess;
  readonly #random: SeededRandom;
  readonly #options: RoundsOptions;
  readonly #findings: Finding[] = [];
  readonly #equipments: Awaited<ReturnType<typeof startEquipment>>[] = [];
  /** Where the kills of the story in hand fell. */
  #hit: string[] = [];
  #kills = 0;
  #slowestMs = 0;

  constructor(house: HouseProcess, random: SeededRandom, options: RoundsOptions) {
    this.#house = house;
    this.#random = random;
    this.#options = options;
  }

  async end(): Promise<void> {
    await Promise.all(this.#equipments.map((equipment) => equipment.stop()));
  }

  async run(): Promise<Figures> {
    const began = performance.now();
    const { rounds, seed, log } = this.#options;
    await this.#startFirst();
    const undisturbed = await this.#tellUndisturbed();
    const told: Told[] = [];
    while (this.#kills < rounds) {
      const kills = Math.min(rounds - this.#kills, this.#options.killsPerStory ?? this.#random.whole(5, 8));
      const before = this.#findings.length;
      const one = await this.#tellDisturbed(
        kills,
        undisturbed,
        methods[told.length % methods.length] ?? 'sandbox-ok',
      );
      told.push(one);
      log(
        `story ${one.tag} (${one.method}): ${this.#kills} of ${rounds}, killed in: ${this.#hit.join(', ')}`,
      );
      for (const { kind, what } of this.#findings.slice(before)) log(`  ${kind}: ${what}`);
    }
    const before = this.#findings.length;
    await this.#checkAtEnd(told, undisturbed);
    for (const { kind, what } of this.#findings.slice(before)) log(`  ${kind}: ${what}`);
    const count = (kind: Finding['kind']) => this.#findings.filter((finding) => finding.kind === kind).length;
    return {
      ...{ seed, rounds: this.#kills, stories: told.length, findings: this.#findings },
      ...{ lost: count('lost'), twice: count('twice'), drift: count('drift') },
      seconds: Math.round((performance.now() - began) / 1_000),
      slowestRecoverySeconds: Math.round(this.#slowestMs / 100) / 10,
    };
  }

  /** Making the cluster, its databases and the first administrator is no less exposed than the story. */
  async #startFirst(): Promise<void> {
    this.#house.spawn();
    for (let killed = 0; killed < (this.#options.firstStarts ?? 0); killed += 1) {
      const afterMs = this.#random.next() * firstStartMs;
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      await this.#house.kill();
      this.#options.log(`the first start was killed after ${Math.round(afterMs)} ms`);
      this.#house.spawn();
    }
    await this.#house.whenReady();
  }

  async #tellUndisturbed(): Promise<Undisturbed> {
    const steps: { step: string; fromMs: number }[] = [];
    const began = performance.now();
    const mark = (step: string) => {
      if (!steps.some((known) => known.step === step))
        steps.push({ step, fromMs: performance.now() - began });
    };
    const told = await this.#tell('sandbox-ok', mark);
    const endMs = performance.now() - began;
    const spans = steps.map((step, index) => ({
      ...step,
      lengthMs: (steps[index + 1]?.fromMs ?? endMs) - step.fromMs,
    }));
    const letters = await this.#settled(() => told.story.letters());
    this.#options.log(
      `undisturbed: ${Math.round(endMs)} ms, ${spans.map(({ step, lengthMs }) => `${step} ${Math.round(lengthMs)}`).join(', ')}`,
    );
    const history = await this.#look(async (databases) => {
      this.#findings.push(...(await checkLives(databases, told)));
      return readHistory(databases, await findObjects(databases, told));
    });
    return { spans, history, letters: subjectsOf(letters) };
  }

  async #tell(method: Method, mark: (step: string) => void): Promise<Told> {
    const equipment = await startEquipment();
    this.#equipments.push(equipment);
    return tellStory(this.#house, { tag: this.#tag(), method, mark, equipment });
  }

  async #tellDisturbed(kills: number, { spans }: Undisturbed, method: Method): Promise<Told> {
    this.#hit = [];
    const moments = planMoments(this.#random, kills, spans);
    const killer = new Killer(this.#house, spans, moments, ({ span, againAfterMs }) => {
      this.#hit.push(`${spans[span]?.step}${againAfterMs === undefined ? '' : ' and its restart'}`);
    });
    const told = await this.#tell(method, killer.mark);
    await killer.finish();
    this.#kills += killer.kills;
    this.#slowestMs = Math.max(this.#slowestMs, killer.slowestRecoveryMs);
    await this.#look(async (databases) => {
      this.#findings.push(
        ...(await checkRows(databases, told, await findObjects(databases, told))),
        ...(await checkAcknowledged(databases, told)),
        ...(await checkLedger(databases)),
        ...(await checkLives(databases, told)),
      );
    });
    return told;
  }

  /** What may take its time: letters that were in work when the process was killed, and consumers behind them. */
  async #checkAtEnd(told: readonly Told[], undisturbed: Undisturbed): Promise<void> {
    const letters = await this.#settled(() =>
      Promise.all(told.map(async (one) => [one, await one.story.letters()] as const)),
    );
    await this.#look(async (databases) => {
      this.#findings.push(...(await checkLogs(databases)));
      for (const [one, post] of letters) {
        const objects = await findObjects(databases, one);
        const history = await readHistory(databases, objects);
        this.#findings.push(
          ...compareHistories(`story ${one.tag}`, history, undisturbed.history),
          ...compareHistories(`story ${one.tag}, letters`, subjectsOf(post), undisturbed.letters),
          ...(await checkLetters(databases, one.tag, post, objects)),
        );
      }
    });
  }

  /** Waits until everything that was said has been heard and every letter is out. */
  async #settled<T>(read: () => Promise<T>): Promise<T> {
    const waiting = this.#look((databases) =>
      eventually('all to be heard and all letters to be sent', () => isSettled(databases), settleMs),
    );
    await waiting.catch((error) => this.#findings.push(other(String(error))));
    return read();
  }

  async #look<T>(see: (databases: HouseDatabases) => Promise<T>): Promise<T> {
    const databases = await HouseDatabases.open(this.#house.dataDir);
    try {
      return await see(databases);
    } finally {
      await databases.close();
    }
  }

  #tag(): string {
    return Array.from({ length: 5 }, () => this.#random.whole(0, 35).toString(36)).join('');
  }
}
