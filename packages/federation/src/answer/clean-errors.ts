import { ErrorCode } from '../ground/error-codes.ts';
import { isNestedTooDeep } from '../ground/nested-value.ts';
import type { SourceError } from '../source/source.ts';

export const unreadable: SourceError = {
  message: 'A part of this answer could not be read.',
  extensions: { code: ErrorCode.badAnswer },
};

/** The errors of an answer, or nothing where there are none: what is no error of GraphQL's is told as one that could not be read. */
export function cleanErrors(given: unknown): readonly SourceError[] {
  if (!Array.isArray(given)) return [];
  return given.every(isClean) ? given : given.map(cleaned);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isExtensions = (value: unknown): value is Record<string, unknown> =>
  isObject(value) && !isNestedTooDeep(value);

const isPath = (path: unknown): path is readonly (string | number)[] =>
  Array.isArray(path) && path.every((key) => typeof key === 'string' || typeof key === 'number');

function isClean(error: unknown): boolean {
  if (!isObject(error) || typeof error.message !== 'string') return false;
  const { path, extensions } = error;
  return (path === undefined || isPath(path)) && (extensions === undefined || isExtensions(extensions));
}

function cleaned(error: unknown): SourceError {
  if (!isObject(error) || typeof error.message !== 'string') {
    return unreadable;
  }
  return {
    message: error.message,
    ...(isPath(error.path) && { path: error.path }),
    ...(isExtensions(error.extensions) && { extensions: error.extensions }),
  };
}
