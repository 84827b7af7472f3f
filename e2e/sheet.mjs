// Reads CSV from its input and prints its lines by the names of their columns,
// as csv-parse, which has nothing to do with who wrote it, understands them.
import {readFileSync} from 'node:fs';

import {parse} from 'csv-parse/sync';

process.stdout.write(JSON.stringify(parse(readFileSync(0), {bom: true, columns: true})));
