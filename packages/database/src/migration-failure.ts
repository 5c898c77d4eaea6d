export type MigrationFailureCode =
  | 'MIGRATION_EDITED'
  | 'MIGRATION_FAILED'
  | 'MIGRATIONS_DIVERGED'
  | 'SCHEMA_NOT_EMPTY';

/** Migrations cannot go on; the message names the migration and says what to do. */
export class MigrationFailure extends Error {
  override readonly name = 'MigrationFailure';
  readonly code: MigrationFailureCode;

  constructor(code: MigrationFailureCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
