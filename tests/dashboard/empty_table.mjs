// Writes a table without rows as `evidence sources` does, and reads it as pages do.
// node empty_table.mjs DASHBOARD FOLDER
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

const [dashboard, folder] = process.argv.slice(2);
const sql = join(dashboard, 'node_modules', '@evidence-dev', 'universal-sql', 'src');
const load = (file) => import(pathToFileURL(join(sql, file)).href);
const { buildMultipartParquet } = await load('build-parquet.js');
const { initDB, setParquetURLs, query } = await load('client-duckdb/node.js');

const columns = Object.entries({ year: 'string', n: 'number', moment: 'date', is_x: 'boolean' }).map(
	([name, evidenceType]) => ({ name, evidenceType })
);
await buildMultipartParquet(columns, [[]], folder, folder, 'kto/t.parquet');
await initDB();
await setParquetURLs({ kto: [join(folder, 'kto', 't.parquet')] });
const types = query('describe kto.t').map((row) => row.column_type);
const rows = query("from kto.t where year like '2%' and is_x and month(moment) = 1");
console.log(JSON.stringify([types, rows.length]));
process.exit(0);
