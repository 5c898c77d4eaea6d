import type { Log, LogFields } from '@lastmile/telemetry/log';
import { Kafka, type KafkaConfig, logLevel } from 'kafkajs';

export interface KafkaConnection {
  /** `host:port` of some of the brokers. */
  readonly brokers: readonly string[];
  /** How the brokers' logs call this process: the domain. */
  readonly clientId: string;
  readonly ssl?: KafkaConfig['ssl'];
  readonly sasl?: KafkaConfig['sasl'];
}

/** Its own retries are short: what lasts longer is supervised, and told, by us. */
export function createKafkaClient(connection: KafkaConnection, log: Log): Kafka {
  const { brokers, clientId, ssl, sasl } = connection;
  return new Kafka({
    ...{ brokers: [...brokers], clientId, connectionTimeout: 3_000, requestTimeout: 15_000 },
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
    retry: { initialRetryTime: 100, maxRetryTime: 1_500, retries: 5 },
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => {
      const { message, ...fields } = entry.log;
      // What matters is logged again, with what it means, by whoever supervises; the client's words are for finding out why.
      log.debug(`kafkajs: ${message}`, fields as LogFields);
    },
  });
}

/** What a Kafka error asks for, where it asks for something. */
export function explainKafka(error: unknown): unknown {
  const { type } = (error ?? {}) as { type?: unknown };
  if (type !== 'UNKNOWN_TOPIC_OR_PARTITION') return error;
  return new Error('Kafka has not all of the topics: run createTopics (create-topics.ts) once.', {
    cause: error,
  });
}
