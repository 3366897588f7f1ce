// Changes lines of Evidence's packages so that it reads the published tables without
// fetching anything from another host: run after every `npm install` (package.json,
// "postinstall"). Why each change is needed stands beside it. A line that isn't found stops
// the installation: a newer version of the package needs a look before it is used.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const sql = '@evidence-dev/universal-sql/src';

// duckdb-wasm fetches its parquet extension from another host, while building and in
// the reader's browser. Parquet is therefore read by parquet-wasm, which Evidence
// already ships, and handed to DuckDB as Arrow. No other extension is fetched either.
// parquet-wasm panics on a file without rows, and has no types of it: such a table is
// written as Arrow from the beginning, under the same name.
const noExtensions = "SET autoinstall_known_extensions = false;');\n\t\tAWAITconnection.query('SET autoload_known_extensions = false;');";

const asArrow = `

/** @param {Uint8Array} bytes A Parquet file, which begins with PAR1, or Arrow. */
const asArrow = (bytes) =>
	String.fromCharCode(...bytes.subarray(0, 4)) === 'PAR1' ? readParquet(bytes).intoIPCStream() : bytes;
`;

export const changes = [
	{
		file: `${sql}/client-duckdb/node.js`,
		edits: [
			[
				"import { withTimeout } from './both.js';",
				"import { withTimeout } from './both.js';\nimport { readFileSync } from 'fs';\nimport { readParquet } from 'parquet-wasm/node/arrow1.js';" + asArrow
			],
			[
				"await connection.query('SET ieee_floating_point_ops = false;');",
				`await connection.query('SET ieee_floating_point_ops = false;');\n\t\tawait connection.query('${noExtensions.replace('AWAIT', 'await ')}`
			],
			[
				/db\.registerFileURL\(\s*file_name,[\s\S]*?read_parquet[\s\S]*?\);\s*\);|db\.registerFileURL\([\s\S]*?read_parquet\('\$\{file_name\}'\)\);`\s*\);/,
				`connection.query(\`DROP TABLE IF EXISTS "\${source}"."\${table}";\`);
			connection.insertArrowFromIPCStream(
				asArrow(readFileSync(url.split(pathDelimiterRegex).join(path.sep))),
				{ schema: source, name: table, create: true }
			);`
			]
		]
	},
	{
		file: `${sql}/client-duckdb/browser.js`,
		edits: [
			[
				"import { arrowTableToJSON, getPromise, withTimeout } from './both.js';",
				"import { arrowTableToJSON, getPromise, withTimeout } from './both.js';\nimport initParquet, { readParquet } from 'parquet-wasm/esm/arrow1.js';\nimport parquetModule from 'parquet-wasm/esm/arrow1_bg.wasm?url';" + asArrow
			],
			['\tDuckDBDataProtocol,\n', ''],
			[
				"await connection.query('SET ieee_floating_point_ops = false;');",
				`await connection.query('SET ieee_floating_point_ops = false;');\n\t\tawait connection.query('${noExtensions.replace('AWAIT', 'await ')}\n\t\tawait initParquet(parquetModule);`
			],
			[
				/await db\.registerFileURL\([\s\S]*?read_parquet\('\$\{file_name\}'\)\);`\s*\);/,
				`await connection.query(\`DROP TABLE IF EXISTS "\${source}"."\${table}";\`);
				const parquet = await fetch(addBasePath(path)).then((response) => response.arrayBuffer());
				await connection.insertArrowFromIPCStream(
					asArrow(new Uint8Array(parquet)),
					{ schema: source, name: table, create: true }
				);`
			]
		]
	},
	{
		// The part files are not merged by DuckDB (see above): one part is the whole file.
		// A part holds a million rows; the published tables are aggregates.
		file: `${sql}/build-parquet.js`,
		edits: [
			["import { emptyDbFs, initDB, query } from './client-duckdb/node.js';\n", ''],
			['\tawait initDB();\n\n', ''],
			[
				/\tconst parquetFiles = tmpFilenames[\s\S]*?const copy = [^\n]*\n/,
				'\tif (tmpFilenames.length > 1)\n\t\tthrow new Error(`${outputFilename}: more than ${batchSize} rows. The dashboard takes aggregates only.`);\n'
			],
			// A table without rows is a table too: pages ask for its columns.
			[
				'const parquetBuffer = writeParquet(Table.fromIPCStream(IPC), writerProperties);',
				'const parquetBuffer = results.length ? writeParquet(Table.fromIPCStream(IPC), writerProperties) : IPC;'
			],
			// which has no values to be wrong about
			[/if \(!rawValues\.some/g, 'if (rawValues.length && !rawValues.some'],
			['if (currentBatch.length) await flush', 'if (currentBatch.length || !tmpFilenames.length) await flush'],
			['await query(copy);', 'await fs.copyFile(tmpFilenames[0], outputFilepath);'],
			["\tawait emptyDbFs('*');\n", '']
		]
	}
];

/**
 * Makes the changes, each once.
 * @param {string} modules The folder node_modules.
 * @param {{file: string, edits: [string | RegExp, string][]}[]} changes
 */
export function apply(modules, changes) {
	const mark = '// changed by patches/\n';
	for (const { file, edits } of changes) {
		const path = join(modules, file);
		const html = file.endsWith('.html');
		const done = html ? `<!-- ${mark.trim()} -->\n` : mark;
		let text = readFileSync(path, 'utf8');
		if (text.includes(done)) continue;
		for (const [from, to] of edits) {
			const changed = text.replace(from, () => to);
			if (changed === text) {
				console.error(
					`patches: ${file} doesn't hold the expected lines (${String(from).slice(0, 60)}…). ` +
						'Compare the installed version with package.json and adapt the patch.'
				);
				process.exit(1);
			}
			text = changed;
		}
		writeFileSync(path, html ? text.replace('<html', `${done}<html`) : done + text);
	}
}

const here = fileURLToPath(import.meta.url);
if (process.argv[1] === here) apply(join(dirname(here), '..', 'node_modules'), changes);
