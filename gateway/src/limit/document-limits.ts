import { OperationRefused } from '@lastmile/federation/plan/plan';
import { type DocumentNode, GraphQLError } from 'graphql';
import type { AdmissionRule } from '../operation/admit-operation.ts';
import { LimitExceeded } from '../operation/present-error.ts';
import { type Measure, measureDocument } from './measure-document.ts';

/** How large an operation may be, its fragments written out. 0 sets a limit aside. */
export interface DocumentLimits {
  /** Characters of its text, comments and white space among them. */
  readonly length: number;
  readonly tokens: number;
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  readonly rootFields: number;
}

const limits: readonly [
  name: keyof Measure & keyof DocumentLimits,
  code: string,
  say: (max: number) => string,
][] = [
  [
    'depth',
    'DEPTH_LIMIT_EXCEEDED',
    (max) => `An operation is at most ${max} fields deep. Ask for what lies deeper by its id.`,
  ],
  [
    'rootFields',
    'ROOT_FIELD_LIMIT_EXCEEDED',
    (max) => `An operation has at most ${max} root fields. Ask in several requests.`,
  ],
  [
    'aliases',
    'ALIAS_LIMIT_EXCEEDED',
    (max) => `An operation has at most ${max} aliases. Ask in several requests, or for a list.`,
  ],
  [
    'directives',
    'DIRECTIVE_LIMIT_EXCEEDED',
    (max) => `An operation has at most ${max} directives. Leave out what they decide.`,
  ],
  [
    'fields',
    'FIELD_LIMIT_EXCEEDED',
    (max) => `An operation has at most ${max} fields, fragments written out. Ask in several requests.`,
  ],
];

/**
 * Before anything of a document is read or kept: neither parsing nor any other limit sees its comments. Throws
 * LENGTH_LIMIT_EXCEEDED.
 */
export function holdLength(limit: number): AdmissionRule {
  return {
    beforeReading: (request) => {
      if (limit === 0 || (request.query?.length ?? 0) <= limit) return request;
      throw new LimitExceeded(
        'LENGTH_LIMIT_EXCEEDED',
        `A document has at most ${limit} characters. Leave out its comments, and send values as variables.`,
        { limit },
      );
    },
  };
}

/** Looks at a document before it is validated. Throws `OperationRefused`, whose code names the limit. */
export function inspectWithin(allowed: DocumentLimits): (document: DocumentNode) => void {
  return (document) => {
    const measure = measureDocument(document);
    for (const [name, code, say] of limits) {
      const limit = allowed[name];
      if (limit === 0 || measure[name] <= limit) continue;
      const message = say(limit);
      throw new OperationRefused(message, code, [new GraphQLError(message, { extensions: { limit } })]);
    }
  };
}
