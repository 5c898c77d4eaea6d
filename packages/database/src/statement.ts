import type pg from 'pg';
import { encodeValues } from './column-types.ts';
import { isStalePlan } from './database-errors.ts';

type Send = <Row extends object>(target: pg.Pool | pg.PoolClient, query: pg.QueryConfig) => Promise<Row[]>;

/** The named statements of one database: a name stands for one text. */
export class Statements {
  readonly #texts = new Map<string, string>();
  readonly #pool: pg.Pool;
  readonly #send: Send;

  constructor(pool: pg.Pool, send: Send) {
    this.#pool = pool;
    this.#send = send;
  }

  /** Throws if the name already stands for another text. */
  prepare<Row extends object>(name: string, text: string) {
    const known = this.#texts.get(name);
    if (known !== undefined && known !== text) {
      throw new Error(
        `The statement name "${name}" already stands for another text: give this one a name of its own.`,
      );
    }
    this.#texts.set(name, text);
    let generation = 0;
    return async (values: readonly unknown[], connection?: pg.PoolClient): Promise<Row[]> => {
      const encoded = encodeValues(values);
      const used = generation;
      const send = () =>
        this.#send<Row>(connection ?? this.#pool, {
          name: generation === 0 ? name : `${name} ${generation}`,
          text,
          values: encoded,
        });
      try {
        return await send();
      } catch (error) {
        // A migration changed the columns under sessions that had it prepared: a new name prepares it anew.
        if (!isStalePlan(error)) throw error;
        if (generation === used) generation += 1;
        if (connection) throw error;
        return await send();
      }
    };
  }
}
