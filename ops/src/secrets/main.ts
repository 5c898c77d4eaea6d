import { fileURLToPath } from 'node:url';
import { writeSecrets } from '../distributed/write-secrets.ts';

const path = process.argv[2] ?? fileURLToPath(new URL('../../../.env', import.meta.url));
try {
  const written = await writeSecrets(path);
  console.log(
    written.length > 0 ? `Wrote ${written.join(', ')} into ${path}` : `${path} has all of them already.`,
  );
} catch (error) {
  console.error(`${path} cannot be written: ${(error as Error).message}`);
  process.exit(1);
}
