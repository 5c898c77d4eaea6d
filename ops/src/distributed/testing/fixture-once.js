import { writeFileSync } from 'node:fs';

writeFileSync(process.env.NOTE_FILE, 'prepared');
