// Gives each page of a built site the answers to its queries as one JSON file, in the
// place of the Arrow files that Evidence writes: readers then need no Arrow library,
// which weighs more than most pages' figures.
//   node answers-as-json.mjs SITE
// SITE/api/<route>/<params>/answers.json holds { name: { columns, rows } }.
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';

const api = join(process.argv[2], 'api');
const prerendered = join(api, 'prerendered_queries');
const plain = (value) =>
	typeof value === 'bigint' ? Number(value) : value instanceof Date ? value.toISOString() : value;

function answerOf(hash) {
	const table = tableFromIPC(readFileSync(join(prerendered, `${hash}.arrow`)));
	const columns = table.schema.fields.map((field) => field.name);
	const rows = table.toArray().map((row) => columns.map((name) => plain(row[name])));
	return { columns, rows };
}

let pages = 0;
const folders = (folder) =>
	readdirSync(folder)
		.map((name) => join(folder, name))
		.filter((path) => statSync(path).isDirectory());
for (const folder of folders(api).flatMap(folders)) {
	const list = join(folder, 'all-queries.json');
	if (!existsSync(list)) continue;
	const queries = Object.entries(JSON.parse(readFileSync(list, 'utf8')));
	const answers = queries
		.filter(([name]) => name.endsWith('_data'))
		.map(([name, hash]) => [name.replace(/_data$/, ''), answerOf(hash)]);
	writeFileSync(join(folder, 'answers.json'), JSON.stringify(Object.fromEntries(answers)));
	rmSync(list);
	pages += 1;
}
rmSync(prerendered, { recursive: true });
if (!pages) throw new Error(`${api} holds no answers of pages: does Evidence still write them there?`);
console.log(`answers of ${pages} pages as JSON`);
