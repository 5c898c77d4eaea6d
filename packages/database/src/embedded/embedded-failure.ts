export type EmbeddedFailureCode =
  | 'BINARIES_MISSING'
  | 'DATA_DIRECTORY_IN_USE'
  | 'DATA_DIRECTORY_NOT_WRITABLE'
  | 'DISK_FULL'
  | 'NO_UNPRIVILEGED_USER'
  | 'NOT_A_DATA_DIRECTORY'
  | 'OTHER_MAJOR_VERSION'
  | 'PORT_TAKEN'
  | 'START_FAILED';

/** The embedded PostgreSQL cannot start; the message says what to do. */
export class EmbeddedFailure extends Error {
  override readonly name = 'EmbeddedFailure';
  readonly code: EmbeddedFailureCode;

  constructor(code: EmbeddedFailureCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Turns what the operating system or PostgreSQL's own words say into a failure with advice. */
export function explainStart(words: string, about: { directory: string; port?: number }): EmbeddedFailure {
  const { directory, port } = about;
  if (/No space left on device|ENOSPC|Disk quota exceeded|EDQUOT/.test(words)) {
    return new EmbeddedFailure(
      'DISK_FULL',
      `The disk that holds ${directory} is full: free some space there (PostgreSQL needs about 100 MB to start) and start again. Nothing that was committed is lost.`,
    );
  }
  if (/error while loading shared libraries|Library not loaded|ENOEXEC/.test(words)) {
    return new EmbeddedFailure(
      'BINARIES_MISSING',
      `PostgreSQL's binaries do not run on this machine: run "npm rebuild", or hand in the URLs of a server of your own. ${tail(words)}`,
    );
  }
  if (/Address already in use|EADDRINUSE/.test(words)) return portTaken(port);
  if (/could not bind|EACCES.*listen/.test(words)) {
    return new EmbeddedFailure(
      'PORT_TAKEN',
      `Port ${port} cannot be used: choose another, above 1023. ${tail(words)}`,
    );
  }
  if (/EACCES|EPERM|EROFS|Permission denied|Read-only file system/.test(words)) {
    return new EmbeddedFailure(
      'DATA_DIRECTORY_NOT_WRITABLE',
      `The data folder ${directory} cannot be written by this user: change its owner or its permissions, or choose another folder.`,
    );
  }
  if (/database files are incompatible with server/.test(words)) {
    return new EmbeddedFailure(
      'OTHER_MAJOR_VERSION',
      `The data folder ${directory} was made by another PostgreSQL: choose another folder. ${tail(words)}`,
    );
  }
  return new EmbeddedFailure('START_FAILED', `PostgreSQL in ${directory} did not start:\n${tail(words)}`);
}

export function portTaken(port: number | undefined): EmbeddedFailure {
  return new EmbeddedFailure(
    'PORT_TAKEN',
    `Port ${port} on 127.0.0.1 is taken by another program: stop it (see "lsof -i :${port}") or choose another port for PostgreSQL.`,
  );
}

function tail(words: string): string {
  return words.trim().split('\n').slice(-8).join('\n');
}
